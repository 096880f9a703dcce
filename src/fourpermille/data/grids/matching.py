"""Which row or column of one grid is which of another."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.data.grids.edges import AGREE, TURN
from fourpermille.data.grids.lattice import Lattice

OUTSIDE = -1
MOST_RUNS = 4  # pieces of an axis that are cut and joined; beyond, positions are indexed
_TIE = 1e-6  # of a cell: a centre on an edge belongs to the cell in the south or west


def same_cells(target: Lattice, source: Lattice) -> tuple[np.ndarray, np.ndarray] | None:
    """Rows and columns of the source that are those of the target; None where any cell differs.

    A row or column that the source doesn't have is ``OUTSIDE``.
    """
    rows = _same(target.lat, target.south, target.north, source.lat, source.south, source.north, 0)
    if rows is None:
        return None
    columns = _same(
        target.lon, target.west, target.east, source.lon, source.west, source.east, TURN
    )
    return None if columns is None else (rows, columns)


def _same(
    centres: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    other: np.ndarray,
    other_low: np.ndarray,
    other_high: np.ndarray,
    turn: float,
) -> np.ndarray | None:
    tolerance = AGREE * min(float(np.mean(high - low)), float(np.mean(other_high - other_low)))
    found = containing(centres, other_low, other_high, turn)
    inside = found != OUTSIDE
    for mine, its in ((low, other_low), (high, other_high)):
        apart = np.abs(mine - its[found])
        apart = np.minimum(apart % turn, -apart % turn) if turn else apart
        if np.any(apart[inside] > tolerance):
            return None
    # Outside means no overlap at all, not half a cell of it.
    reach = overlapping(low + tolerance, high - tolerance, other_low, other_high, turn)
    return None if np.any(reach & ~inside) else found


def containing(
    points: np.ndarray, low: np.ndarray, high: np.ndarray, turn: float = 0.0
) -> np.ndarray:
    """Index of the interval that holds each point; ``OUTSIDE`` where none does."""
    order = np.argsort(low, kind="stable")
    low, high = low[order], high[order]
    size = float(np.mean(high - low))
    found = np.full(len(points), OUTSIDE)
    for shift in (0.0, turn, -turn) if turn else (0.0,):
        moved = points + shift - _TIE * size
        at = np.searchsorted(low, moved, side="right") - 1
        held = (at >= 0) & (moved <= high[np.maximum(at, 0)])
        at_start = ~held & (moved < low[0]) & (moved + 2 * _TIE * size >= low[0])
        at = np.where(at_start, 0, at)
        found = np.where((held | at_start) & (found == OUTSIDE), order[np.maximum(at, 0)], found)
    return found


def overlapping(
    low: np.ndarray, high: np.ndarray, other_low: np.ndarray, other_high: np.ndarray, turn: float
) -> np.ndarray:
    """Whether each interval meets the range of the others."""
    met = np.zeros(len(low), bool)
    for shift in (0.0, turn, -turn) if turn else (0.0,):
        met |= (low + shift < other_high.max()) & (high + shift > other_low.min())
    return met


def refuse_apart(target: Lattice, source: Lattice, file: str, like: str) -> None:
    """Refuse a source that has no cell in common with the target.

    Raises
    ------
    ShapeError
        With both extents.
    """
    rows = overlapping(target.south, target.north, source.south, source.north, 0.0)
    columns = overlapping(target.west, target.east, source.west, source.east, TURN)
    if rows.any() and columns.any():
        return
    raise ShapeError(
        Problem(
            what=_("the grids don't overlap"),
            file=file,
            found=source.describe(),
            allowed=_("the grid of {like}: {extent}").format(like=like, extent=target.describe()),
            todo=_("Check the signs of longitude and latitude, or choose another grid with like."),
        )
    )


def take(array: xr.DataArray, dim: str, positions: np.ndarray) -> xr.DataArray:
    """Values at positions along a dimension, missing at ``OUTSIDE``; slices where possible."""
    length = array.sizes[dim]
    if np.array_equal(positions, np.arange(length)):
        return array
    parts = [_run(array, dim, run) for run in _runs(positions)]
    return parts[0] if len(parts) == 1 else xr.concat(parts, dim)


def _runs(positions: np.ndarray) -> list[np.ndarray]:
    """Parts of positions that step evenly by one, forward or backward, or are all outside.

    Where there would be many, only the outside ones are parted from the others.
    """
    outside = positions == OUTSIDE
    changes = outside[1:] != outside[:-1]
    steps = np.diff(positions)
    if np.count_nonzero((np.abs(steps) != 1) & ~changes & ~outside[1:]) > MOST_RUNS:
        cuts = (np.flatnonzero(changes) + 1).tolist()
    else:
        cuts, pace = [], 0
        for at, (step, change) in enumerate(zip(steps.tolist(), changes.tolist(), strict=True)):
            if change or (not outside[at] and (abs(step) != 1 or step == -pace)):
                cuts.append(at + 1)
                pace = 0
            elif not outside[at]:
                pace = step
    return [positions[a:b] for a, b in pairwise([0, *cuts, len(positions)])]


def _run(array: xr.DataArray, dim: str, run: np.ndarray) -> xr.DataArray:
    if run[0] == OUTSIDE:
        return _missing(array.isel({dim: slice(0, 1)}), dim, len(run))
    steps = np.diff(run)
    if len(run) == 1 or np.all(steps == 1):
        return array.isel({dim: slice(int(run[0]), int(run[-1]) + 1)})
    if np.all(steps == -1):
        stop = int(run[-1]) - 1
        return array.isel({dim: slice(int(run[0]), stop if stop >= 0 else None, -1)})
    return array.isel({dim: run})


def _missing(one: xr.DataArray, dim: str, count: int) -> xr.DataArray:
    """Missing values in the shape of a part."""
    import dask.array as da  # optional dependency

    axis = one.dims.index(dim)
    shape = [count if i == axis else n for i, n in enumerate(one.shape)]
    chunks = tuple((count,) if i == axis else c for i, c in enumerate(one.chunks or ()))
    empty: Any = "" if one.dtype.kind in "US" else np.nan
    data = da.full(shape, empty, dtype=one.dtype, chunks=chunks)
    coords = {key: c for key, c in one.coords.items() if dim not in c.dims}
    return xr.DataArray(data, coords, one.dims, one.name)
