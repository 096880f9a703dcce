"""Which keys need others, and which have no effect beside others: one table for all faces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters

GIVEN, ABSENT, POSITIVE = "given", "absent", "positive"


@dataclass(frozen=True)
class Condition:
    """Another key has one of some values, or is given, absent, or above zero."""

    path: str
    values: tuple[Any, ...] | str

    def holds(self, resolved: Mapping[str, Any]) -> bool:
        """Whether it is so in a scenario with its defaults in place (plain values)."""
        found = look_up(resolved, self.path)
        if self.values == GIVEN:
            return found not in (None, [], (), {})
        if self.values == ABSENT:
            return found in (None, [], (), {})
        if self.values == POSITIVE:
            return isinstance(found, int | float) and found > 0
        if isinstance(found, list | tuple):
            return any(value in found for value in self.values)
        return found in self.values

    def words(self) -> str:
        """Say the condition, as it would be written."""
        if self.values == GIVEN:
            return _("{key} is given").format(key=self.path)
        if self.values == ABSENT:
            return _("{key} is not given").format(key=self.path)
        if self.values == POSITIVE:
            return _("{key} is above 0").format(key=self.path)
        values = " | ".join(str(value) for value in self.values)
        return _("{key} is {value}").format(key=self.path, value=values)


def look_up(data: Mapping[str, Any], path: str) -> Any:
    """Value at a dotted path; None where there is none."""
    found: Any = data
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


_TARGET = Condition("trial", ABSENT)
_TRIAL = Condition("trial", GIVEN)
_FILE = Condition("places.file", GIVEN)
_PRACTICES = Condition("practices", GIVEN)
_LOGISTIC = (_PRACTICES, Condition("adoption.curve", ("logistic",)))
_EVEN = (_PRACTICES, Condition("adoption.curve", ("linear",)))
_GRID = Condition("grid", GIVEN)
_CHANGED = Condition("start.method", ("trend", "history"))
_HISTORY = Condition("start.method", ("history",))
_DRYLAND = Condition("soil.moisture_option", (2, 3))
_DRAWN = (Condition("uncertainty.draws", POSITIVE),)
_ERRORS = tuple(load_parameters("uncertainty"))
_BALANCE = Condition("start.method", ("equilibrium", "measured_pools", "pedotransfer"))

# A key is used where all its conditions hold.
USED: Mapping[str, tuple[Condition, ...]] = {
    "start": (_TARGET,),
    "target": (_TARGET,),
    "bias": (_TARGET,),
    "sensitivity": (_TARGET,),
    "practices": (_TARGET,),
    "adoption": (_PRACTICES,),
    "limits": (_PRACTICES,),
    "uncertainty": (_TARGET,),
    "series": (_TRIAL,),
    "grid": (_TARGET,),
    "mask": (_GRID,),
    "mask.least_cropland_fraction": (_GRID, Condition("grid.cropland_fraction", GIVEN)),
    "mask.land_cover_classes": (_GRID, Condition("grid.land_cover_class", GIVEN)),
    "places.climate_file": (_FILE, Condition("places.climate", ("file",))),
    "places.climate": (_FILE,),
    "soil.land_use": (Condition("defaults.dpm_rpm_ratio", ABSENT),),
    "start.trend_permille_yr": (Condition("start.method", ("trend",)),),
    "start.years": (_CHANGED,),
    "start.previous_stock_tc_ha": (_HISTORY,),
    "start.previous_land_use": (_HISTORY,),
    "start.pedotransfer_land": (Condition("start.method", ("pedotransfer",)),),
    "sensitivity.clay_low_percent": (Condition("sensitivity.variants", ("clay",)),),
    "sensitivity.clay_high_percent": (Condition("sensitivity.variants", ("clay",)),),
    "sensitivity.decompose_cells": (Condition("sensitivity.decompose", GIVEN),),
    "adoption.midpoint_year": _LOGISTIC,
    "adoption.steepness_per_yr": _LOGISTIC,
    "adoption.ramp_years": _EVEN,
    "limits.npp_tc_ha_yr": (_PRACTICES, Condition("limits.npp", ("given",))),
    "limits.returnable_fraction": (_PRACTICES, Condition("limits.npp", GIVEN)),
    "uncertainty.seed": _DRAWN,
    **{f"uncertainty.{name}": _DRAWN for name in _ERRORS},
    "defaults.plant_input_tc_ha_yr": (_TARGET, _BALANCE),
    "defaults.manure_input_tc_ha_yr": (_TARGET,),
    "defaults.silt_percent": (_DRYLAND,),
    "defaults.bulk_density_g_cm3": (_DRYLAND,),
    "defaults.soc_content_g_kg": (_DRYLAND,),
}

# A key is needed where all its conditions hold.
NEEDED: Mapping[str, tuple[Condition, ...]] = {
    "series": (_TRIAL,),
    "start.years": (_CHANGED,),
    "start.previous_stock_tc_ha": (_HISTORY,),
    "adoption": (_PRACTICES,),
    "adoption.midpoint_year": _LOGISTIC,
    "adoption.steepness_per_yr": _LOGISTIC,
    "adoption.ramp_years": _EVEN,
}
