"""From a scenario to a Dataset: read, complete, check, compute."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import ApplicabilityWarning, InputError, Problem
from fourpermille.core.i18n import _, ngettext
from fourpermille.core.parameters import load_parameters
from fourpermille.core.progress import Progress
from fourpermille.core.scenario import Scenario, doubt_scenario
from fourpermille.data.read import read_places
from fourpermille.data.sample import sample_path
from fourpermille.soil.setup import Start

if TYPE_CHECKING:
    from fourpermille.assessment.target import Target
    from fourpermille.assessment.trial_series import Measurements, Series

MOST_TEXTS = 3


def places_of(scenario: Scenario) -> xr.Dataset:
    """Read the places of a scenario and put its defaults in; warn of what looks like a slip.

    Raises InputError.
    """
    from fourpermille.api.places import resolve_places  # slow import

    doubt_scenario(scenario)
    path = scenario.places_path
    if path is None:
        path = sample_path(str(scenario.places.sample))
    ds = read_places(path, climate_path=scenario.climate_path)
    return resolve_places(ds, scenario)


def compute(
    scenario: Scenario, ds: xr.Dataset, progress: Progress, device: str = "cpu"
) -> xr.Dataset:
    """Answer the question of a scenario on places that are complete.

    ``device``: cpu, cuda or auto, for what follows from weather: annual maps, places in balance.
    """
    is_trial = scenario.is_trial
    results = _trial(scenario, ds) if is_trial else _target(scenario, ds, progress, device)
    return _with_sources(results, ds)


def _target(scenario: Scenario, ds: xr.Dataset, progress: Progress, device: str) -> xr.Dataset:
    from fourpermille.api.run_spread import spread_of, with_spread  # slow import
    from fourpermille.api.run_supply import supply_of
    from fourpermille.assessment.results import requirement  # slow import

    target, method = question(scenario, ds, device)
    sure = scenario.sensitivity
    results = requirement(
        ds,
        target,
        [] if sure is None else list(sure.variants),
        sensitivity=spread_of(scenario),
        progress=progress,
        beside=supply_of(scenario, ds),
        **method,
    )
    results = with_spread(results, scenario, ds, target, method, progress)
    results.attrs |= result_attributes(scenario)
    return results


def question(
    scenario: Scenario, ds: xr.Dataset, device: str = "cpu"
) -> tuple[Target, dict[str, Any]]:
    """Return the target of a scenario, and the keywords that say how it is answered on places.

    Raises InputError where the scenario has no target.
    """
    from fourpermille.assessment.target import Target  # slow import

    asked, soil = scenario.target, scenario.soil
    if asked is None:
        raise InputError(Problem(what=_("a scenario without a target"), column="target"))
    bounds = (asked.minimum_extra_input_tc_ha_yr, asked.maximum_extra_input_tc_ha_yr)
    target = Target(
        asked.rate_permille_yr,
        asked.years,
        asked.growth,
        asked.path if isinstance(asked.path, str) else list(asked.path),
        asked.declining_baseline,
        -np.inf if bounds[0] is None else bounds[0],
        np.inf if bounds[1] is None else bounds[1],
    )
    method: dict[str, Any] = {
        "model": soil.model,
        "parameters": soil.parameters,
        "moisture_option": soil.moisture_option,
        "bare_option": soil.bare_option,
        "start": _start(scenario, ds),
        "device": device,
        "bias_correction": "none" if scenario.bias is None else scenario.bias.correction,
    }
    return target, method


def result_attributes(scenario: Scenario) -> dict[str, Any]:
    """Return what the results of a target say about their question."""
    asked = scenario.target
    named = {"title": scenario.title or scenario.id, "scenario_id": scenario.id}
    if asked is None:
        return named
    return {
        **named,
        "target_rate_permille_yr": asked.rate_permille_yr,
        "target_years": asked.years,
        "target_growth": asked.growth,
        "target_path": asked.path if isinstance(asked.path, str) else "shares",
        "declining_baseline": asked.declining_baseline,
    }


def _start(scenario: Scenario, ds: xr.Dataset) -> Start:
    given = scenario.start
    if given is None:
        return Start("equilibrium")
    previous = None
    if given.previous_land_use is not None:
        ratio = load_parameters("land_use")[given.previous_land_use]
        covered = {"plant_cover": 1.0} if "plant_cover" in ds else {}  # native plants stay
        previous = {"dpm_rpm_ratio": ratio, **covered}
    return Start(
        given.method,
        given.years,
        given.trend_permille_yr,
        given.previous_stock_tc_ha,
        previous,
        pedotransfer_land=given.pedotransfer_land,
    )


def warn_outside(results: xr.Dataset) -> None:
    """Warn of places where the method is used outside what it was made for."""
    if "outside_domain" not in results:
        return
    texts = [str(text) for text in np.ravel(results["outside_domain"].values) if str(text)]
    if not texts:
        return
    # The engine marks its words for translation and leaves them in English.
    kinds = sorted({_(part) for text in texts for part in text.split("; ")})
    shown = "; ".join(kinds[:MOST_TEXTS]) + (" …" if len(kinds) > MOST_TEXTS else "")
    message = ngettext(
        "{count} place lies outside what the method was made for: {texts}",
        "{count} places lie outside what the method was made for: {texts}",
        len(texts),
    )
    warnings.warn(message.format(count=len(texts), texts=shown), ApplicabilityWarning, stacklevel=2)


def _trial(scenario: Scenario, ds: xr.Dataset) -> xr.Dataset:
    from fourpermille.assessment.trial import trial  # slow import
    from fourpermille.assessment.trial_series import Series  # slow import

    told = scenario.trial
    if told is None:
        raise InputError(Problem(what=_("a scenario without a trial"), column="trial"))
    path = scenario.measurements_path or sample_path(told.measurements)
    series: list[Series] = [
        Series(
            one.id,
            one.place,
            one.plant_input_tc_ha_yr,
            one.manure_input_tc_ha_yr or 0.0,
            None if one.manure_years is None else (one.manure_years[0], one.manure_years[1]),
        )
        for one in scenario.series
    ]
    results = trial(
        ds,
        series,
        measurements(path, [one.id for one in scenario.series], (told.start_year, told.end_year)),
        start_year=told.start_year,
        end_year=told.end_year,
        model=scenario.soil.model,
        parameters=scenario.soil.parameters,
        moisture_option=scenario.soil.moisture_option,
        bare_option=scenario.soil.bare_option,
    )
    titles = [one.title or one.id for one in scenario.series]
    results["title"] = ("series", titles)
    results.attrs |= {
        "title": scenario.title or scenario.id,
        "scenario_id": scenario.id,
        "start_year": told.start_year,
        "end_year": told.end_year,
    }
    return results


def measurements(
    path: Path, wanted: list[str], years: tuple[int, int] | None = None
) -> dict[str, Measurements]:
    """Measured stocks of the wanted series: columns series, year, soc_stock_tc_ha, status."""
    from fourpermille.api.run_measurements import read_measurements  # slow import

    return read_measurements(path, wanted, years)


def _with_sources(results: xr.Dataset, ds: xr.Dataset) -> xr.Dataset:
    """Carry over what the places say about themselves; say of the rest that it was computed."""
    for name in results.variables:
        attrs = results[name].attrs
        if name in ds.variables and "source" in ds[name].attrs:
            attrs["source"] = ds[name].attrs["source"]
        elif name in results.data_vars:
            attrs.setdefault("source", "computed")
    return results
