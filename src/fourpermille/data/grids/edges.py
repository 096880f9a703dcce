"""Edges of the rows or columns of a grid, from their centres or as the file gives them."""

from __future__ import annotations

from typing import Any

import numpy as np

from fourpermille.core.errors import Problem, ShapeError
from fourpermille.core.i18n import _

POLE, TURN = 90.0, 360.0
AGREE = 0.01  # of a cell: centres and edges that are nearer than this are the same
ROUNDING = 1e-6
_EXACT = 1e-9  # degrees: columns that close the circle up to this are left as they are

Pair = tuple[np.ndarray, np.ndarray]


def step_of(centres: np.ndarray, bounds: np.ndarray | None) -> float | None:
    """Usual size of the cells along an axis; None for one centre without edges."""
    if bounds is not None:
        return float(np.median(np.abs(np.diff(bounds, axis=1))))  # of any that wrap, not the mean
    return float(np.abs(np.diff(centres)).mean()) if centres.size > 1 else None


def checked_bounds(bounds: Any, centres: np.ndarray, axis: str, file: str | None) -> Any:
    """Edges (n, 2) as numbers, or None.

    Raises
    ------
    ShapeError
        There are not two for each centre.
    """
    if bounds is None:
        return None
    edges = np.asarray(bounds, dtype=float)
    if edges.shape == (centres.size, 2) and np.isfinite(edges).all():
        return edges
    raise ShapeError(
        Problem(
            what=_("the edges of the cells don't fit their centres"),
            file=file,
            column=axis,
            found=str(edges.shape),
            allowed=_("two numbers for each of {count} centres").format(count=centres.size),
        )
    )


def cell_edges(
    centres: np.ndarray, bounds: np.ndarray | None, step: float | None, axis: str, file: str | None
) -> Pair:
    """Lower and upper edge of each cell: as given, else half way to the neighbours.

    ``step`` is the size of a single cell, taken from the other axis.

    Raises
    ------
    ShapeError
        The centres are not in order, or there is but one and nothing tells its size.
    """
    _refuse_disorder(centres, axis, file)
    if bounds is not None:
        low, high = bounds.min(axis=1), bounds.max(axis=1)
        return _unwrapped(centres, low, high) if axis == "lon" else (low, high)
    gaps = np.diff(centres)
    if not gaps.size:
        half = _known(step, centres, axis, file) / 2
        return centres - half, centres + half
    middle = centres[:-1] + gaps / 2
    first, last = centres[0] - gaps[0] / 2, centres[-1] + gaps[-1] / 2
    ends = np.concatenate([[first], middle, [last]])
    low, high = np.minimum(ends[:-1], ends[1:]), np.maximum(ends[:-1], ends[1:])
    return _closed(centres, low, high) if axis == "lon" else (low, high)


def _unwrapped(centres: np.ndarray, low: np.ndarray, high: np.ndarray) -> Pair:
    """Edges given as 359.75 and 0.25 are those of a cell of half a degree, not of its rest."""
    over = high - low > TURN / 2
    if not over.any() or np.sum(high - low) <= TURN + ROUNDING:
        return low, high
    west, east = np.where(over, high - TURN, low), np.where(over, low, high)
    turn = np.where(over, TURN * np.round((centres - (west + east) / 2) / TURN), 0.0)
    return west + turn, east + turn


def _closed(centres: np.ndarray, west: np.ndarray, east: np.ndarray) -> Pair:
    """Columns that go round the Earth meet half way between the last one and the first.

    They do where they would overlap, and where the gap that is left is no wider than another.
    """
    first, last = int(np.argmin(centres)), int(np.argmax(centres))
    gap = centres[first] + TURN - centres[last]
    extent = float(np.sum(east - west))
    if gap <= ROUNDING or abs(extent - TURN) <= _EXACT:  # the first meridian again, or round
        return west, east
    widest = float(np.abs(np.diff(centres)).max())
    if extent > TURN or gap <= widest * (1 + AGREE):
        west, east = west.copy(), east.copy()
        east[last] = centres[last] + gap / 2
        west[first] = east[last] - TURN
    return west, east


def _known(step: float | None, centres: np.ndarray, axis: str, file: str | None) -> float:
    if step is not None:
        return step
    raise ShapeError(
        Problem(
            what=_("the size of a single cell can't be known from its centre"),
            file=file,
            column=axis,
            found=f"{centres[0]:g}",
            allowed=_("two or more rows or columns, or the edges of the cells"),
            todo=_("Give the edges (CF attribute bounds, as in lat_bnds), or a GeoTIFF."),
        )
    )


def _refuse_disorder(centres: np.ndarray, axis: str, file: str | None) -> None:
    gaps = np.diff(centres)
    if (
        centres.ndim == 1
        and centres.size
        and np.isfinite(centres).all()
        and ((gaps > 0).all() or (gaps < 0).all())
    ):
        return
    raise ShapeError(
        Problem(
            what=_("the centres of the cells are not in order"),
            file=file,
            column=axis,
            found=" ".join(f"{one:g}" for one in centres.ravel()[:4]),
            allowed=_("numbers that only rise or only fall"),
        )
    )


def refuse_corners(lat: np.ndarray, south: np.ndarray, north: np.ndarray, file: str | None) -> None:
    """Refuse rows from pole to pole of which only one end reaches beyond its pole.

    Raises
    ------
    ShapeError
        They look like corners of cells.
    """
    step = step_of(lat, None)
    if step is None or abs(len(lat) * step - 2 * POLE) > AGREE * step:
        return
    beyond = [south.min() < -POLE - AGREE * step, north.max() > POLE + AGREE * step]
    if any(beyond) and not all(beyond):
        raise ShapeError(
            Problem(
                what=_("the latitudes look like corners of cells, not like centres"),
                file=file,
                column="lat",
                found=f"{lat[0]:g} ... {lat[-1]:g}",
                allowed=_("centres, half a cell from the poles"),
                todo=_("Add half a cell, or give the edges of the cells (CF attribute bounds)."),
            )
        )
