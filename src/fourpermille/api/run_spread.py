"""What a scenario asks about how sure the answer is: ranges, combinations, random errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xarray as xr

from fourpermille.assessment.case import NO_CORRECTION
from fourpermille.assessment.decompose import decompose
from fourpermille.assessment.monte_carlo import monte_carlo
from fourpermille.assessment.target import Target
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.core.progress import Progress
from fourpermille.core.scenario import Scenario


def with_spread(
    results: xr.Dataset,
    scenario: Scenario,
    ds: xr.Dataset,
    target: Target,
    method: Mapping[str, Any],
    progress: Progress,
) -> xr.Dataset:
    """Add the decomposition of variance and the Monte Carlo run, where the scenario wants them.

    ``method``: model, parameters, moisture_option, bare_option, start and bias_correction.
    """
    asked, drawn = scenario.sensitivity, scenario.uncertainty
    if asked is not None and asked.decompose:
        found = decompose(
            ds,
            list(asked.decompose),
            target,
            cells=asked.decompose_cells,
            sensitivity=spread_of(scenario),
            progress=progress,
            **method,
        )
        results = _joined(results, found, "decomposition")
    if drawn is not None and drawn.draws > 0:
        found = monte_carlo(
            ds,
            target,
            draws=drawn.draws,
            seed=drawn.seed,
            uncertainty=errors_of(scenario),
            progress=progress,
            **method,
        )
        results = _joined(results, found, "uncertainty")
    return results


def _joined(results: xr.Dataset, found: xr.Dataset, prefix: str) -> xr.Dataset:
    """The results with more variables, whose attrs are told apart by a prefix."""
    attrs = {f"{prefix}_{name}": value for name, value in found.attrs.items()}
    return results.assign(found.data_vars).assign_attrs(attrs)


def spread_of(scenario: Scenario) -> ParameterSet:
    """How far the variants go: the table, with what the scenario says otherwise."""
    table = load_parameters("sensitivity")
    said = {} if scenario.sensitivity is None else scenario.sensitivity.model_dump()
    names = ("clay_low_percent", "clay_high_percent")
    other = {name: said[name] for name in names if said.get(name) not in (None, table[name])}
    return table.override(why="scenario, sensitivity", **other) if other else table


def errors_of(scenario: Scenario) -> ParameterSet:
    """The standard deviations in effect: the table, with what the scenario says otherwise."""
    table = load_parameters("uncertainty")
    said = {} if scenario.uncertainty is None else scenario.uncertainty.model_dump()
    other = {name: said[name] for name in table if said.get(name) not in (None, table[name])}
    return table.override(why="scenario, uncertainty", **other) if other else table


def tables_used(scenario: Scenario) -> list[str | ParameterSet]:
    """The parameter sets behind a scenario's corrections and random errors."""
    asked, drawn, bias = scenario.sensitivity, scenario.uncertainty, scenario.bias
    out: list[str | ParameterSet] = []
    varied = () if asked is None else (*asked.variants, *asked.decompose)
    if "bias_correction" in varied or (bias is not None and bias.correction != NO_CORRECTION):
        out.append("bias_correction")
    if drawn is not None and drawn.draws > 0:
        out.append(errors_of(scenario))
    return out
