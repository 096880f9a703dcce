"""What is asked of a sample of the cells of a grid: combinations of choices, random errors."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.api.blocks.source import read_block
from fourpermille.api.blocks.tiling import Tiling
from fourpermille.api.blocks.work import Task, source_of
from fourpermille.assessment.factorial import CELLS
from fourpermille.assessment.systematic import positions
from fourpermille.core.errors import ApplicabilityWarning
from fourpermille.core.progress import Progress
from fourpermille.core.scenario import Scenario


def with_sampled_spread(flat: xr.Dataset, task: Task, tell: Progress) -> xr.Dataset:
    """Add the decomposition of variance and the random draws that the scenario asks for.

    Both are answered on the same sample of cells, drawn in proportion to area without chance.
    """
    from fourpermille.api.places import resolve_places  # slow import
    from fourpermille.api.run_compute import question  # slow import
    from fourpermille.api.run_spread import with_spread  # slow import

    if not is_wanted(task.scenario):
        return flat
    asked = task.scenario.sensitivity
    most = CELLS if asked is None else asked.decompose_cells
    places = resolve_places(sampled(flat, task, most), task.scenario, is_part=True)
    target, method = question(task.scenario, places, task.device)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ApplicabilityWarning)  # told of all cells, not of these
        empty = xr.Dataset(attrs={"spread_cells": places.sizes["cell"]})
        found = with_spread(empty, task.scenario, places, target, method, tell)
    kept = [name for name in found.data_vars if "cell" not in found[name].dims]
    return flat.assign(found[kept].data_vars).assign_attrs(found.attrs)


def is_wanted(scenario: Scenario) -> bool:
    """Whether a scenario asks for anything of a sample."""
    asked, drawn = scenario.sensitivity, scenario.uncertainty
    decomposed = asked is not None and bool(asked.decompose)
    return decomposed or (drawn is not None and drawn.draws > 0)


def sampled(flat: xr.Dataset, task: Task, most: int) -> xr.Dataset:
    """Data of at most ``most`` cells with an answer; ``area_ha`` is what each stands for."""
    area = np.nan_to_num(np.asarray(flat["area_ha"].values, dtype=float))
    chosen, weights = positions(area, most)
    ds = source_of(task)
    rows = _index(ds["lat"].values, flat["latitude"].values[chosen])
    columns = _index(ds["lon"].values, flat["longitude"].values[chosen])
    parts: list[xr.Dataset] = []
    for block in Tiling.of(ds.sizes["lat"], ds.sizes["lon"]):
        here = (rows >= block.row) & (rows < block.row_end)
        here &= (columns >= block.column) & (columns < block.column_end)
        if not here.any():
            continue
        cells = read_block(ds, block, task.scenario)
        number = np.full(cells.inside.shape, -1)
        number[cells.inside] = np.arange(cells.ds.sizes["cell"])
        at = number[rows[here] - block.row, columns[here] - block.column]
        part: Any = cells.ds.isel(cell=at)
        parts.append(part.assign(area_ha=("cell", weights[here], cells.ds["area_ha"].attrs)))
    return xr.concat(parts, dim="cell", data_vars="minimal", coords="minimal", compat="override")


def _index(axis: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Positions of values on an axis that holds each of them."""
    order = np.argsort(axis)
    return order[np.searchsorted(axis, values, sorter=order)]
