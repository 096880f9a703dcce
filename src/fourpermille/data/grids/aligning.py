"""The one grid that all sources are brought to, and how each comes there."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import ApplicabilityWarning, InputError, Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.core.variables import variable
from fourpermille.data.grids.edges import TURN
from fourpermille.data.grids.lattice import Lattice, canonical, make_lattice
from fourpermille.data.grids.matching import overlapping, refuse_apart, same_cells, take
from fourpermille.data.grids.projected import (
    geobox_of,
    is_in_degrees,
    lattice_in_degrees,
    reproject,
)
from fourpermille.data.grids.regrid import Chunks, regrid
from fourpermille.data.grids.resolve import Source

METHODS = ("average", "bilinear", "mode", "nearest", "sum")
UNTOUCHED = "none"
EXTENSIVE = ("ha",)  # units of amounts a cell has, which are shared out, not averaged
# Ends of names whose numbers stand for something, and have no mean.
CODES = ("_code", "_class", "_land_cover")
OF_CODES = ("mode", "nearest")
_COARSER = 1.5  # times the area of the target's cells: from there on values are interpolated
_HALF, _NEAR_HALF = 0.5, 0.02


@dataclass(frozen=True, eq=False)
class Target:
    """The grid of the Dataset, the source it was taken from, and the length of its blocks."""

    grid: Lattice
    text: str
    chunks: Chunks


def choose_target(
    sources: Mapping[str, list[Source]],
    like: str | None,
    bounds: tuple[float, float, float, float] | None,
) -> Target:
    """Grid of ``like``, else the one with the largest cells among those in degrees.

    Of grids with cells of one size the first counts, in the order of the variables; its rows and
    columns for which some variable has no source are left out.

    Raises
    ------
    InputError
        Rows or columns of a source can't be used; no cell lies within the bounds.
    """
    if like is None:
        firsts = [several[0] for several in sources.values()]
        in_degrees = [one for one in firsts if is_in_degrees(one.stored)]
        sizes = [native(one).cell for one in in_degrees or firsts]
        largest = max(sizes)
        at = next(i for i, size in enumerate(sizes) if np.isclose(size, largest, rtol=1e-3))
        chosen = (in_degrees or firsts)[at]
    else:
        chosen = sources[like][0]
    stored = chosen.stored
    found = native(chosen)
    grid = canonical(found, stored.file)
    rows, columns = (
        max(stored.chunks()[stored.dims.index(dim)]) for dim in (stored.rows, stored.columns)
    )
    if like is None:
        grid = _common(grid, sources)
    if bounds is not None:
        grid = _within(grid, bounds)
    if not is_in_degrees(stored):
        rows, columns = grid.shape
    pieces = tuple(
        tuple(min(length, n - start) for start in range(0, n, length))
        for n, length in zip(grid.shape, (rows, columns), strict=True)
    )
    return Target(grid, f"{chosen.name} ({chosen.reference.text})", (pieces[0], pieces[1]))


def _common(grid: Lattice, sources: Mapping[str, list[Source]]) -> Lattice:
    """From the first to the last row and column that every variable has; all if none is left."""
    rows, columns = np.ones(len(grid.lat), bool), np.ones(len(grid.lon), bool)
    for several in sources.values():
        others = [native(one) for one in several]
        rows &= np.any(
            [overlapping(grid.south, grid.north, o.south, o.north, 0.0) for o in others], axis=0
        )
        columns &= np.any(
            [overlapping(grid.west, grid.east, o.west, o.east, TURN) for o in others], axis=0
        )
    if not (rows.any() and columns.any()):
        return grid
    kept = [np.arange(one.argmax(), len(one) - one[::-1].argmax()) for one in (rows, columns)]
    return grid.part(*kept)


def native(source: Source) -> Lattice:
    """Cells of a source in the order of its file; of a projected one, like cells in degrees."""
    stored = source.stored
    if not is_in_degrees(stored):
        return lattice_in_degrees(stored)
    return make_lattice(
        stored.lat,
        stored.lon,
        lat_bounds=stored.lat_bounds,
        lon_bounds=stored.lon_bounds,
        file=stored.file,
    )


def align(
    source: Source, array: xr.DataArray, target: Target, method: str | None
) -> tuple[xr.DataArray, str]:
    """Values on the target's cells (``lat``, ``lon``), and how they came there.

    Raises
    ------
    ShapeError
        The grids don't overlap.
    """
    stored, grid = source.stored, native(source)
    refuse_apart(target.grid, grid, stored.file, target.text)
    done = method or usual(source.name, grid, target.grid)
    if not is_in_degrees(stored):
        made = reproject(array, stored, target.grid, done)
    elif (same := same_cells(target.grid, grid)) is not None:
        made, done = take(take(array, "y", same[0]), "x", same[1]), UNTOUCHED
    elif done == "mode":
        made = _mode(array, grid, target.grid)
    else:
        _warn_of_half_cells(source, grid, target)
        made = regrid(array, grid, target.grid, done, target.chunks)
    made = made.rename(dict(zip(made.dims[-2:], ("lat", "lon"), strict=True)))
    coords: dict[str, Any] = {"lat": target.grid.lat, "lon": target.grid.lon}
    return made.drop_vars(["lat", "lon"], errors="ignore").assign_coords(coords), done


def holds_codes(name: str) -> bool:
    """Whether the values of a quantity are words or numbers that stand for something."""
    return variable(name).is_text or name.endswith(CODES)


def usual(name: str, source: Lattice, target: Lattice) -> str:
    """Nearest for codes and words, sum for amounts; else average, or bilinear from larger cells."""
    if holds_codes(name):
        return "nearest"
    if variable(name).units in EXTENSIVE:
        return "sum"
    return "bilinear" if source.cell > _COARSER * target.cell else "average"


def _mode(array: xr.DataArray, source: Lattice, target: Lattice) -> xr.DataArray:
    """The most common code among the cells under a cell of the target."""
    from odc.geo.xr import xr_coords, xr_reproject  # optional dependency

    ordered = canonical(source)
    same = same_cells(ordered, source)
    if same is None:
        raise ShapeError(Problem(what=_("the rows or columns overlap"), found=source.describe()))
    planar = take(take(array, "y", same[0]), "x", same[1])
    box = geobox_of(ordered)
    planar = planar.rename(y="latitude", x="longitude").assign_coords(xr_coords(box))
    got = xr_reproject(planar, geobox_of(target), resampling="mode", dst_nodata=np.nan)
    return xr.DataArray(got.data, dims=array.dims, name=array.name)


def _within(grid: Lattice, bounds: tuple[float, float, float, float]) -> Lattice:
    west, south, east, north = bounds
    rows = (grid.lat >= south) & (grid.lat <= north)
    columns = (grid.lon >= west) & (grid.lon <= east)
    if rows.any() and columns.any():
        return grid.part(rows, columns)
    raise InputError(
        Problem(
            what=_("no cell lies within the bounds"),
            found=f"{west:g}, {south:g}, {east:g}, {north:g}",
            allowed=_("west, south, east, north within {extent}").format(extent=grid.describe()),
        )
    )


def _warn_of_half_cells(source: Source, grid: Lattice, target: Target) -> None:
    """Say where two grids of one cell size lie half a cell apart: a sign of corner labels.

    The labels of one axis alone may be corners, too.
    """
    shifted = []
    for mine, its, step, other in zip(
        (grid.lat, grid.lon), (target.grid.lat, target.grid.lon), grid.steps, target.grid.steps,
        strict=True,
    ):  # fmt: skip
        if not np.isclose(step, other, rtol=1e-3):
            return
        apart = abs((mine[0] - its[0]) / step) % 1.0
        shifted.append(abs(apart - _HALF) <= _NEAR_HALF)
        if not (shifted[-1] or min(apart, 1.0 - apart) <= _NEAR_HALF):
            return
    if not any(shifted):
        return
    warnings.warn(
        ApplicabilityWarning(
            _(
                "{file} lies half a cell beside the grid of {like}. If its coordinates are corners "
                "of cells, add half a cell to them; now its values are averaged."
            ).format(file=source.stored.file, like=target.text)
        ),
        stacklevel=5,
    )
