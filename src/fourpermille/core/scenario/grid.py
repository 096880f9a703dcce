"""Grids: which variable of which dataset gives what, and which cells count."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, create_model

from fourpermille.core.scenario.fields import N_, Section, key
from fourpermille.core.variables import variable

# What a grid may bring. A name here and its row in the table of variables make a new key.
NAMES = (
    *("air_temperature_degc", "precipitation_mm", "pet_mm", "open_pan_evaporation_mm"),
    *("plant_cover", "clay_percent", "depth_cm", "dpm_rpm_ratio", "iom_tc_ha"),
    *("soc_stock_tc_ha", "soc_stock_0_40_tc_ha", "plant_input_tc_ha_yr", "manure_input_tc_ha_yr"),
    *("area_ha", "country", "cropland_fraction", "land_cover_class", "pet_thornthwaite_mm"),
    *("soc_stock_0_30_tc_ha", "soc_stock_other_tc_ha", "cropland_irrigated_fraction"),
    *("temperature_change_k", "precipitation_change_ratio", "independent_input_tc_ha_yr"),
    *("elevation_m", "npp_tc_ha_yr", "residue_available_tc_ha_yr", "manure_available_tc_ha_yr"),
    *("nitrogen_available_kgn_ha_yr", "phosphorus_available_kgp_ha_yr"),
    *("sulphur_available_kgs_ha_yr", "stock_deficit_tc_ha"),
)
Reference = str | Annotated[tuple[str, ...], Field(strict=False, min_length=1)]


class GridBase(Section):
    """Where each variable of a grid comes from: ``"dataset:variable"`` or ``"file.nc:variable"``.

    Of a list, the first source that has a value in the cell gives it.
    """

    like: str | None = key(
        N_(
            "the variable of this table whose cells the run has, all others being brought to them; "
            "if not said, the one with the largest cells"
        ),
        None,
    )

    def references(self) -> dict[str, tuple[str, ...]]:
        """Return the sources of each variable that is given, in their order."""
        found = {name: getattr(self, name) for name in NAMES}
        return {
            name: (one,) if isinstance(one, str) else tuple(one)
            for name, one in found.items()
            if one is not None
        }


def _fields() -> Mapping[str, tuple[object, object]]:
    rows = {name: variable(name) for name in NAMES}
    units = {name: "" if row.is_text else row.units for name, row in rows.items()}
    return {n: (Reference | None, key(row.about, None, units[n])) for n, row in rows.items()}


if TYPE_CHECKING:

    class Grid(GridBase):
        """The grid of a scenario; its keys are ``NAMES``, and ``like``."""
else:
    Grid = create_model("Grid", __base__=GridBase, __doc__=GridBase.__doc__, **_fields())


class Mask(Section):
    """Which cells of a grid count. A cell outside these bounds is left out, not missing."""

    least_cropland_fraction: float | None = key(
        N_("cells with more cropland than this share of their area"), None, "1", ge=0, lt=1
    )
    least_soc_stock_tc_ha: float | None = key(
        N_("cells with a stock above this"), None, "t ha-1", ge=0
    )
    most_soc_stock_tc_ha: float | None = key(
        N_("cells with a stock below this"), None, "t ha-1", gt=0
    )
    land_cover_classes: Annotated[tuple[int, ...], Field(strict=False)] | None = key(
        N_("cells whose class of land cover is one of these"), None
    )
    bounds: Annotated[tuple[float, ...], Field(strict=False, min_length=4, max_length=4)] | None = (
        key(N_("cells within west, south, east, north"), None, "degree")
    )
