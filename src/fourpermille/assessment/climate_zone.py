"""Climate zones of the IPCC from twelve months of temperature, rain and evapotranspiration."""

from __future__ import annotations

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.soil.annual_map import Array

# In the order of their codes; 0 is a place without data.
ZONES = (
    "",
    *("tropical_montane", "tropical_wet", "tropical_moist", "tropical_dry"),
    *("warm_temperate_moist", "warm_temperate_dry", "cool_temperate_moist", "cool_temperate_dry"),
    *("boreal_moist", "boreal_dry", "polar_moist", "polar_dry"),
)


def climate_zone(
    temperature_degc: Array, rain_mm: Array, pet_mm: Array, elevation_m: Array | None = None
) -> Array:
    """Code (places, 0 to 12) of the zone of each place; 0 where the data have gaps.

    ``temperature_degc``, ``rain_mm``, ``pet_mm``: (places, 12). Without an elevation no place is
    montane. Source: IPCC 2019, vol. 4, ch. 3, annex 3A.5, without its rule on frost days.
    """
    p = load_parameters("climate_zone")
    mean, warmest = temperature_degc.mean(axis=1), temperature_degc.max(axis=1)
    rain, pet = rain_mm.sum(axis=1), pet_mm.sum(axis=1)
    high = np.zeros(mean.shape) if elevation_m is None else np.nan_to_num(elevation_m)
    dry = ~(rain > p["moist_rain_per_pet"] * pet)
    tropical = mean > p["tropical_temperature_degc"]
    choices = [
        (~np.isfinite(mean + rain + pet), 0),
        (tropical & (high > p["montane_elevation_m"]), 1),
        (tropical & (rain > p["wet_rain_mm_yr"]), 2),
        (tropical & (rain > p["moist_rain_mm_yr"]), 3),
        (tropical, 4),
        (mean > p["warm_temperature_degc"], np.where(dry, 6, 5)),
        (mean > p["cool_temperature_degc"], np.where(dry, 8, 7)),
        (warmest >= p["boreal_summer_degc"], np.where(dry, 10, 9)),
    ]
    conditions, codes = zip(*choices, strict=True)
    wide = [np.broadcast_to(code, mean.shape) for code in codes]
    return np.select(conditions, wide, np.where(dry, 12, 11)).astype(np.int8)


def zone_name(zone: str) -> str:
    """Name of a zone for a reader, in the current language."""
    return {
        "": _("no zone"),
        "tropical_montane": _("tropical montane"),
        "tropical_wet": _("tropical wet"),
        "tropical_moist": _("tropical moist"),
        "tropical_dry": _("tropical dry"),
        "warm_temperate_moist": _("warm temperate moist"),
        "warm_temperate_dry": _("warm temperate dry"),
        "cool_temperate_moist": _("cool temperate moist"),
        "cool_temperate_dry": _("cool temperate dry"),
        "boreal_moist": _("boreal moist"),
        "boreal_dry": _("boreal dry"),
        "polar_moist": _("polar moist"),
        "polar_dry": _("polar dry"),
    }[zone]
