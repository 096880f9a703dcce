"""Equally defensible choices, one at a time, and how far each moves the answer.

A variant is a change of the data or of the target. To add one, add a function with a name here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import xarray as xr

from fourpermille.assessment.target import Target
from fourpermille.core.errors import Problem, UnknownNameError
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters

REFERENCE = "reference"


@dataclass(frozen=True)
class Case:
    """Data and target of one variant; ``spread`` says how far the variants go."""

    ds: xr.Dataset
    target: Target
    spread: ParameterSet = field(default_factory=lambda: load_parameters("sensitivity"))


Change = Callable[[Case], Case | None]
_GROUPS: dict[str, dict[str, Change]] = {}


def _variant(group: str, name: str) -> Callable[[Change], Change]:
    def register(change: Change) -> Change:
        _GROUPS.setdefault(group, {})[name] = change
        return change

    return register


def groups() -> tuple[str, ...]:
    """Names a scenario may list under ``sensitivity.variants``."""
    return tuple(_GROUPS)


def cases(reference: Case, wanted: tuple[str, ...] | list[str]) -> dict[str, Case]:
    """The reference and every variant of the wanted groups that the data allow."""
    out = {REFERENCE: reference}
    for group in wanted:
        if group not in _GROUPS:
            raise UnknownNameError(
                Problem(
                    what=_("unknown variant"),
                    column="sensitivity.variants",
                    found=group,
                    allowed=", ".join(_GROUPS),
                )
            )
        for name, change in _GROUPS[group].items():
            changed = change(reference)
            if changed is not None:
                out[name] = changed
    return out


@_variant("growth", "growth_linear")
def _linear(case: Case) -> Case | None:
    other = "linear" if case.target.growth == "compound" else "compound"
    return Case(case.ds, replace(case.target, growth=other))


@_variant("depth", "depth_0_40")
def _depth(case: Case) -> Case | None:
    """The layer of the slogan, where the data know its stock."""
    if "soc_stock_0_40_tc_ha" not in case.ds:
        return None
    depth = load_parameters("target")["slogan_depth_cm"]
    stock = case.ds["soc_stock_0_40_tc_ha"].rename("soc_stock_tc_ha")
    deeper = case.ds["depth_cm"] * 0 + depth
    ds = case.ds.drop_vars(["iom_tc_ha"], errors="ignore")
    return Case(ds.assign(soc_stock_tc_ha=stock, depth_cm=deeper), case.target)


@_variant("pet", "pet_thornthwaite")
def _thornthwaite(case: Case) -> Case | None:
    if "pet_thornthwaite_mm" not in case.ds or "pet_mm" not in case.ds:
        return None
    return Case(case.ds.assign(pet_mm=case.ds["pet_thornthwaite_mm"]), case.target)


def _scaled_pet(case: Case, sign: float) -> Case | None:
    share = 1.0 + sign * case.spread["pet_change_fraction"]
    names = [n for n in ("pet_mm", "open_pan_evaporation_mm") if n in case.ds]
    if not names:
        return None
    return Case(case.ds.assign({n: case.ds[n] * share for n in names}), case.target)


@_variant("pet", "pet_minus_20")
def _less_pet(case: Case) -> Case | None:
    return _scaled_pet(case, -1.0)


@_variant("pet", "pet_plus_20")
def _more_pet(case: Case) -> Case | None:
    return _scaled_pet(case, 1.0)


@_variant("cover", "cover_growing_season")
def _growing_season(case: Case) -> Case | None:
    """Covered only in months warm and moist enough for a crop."""
    if "pet_mm" not in case.ds or "air_temperature_degc" not in case.ds:
        return None
    p = case.spread
    warm = case.ds["air_temperature_degc"] > p["growing_season_temperature_degc"]
    moist = case.ds["precipitation_mm"] > case.ds["pet_mm"] * p["growing_season_pet_fraction"]
    cover = (warm & moist).astype(case.ds["air_temperature_degc"].dtype)
    known = case.ds["air_temperature_degc"].notnull() & case.ds["pet_mm"].notnull()
    return Case(case.ds.assign(plant_cover=cover.where(known)), case.target)


def _clay(case: Case, name: str) -> Case | None:
    if "clay_percent" not in case.ds:
        return None
    clay = case.ds["clay_percent"] * 0 + case.spread[name]
    return Case(case.ds.assign(clay_percent=clay), case.target)


@_variant("clay", "clay_minus")
def _little_clay(case: Case) -> Case | None:
    return _clay(case, "clay_low_percent")


@_variant("clay", "clay_plus")
def _much_clay(case: Case) -> Case | None:
    return _clay(case, "clay_high_percent")
