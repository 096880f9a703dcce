"""One block answered: its cells through the engine, and what the whole needs of it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from fourpermille.api.blocks.inputs import seen
from fourpermille.core.errors import ApplicabilityWarning
from fourpermille.core.parameters import loaded_sets
from fourpermille.core.progress import no_progress
from fourpermille.core.scenario import Scenario

if TYPE_CHECKING:
    from fourpermille.api.blocks.source import Cells

SERIES = (
    *("soc_stock_baseline_tc_ha", "soc_stock_with_extra_input_tc_ha", "soc_stock_target_tc_ha"),
    "growth_permille_yr",
)
SHOWN_YEARS = (0, 10, 20, 30, 50, 75, 100)


@dataclass(frozen=True)
class Answer:
    """Results on ``cell`` (single values a cell), and the sums over area of the yearly series."""

    fields: xr.Dataset
    outcome: dict[str, Any]


def answer(cells: Cells, scenario: Scenario) -> Answer:
    """Answer the cells of a block; an empty block has an outcome, too."""
    from fourpermille.api.places import resolve_places  # slow import
    from fourpermille.api.run_compute import compute  # slow import

    count = cells.ds.sizes["cell"]
    outcome: dict[str, Any] = {"masked": cells.masked, "cells": 0, "missing": {}, "sums": {}}
    if not count:
        return Answer(xr.Dataset(), outcome)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ApplicabilityWarning)  # counted for the whole at the end
        with loaded_sets() as sets:
            places = resolve_places(cells.ds, scenario, is_part=True)
            results = compute(scenario, places, no_progress)
    known = np.isfinite(results["extra_input_tc_ha_yr"].values)
    outcome["cells"], outcome["gaps"] = int(known.sum()), int((~known).sum())
    outcome["missing"] = _missing(places, ~known, scenario.soil.model)
    area = np.where(known, places["area_ha"].values, 0.0)
    outcome["inputs"] = seen(places)
    outcome["parameter_sets"] = sorted(sets)
    outcome["sums"] = {name: _sums(results[name], area) for name in SERIES if name in results}
    years = [y for y in _years(scenario) if y in results["year"].values]
    fields = results.sel(year=years)
    for name in ("cropland_fraction", "area_ha"):
        if name in places:
            fields[name] = places[name]
    return Answer(fields, outcome)


def _years(scenario: Scenario) -> list[int]:
    target = () if scenario.target is None else (scenario.target.years,)
    return sorted({*SHOWN_YEARS, *target})


def _missing(places: xr.Dataset, gaps: np.ndarray, model: str) -> dict[str, int]:
    """How many cells without an answer lack which variable; "" where the reason is another one."""
    from fourpermille.soil.base import SOIL_MODELS  # slow import

    found: dict[str, int] = {}
    explained = np.zeros_like(gaps)
    for name in SOIL_MODELS.get(model).needs:
        if name not in places or "cell" not in places[name].dims:
            continue
        array = places[name]
        others = [dim for dim in array.dims if dim != "cell"]
        lacking = np.isnan(array.values).any(axis=tuple(array.get_axis_num(d) for d in others))
        if (lacking & gaps).any():
            found[str(name)] = int((lacking & gaps).sum())
        explained |= lacking
    rest = int((gaps & ~explained).sum())
    return found | ({"": rest} if rest else {})


def _sums(series: xr.DataArray, area: np.ndarray) -> list[list[float]]:
    """For each year the area times the value, and the area that has a value."""
    values = series.transpose("year", "cell").values.astype(float)
    here = np.isfinite(values)
    total = np.where(here, values, 0.0) @ area
    return [total.tolist(), (here @ area).tolist()]
