"""What the practices of a scenario supply of what its target asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.assessment.method import Method
from fourpermille.assessment.supply.chosen import Chosen
from fourpermille.assessment.supply.results import supply
from fourpermille.assessment.target import Target
from fourpermille.assessment.zones import zones_of
from fourpermille.core.scenario import Scenario
from fourpermille.practices.load import practice
from fourpermille.practices.spread import Spread
from fourpermille.soil.moisture import MoistureOptions


def with_supply(
    results: xr.Dataset,
    scenario: Scenario,
    ds: xr.Dataset,
    target: Target,
    method: Mapping[str, Any],
) -> xr.Dataset:
    """Add the supply of practices, where the scenario plans any.

    ``method``: model, parameters, moisture_option, bare_option, start, device and bias_correction.
    """
    limits = scenario.limits
    if not scenario.practices or limits is None:
        return results
    options = MoistureOptions(method["moisture_option"], method["bare_option"])
    found = supply(
        ds,
        [_chosen(scenario, number) for number in range(len(scenario.practices))],
        results["extra_input_tc_ha_yr"],
        target,
        _zones(ds, method["parameters"]),
        method=Method(
            method["model"], method["parameters"], options, method["start"], method["device"]
        ),
        bias_correction=method["bias_correction"],
        npp=limits.npp,
        returnable_fraction=limits.returnable_fraction,
    )
    return (
        results.assign(found.data_vars)
        .assign_coords(stage=found["stage"])
        .assign_attrs({**found.attrs, "supply_start_year": _start_year(scenario)})
    )


def _chosen(scenario: Scenario, number: int) -> Chosen:
    plan, curve = scenario.practices[number], scenario.adoption
    assert curve is not None  # the scenario is refused without one
    spread = Spread(
        curve.start_year,
        curve.curve,
        curve.midpoint_year,
        curve.steepness_per_yr,
        curve.ramp_years,
        plan.current_fraction,
        plan.final_fraction,
    )
    return Chosen(practice(plan.id), spread, plan.method, plan.level, plan.unverified)


def _start_year(scenario: Scenario) -> float:
    return np.nan if scenario.adoption is None else scenario.adoption.start_year


def _zones(ds: xr.Dataset, parameters: str) -> list[str]:
    """Climate zone of each place in flat order, "" where the climate doesn't tell."""
    from fourpermille.api.places_check import place_dims

    dims = place_dims(ds)
    flat = ds if dims == ["cell"] else ds.stack(cell=dims, create_index=False)
    return [str(name) for name in zones_of(flat, parameters)[0]]
