"""One block answered: its cells through the engine, and what the whole needs of it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from fourpermille.api.blocks.inputs import seen
from fourpermille.assessment.gaps import MISSING_DATA
from fourpermille.core.errors import ApplicabilityWarning
from fourpermille.core.parameters import loaded_sets
from fourpermille.core.progress import no_progress
from fourpermille.core.scenario import Scenario

if TYPE_CHECKING:
    from fourpermille.api.blocks.source import Cells

SERIES = (
    *("soc_stock_baseline_tc_ha", "soc_stock_with_extra_input_tc_ha", "soc_stock_target_tc_ha"),
    *("growth_permille_yr", "extra_input_by_year_tc_ha_yr"),
    *("supply_input_tc_ha_yr", "supply_gain_tc_ha", "supply_share_fraction"),
)
SAID = (  # the same for every block
    *("start_method", "plant_input_given", "variants_left_out"),
    *("supply_plans", "supply_start_year", "supply_limits", "supply_idle_levers"),
)
NO_ZONES = "climate_zones_lack"  # the variables for want of which there are none
FLAGS = "outside_domain_flags"
SHOWN_YEARS = (0, 10, 20, 30, 50, 75, 100)


@dataclass(frozen=True)
class Answer:
    """Results on ``cell`` (single values a cell), and the sums over area of the yearly series."""

    fields: xr.Dataset
    outcome: dict[str, Any]


def answer(cells: Cells, scenario: Scenario, device: str = "cpu") -> Answer:
    """Answer the cells of a block; an empty block has an outcome, too."""
    from fourpermille.api.places import resolve_places  # slow import
    from fourpermille.api.run_compute import compute  # slow import
    from fourpermille.assessment.zones import zones_of  # slow import

    count = cells.ds.sizes["cell"]
    outcome: dict[str, Any] = {"masked": cells.masked, "cells": 0, "missing": {}, "sums": {}}
    if not count:
        return Answer(xr.Dataset(), outcome)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ApplicabilityWarning)  # counted for the whole at the end
        with loaded_sets() as sets:
            places = resolve_places(cells.ds, scenario, is_part=True)
            results = compute(without_spread(scenario), places, no_progress, device)
    known = np.isfinite(results["extra_input_tc_ha_yr"].values)
    outcome["cells"], outcome["gaps"] = int(known.sum()), int((~known).sum())
    outcome["missing"] = _missing(results)
    outcome["gap_area_ha"] = float(np.nansum(places["area_ha"].values[~known]))
    area = np.where(known, np.nan_to_num(places["area_ha"].values), 0.0)
    outcome["said"] = {n: results.attrs[n] for n in SAID if n in results.attrs}
    outcome["inputs"] = seen(places)
    outcome["parameter_sets"] = sorted(sets)
    outcome["sums"] = {name: _sums(results[name], area) for name in SERIES if name in results}
    outcome["correction"] = {
        str(k): int(v) if isinstance(v, int | np.integer) else str(v)
        for k, v in results.attrs.items()
        if str(k).startswith("bias_correction")
    }
    years = [y for y in _years(scenario) if y in results["year"].values]
    fields = results.sel(year=years)
    fields = fields.drop_vars(FLAGS, errors="ignore")  # the store holds the words as numbers
    for name in ("cropland_fraction", "area_ha"):
        if name in places:
            fields[name] = places[name]
    zones, outcome["said"][NO_ZONES] = zones_of(places, scenario.soil.parameters)
    fields["climate_zone"] = ("cell", zones)
    return Answer(fields, outcome)


def without_spread(scenario: Scenario) -> Scenario:
    """The scenario without what is asked once of the whole, not of each block."""
    sure = scenario.sensitivity
    plain = None if sure is None else sure.model_copy(update={"decompose": ()})
    return scenario.model_copy(update={"sensitivity": plain, "uncertainty": None})


def _years(scenario: Scenario) -> list[int]:
    target = () if scenario.target is None else (scenario.target.years,)
    return sorted({*SHOWN_YEARS, *target})


def _missing(results: xr.Dataset) -> dict[str, int]:
    """How many cells without an answer lack which variable; the other reasons by their words."""
    found: dict[str, int] = {}
    for texts, separator in (("missing_variables", ", "), ("without_answer", None)):
        words, counts = np.unique(results[texts].values.astype(str), return_counts=True)
        for word, count in zip(words.tolist(), counts.tolist(), strict=True):
            for name in word.split(separator) if word else ():
                if name != MISSING_DATA:  # counted by variable
                    found[name] = found.get(name, 0) + count
    return found


def _sums(series: xr.DataArray, area: np.ndarray) -> list[list[float]]:
    """For each year the area times the value, and the area that has a value."""
    values = series.transpose("year", "cell").values.astype(float)
    here = np.isfinite(values)
    total = np.where(here, values, 0.0) @ area
    return [total.tolist(), (here @ area).tolist()]
