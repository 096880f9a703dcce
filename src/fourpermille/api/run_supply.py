"""What the practices of a scenario supply of what its target asks for."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from fourpermille.api.places_land import land_use_of
from fourpermille.assessment.supply.chosen import Chosen
from fourpermille.assessment.zones import zones_of
from fourpermille.core.errors import ApplicabilityWarning
from fourpermille.core.i18n import _
from fourpermille.core.scenario import Scenario
from fourpermille.practices.changes import idle_levers, idle_text
from fourpermille.practices.load import practice
from fourpermille.practices.spread import Spread

if TYPE_CHECKING:
    from fourpermille.assessment.requirement import Requirement

WORTH, STAGE = "practice_worth_tc_ha_yr", "supply_stage_tc_ha_yr"
BELONGS, IDLE = "practice_belongs", "supply_idle_levers"


def supply_of(scenario: Scenario, ds: xr.Dataset) -> Callable[[Requirement], xr.Dataset] | None:
    """What is to be told beside the demand of a run: the supply; None without practices."""
    if not scenario.practices or scenario.limits is None:
        return None
    return partial(_supply, scenario, ds)


def _supply(scenario: Scenario, ds: xr.Dataset, answer: Requirement) -> xr.Dataset:
    from fourpermille.assessment.supply.results import supply  # slow import

    limits = scenario.limits
    assert limits is not None  # filled in where there are practices
    found = supply(
        answer,
        chosen_of(scenario),
        _lands(scenario, ds),
        _zones(ds, scenario.soil.parameters),
        npp=limits.npp,
        returnable_fraction=limits.returnable_fraction,
    )
    practices = [practice(plan.id) for plan in scenario.practices if plan.method == "model"]
    idle = ", ".join(idle_levers(ds, practices))
    return found.assign_attrs(supply_start_year=_start_year(scenario), **{IDLE: idle})


def chosen_of(scenario: Scenario) -> list[Chosen]:
    """The practices of a scenario as they are taken."""
    curve = scenario.adoption
    if curve is None:
        return []
    return [
        Chosen(
            practice(plan.id),
            Spread(
                curve.start_year,
                curve.curve,
                curve.midpoint_year,
                curve.steepness_per_yr,
                curve.ramp_years,
                plan.current_fraction,
                plan.final_fraction,
            ),
            plan.method,
            plan.level,
            plan.unverified,
            curve.abandonment_per_yr,
        )
        for plan in scenario.practices
    ]


def sources_of(scenario: Scenario) -> tuple[list[str], list[str]]:
    """Parameter sets and references that the supply of a scenario rests on."""
    if not scenario.practices:
        return [], []
    sets = ["adoption", "practice_response"]
    if scenario.limits is not None and scenario.limits.npp is not None:
        sets.append("supply")
    return sets, [key for plan in scenario.practices for key in practice(plan.id).sources]


def warn_elsewhere(results: xr.Dataset) -> None:
    """Warn of places where practices don't belong, have no known effect, or a limit no value."""
    if WORTH not in results:
        return
    if idle := str(results.attrs.get(IDLE, "")):
        _warn(partial(idle_text, idle))
    places = [str(dim) for dim in results[WORTH].dims if dim != "practice"]
    answered = results["extra_input_tc_ha_yr"].notnull()
    of = int(answered.sum())
    for name in map(str, results["practice"].values):
        worth = results[WORTH].sel(practice=name)
        elsewhere = answered & (results[BELONGS].sel(practice=name) == 0.0)
        if count := int(elsewhere.sum(places)):
            _warn(partial(_elsewhere, name, count, of))
        if count := int((answered & worth.isnull()).sum(places)):
            _warn(partial(_without_effect, name, count, of))
    unknown = results[STAGE].isel(stage=-1).isnull() & results[WORTH].notnull().all("practice")
    if count := int((answered & unknown).sum(places)):
        _warn(partial(_without_limit, count, of))


def _elsewhere(practice: str, count: int, places: int) -> str:
    return _(
        "{practice} doesn’t belong on {count} of {places} places: it gives nothing there."
    ).format(practice=practice, count=count, places=places)


def _without_effect(practice: str, count: int, places: int) -> str:
    return _(
        "{practice} has no known effect on {count} of {places} places, whose supply is missing."
    ).format(practice=practice, count=count, places=places)


def _without_limit(count: int, places: int) -> str:
    return _(
        "the supply of {count} of {places} places is missing: a limit has no value there."
    ).format(count=count, places=places)


def _warn(text: Callable[[], str]) -> None:
    """``text`` is put into words when it is read, in the language of whoever reads."""
    warnings.warn(ApplicabilityWarning(text), stacklevel=3)


def _start_year(scenario: Scenario) -> float:
    return np.nan if scenario.adoption is None else scenario.adoption.start_year


def _flat(ds: xr.Dataset) -> xr.Dataset:
    from fourpermille.api.places_check import place_dims

    dims = place_dims(ds)
    return ds if dims == ["cell"] else ds.stack(cell=dims, create_index=False)


def _lands(scenario: Scenario, ds: xr.Dataset) -> np.ndarray:
    """Land use of each place, "" where nobody says."""
    flat = _flat(ds)
    if "land_use" in flat:
        return np.array(["" if v is None or v != v else str(v) for v in flat["land_use"].values])
    return np.full(flat.sizes["cell"], land_use_of(scenario, ds) or "")


def _zones(ds: xr.Dataset, parameters: str) -> np.ndarray:
    """Climate zone of each place in flat order, "" where neither data nor climate tell."""
    return np.array([str(name) for name in zones_of(_flat(ds), parameters)[0]])
