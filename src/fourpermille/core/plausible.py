"""What may be true but looks like a slip: values that would fit another unit."""

from dataclasses import dataclass

from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters

LIMITS = "plausibility"
MONTHS = 12
STOCKS = "soc_stock_"
WATER = {
    "precipitation_mm": "precipitation",
    "pet_mm": "evaporation",
    "pet_thornthwaite_mm": "evaporation",
    "open_pan_evaporation_mm": "evaporation",
}
PERCENT_OF_SOIL = ("clay_percent", "silt_percent")


@dataclass(frozen=True)
class Slip:
    """Why values look wrong, the unit that is meant here and the one they would fit."""

    looks: str
    unit: str
    other: str


def threshold(name: str) -> float:
    """A row of the parameter set ``plausibility``. Raises UnknownNameError."""
    return load_parameters(LIMITS)[name]


def slip_of_unit(name: str, low: float, high: float) -> Slip | None:
    """The other unit that values from ``low`` to ``high`` of a variable seem to be in, or None."""
    if name in PERCENT_OF_SOIL and low >= 0 < high <= threshold(
        "share_as_fraction_maximum_percent"
    ):
        return Slip(_("looks like a fraction"), "%", "1")
    if name == "depth_cm" and low > 0 and high <= threshold("depth_as_metres_maximum_cm"):
        return Slip(_("looks like m"), "cm", "m")
    if name == "air_temperature_degc" and low > threshold("temperature_as_kelvin_minimum_degc"):
        return Slip(_("looks like kelvin"), "degC", "K")
    if name == "plant_cover" and low >= 0 and high > threshold("cover_as_percent_minimum"):
        return Slip(_("looks like per cent"), "1", "%")
    if name == "bulk_density_g_cm3" and low > threshold("density_as_kg_m3_minimum_g_cm3"):
        return Slip(_("looks like kg m-3"), "g cm-3", "kg m-3")
    return None


def slip_of_level(name: str, mean: float, median: float) -> Slip | None:
    """The other unit that a map of a variable seems to be in by its mean and median, or None.

    A whole map says more than its ends: a region of one place may be a desert.
    """
    if name.startswith(STOCKS) and 0 < median < threshold("soc_stock_minimum_tc_ha"):
        return Slip(_("looks like kg C per m2"), "t ha-1", "kg m-2")
    water = WATER.get(name)
    if water and 0 < mean * MONTHS < threshold(f"{water}_year_minimum_mm"):
        return Slip(_("looks like m, mm a day or kg m-2 s-1"), "mm", "mm/day")
    return None
