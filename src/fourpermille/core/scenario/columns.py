"""The columns of the tables that people bring: which, in which order, and whether needed."""

from collections.abc import Iterator
from dataclasses import dataclass

from fourpermille.core.i18n import _, current_language
from fourpermille.core.parameters import load_parameters
from fourpermille.core.variables import Variable, variable

REQUIRED, DEFAULTED, ONE_OF, OPTIONAL = "required", "defaulted", "one of", "optional"
COMPUTED = "computed"
PLACES, CLIMATE, MEASUREMENTS = "places", "climate", "measurements"
TABLES = (PLACES, CLIMATE, MEASUREMENTS)


@dataclass(frozen=True)
class TableColumn:
    """A column by canonical name.

    ``need``: required; defaulted (the scenario may give it instead); one of (a group of which one
    is enough); computed (from other columns, where it isn't given); optional. ``example`` stands
    in the template ("" for none); columns that few people have are not ``shown`` there.
    """

    name: str
    need: str = OPTIONAL
    example: object = ""
    shown: bool = True

    @property
    def variable(self) -> Variable:
        """Row of the vocabulary."""
        return variable(self.name)

    @property
    def choices(self) -> tuple[str, ...]:
        """Words to choose from; empty where there is no list."""
        if self.name in ("land_use", "tillage"):
            return tuple(load_parameters(self.name))
        return ("measured", "estimated") if self.name == "status" else ()


_PLACES = (
    TableColumn("place", REQUIRED),
    TableColumn("country", OPTIONAL, "FRA"),
    TableColumn("latitude", OPTIONAL, 43.6),
    TableColumn("longitude", OPTIONAL, 3.9),
    TableColumn("area_ha", OPTIONAL, 12.5),
    TableColumn("soc_stock_tc_ha", COMPUTED, 45),
    TableColumn("depth_cm", DEFAULTED, 30),
    TableColumn("clay_percent", DEFAULTED, 23),
    TableColumn("land_use", DEFAULTED, "cropland"),
    TableColumn("plant_input_tc_ha_yr"),
    TableColumn("manure_input_tc_ha_yr"),
    TableColumn("tillage"),
    TableColumn("paddy"),
    TableColumn("iom_tc_ha"),
    TableColumn("soc_stock_0_40_tc_ha"),
    TableColumn("silt_percent"),
    TableColumn("bulk_density_g_cm3"),
    TableColumn("soc_content_g_kg"),
    TableColumn("coarse_fragments_percent"),
    TableColumn("dpm_rpm_ratio", shown=False),
    TableColumn("dpm_tc_ha", shown=False),
    TableColumn("rpm_tc_ha", shown=False),
    TableColumn("bio_tc_ha", shown=False),
    TableColumn("hum_tc_ha", shown=False),
    TableColumn("soil_moisture_deficit_mm", shown=False),
    TableColumn("trend_permille_yr", shown=False),
    TableColumn("minimum_moisture_modifier", shown=False),
    TableColumn("tillage_modifier", shown=False),
    TableColumn("paddy_modifier", shown=False),
    TableColumn("rate_calibration_factor", shown=False),
    TableColumn("soc_stock_0_30_tc_ha", shown=False),
    TableColumn("soc_stock_other_tc_ha", shown=False),
    TableColumn("irrigated_fraction", shown=False),
    TableColumn("independent_input_tc_ha_yr", shown=False),
    TableColumn("npp_tc_ha_yr", shown=False),
    TableColumn("residue_available_tc_ha_yr", shown=False),
    TableColumn("manure_available_tc_ha_yr", shown=False),
    TableColumn("nitrogen_available_kgn_ha_yr", shown=False),
    TableColumn("phosphorus_available_kgp_ha_yr", shown=False),
    TableColumn("sulphur_available_kgs_ha_yr", shown=False),
    TableColumn("temperature_change_k", shown=False),
    TableColumn("precipitation_change_ratio", shown=False),
    TableColumn("manure_dpm_fraction", shown=False),
    TableColumn("manure_rpm_fraction", shown=False),
    TableColumn("manure_hum_fraction", shown=False),
)
_CLIMATE = (
    TableColumn("place", REQUIRED),
    TableColumn("year", shown=False),
    TableColumn("month", REQUIRED),
    TableColumn("air_temperature_degc", REQUIRED),
    TableColumn("precipitation_mm", REQUIRED),
    TableColumn("pet_mm", ONE_OF),
    TableColumn("open_pan_evaporation_mm", ONE_OF, shown=False),
    TableColumn("plant_cover", DEFAULTED, 1),
    TableColumn("rate_modifier", shown=False),
    TableColumn("plant_input_tc_ha_month", shown=False),
    TableColumn("manure_input_tc_ha_month", shown=False),
    TableColumn("modern_percent", shown=False),
)
_MEASUREMENTS = (
    TableColumn("series", REQUIRED, "nil"),
    TableColumn("year", REQUIRED, 1990),
    TableColumn("soc_stock_tc_ha", REQUIRED, 45),
    TableColumn("status", OPTIONAL, "measured"),
)


def columns(table: str) -> tuple[TableColumn, ...]:
    """Return the columns of a table: places, climate or measurements."""
    return {PLACES: _PLACES, CLIMATE: _CLIMATE, MEASUREMENTS: _MEASUREMENTS}[table]


def shown(table: str) -> Iterator[TableColumn]:
    """Return the columns that a template of a table has."""
    return (column for column in columns(table) if column.shown)


def header(name: str) -> str:
    """Return the header of a column in the current language: a label with its unit in brackets."""
    row = variable(name)
    unit = unit_words(row)
    return f"{row.label} [{unit}]" if unit else row.label


def unit_words(row: Variable) -> str:
    """Return a unit as people write it, which the readers understand; "" for none."""
    if row.is_text or row.units in ("1", "year", "month"):
        return ""
    year = {"en": "yr", "fr": "an", "es": "año"}[current_language()]
    carbon = "t C/ha" if row.of == "carbon" else "t/ha"
    return {
        "t ha-1": carbon,
        "t ha-1 year-1": f"{carbon}/{year}",
        "degC": "°C",
        "g cm-3": "g/cm3",
        "g kg-1": "g/kg",
        "degrees_north": "°",
        "degrees_east": "°",
        "‰ year-1": f"‰/{year}",
    }.get(row.units, row.units)


def need_words(need: str) -> str:
    """Say whether a column is needed."""
    return {
        REQUIRED: _("required"),
        DEFAULTED: _("required, or a default in the scenario"),
        COMPUTED: _("required, or computed from carbon content, bulk density and depth"),
        ONE_OF: _("one evaporation is required"),
        OPTIONAL: _("optional"),
    }[need]
