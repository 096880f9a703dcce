"""Rows and columns of a grid in degrees: centres, edges, extent, and whether two grids agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.data.grids.edges import (
    AGREE,
    POLE,
    ROUNDING,
    TURN,
    cell_edges,
    checked_bounds,
    refuse_corners,
    step_of,
)

BOUNDS = {"lat": "lat_bnds", "lon": "lon_bnds"}  # names by the habit of CF
_SAME = 1e-3  # of a cell: edges that the centres tell as well


@dataclass(frozen=True, eq=False)
class Lattice:
    """Cells in the order of their file: centres, and the edges of each row and column.

    ``lat``, ``south``, ``north`` (rows) and ``lon``, ``west``, ``east`` (columns) in degrees; any
    direction, any convention of longitudes. ``assumed``: the axis (``lat``, ``lon``) whose single
    cell was taken for as large as the cells of the other axis, else "".
    """

    lat: np.ndarray
    lon: np.ndarray
    south: np.ndarray
    north: np.ndarray
    west: np.ndarray
    east: np.ndarray
    assumed: str = ""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.lat), len(self.lon)

    @property
    def steps(self) -> tuple[float, float]:
        """Mean height of rows and width of columns."""
        return float(np.mean(self.north - self.south)), float(np.mean(self.east - self.west))

    @property
    def cell(self) -> float:
        """Mean size of a cell in square degrees."""
        height, width = self.steps
        return height * width

    @property
    def is_regular(self) -> bool:
        """Whether all rows are as high and all columns as wide as each other."""
        steps = self.steps
        rows, columns = np.diff(self.lat), np.diff(self.lon)
        return all(
            np.allclose(np.abs(gaps), step, rtol=0, atol=AGREE * step)
            for gaps, step in zip((rows, columns), steps, strict=True)
        )

    @property
    def is_round(self) -> bool:
        """Whether the columns go round the Earth."""
        return float(np.sum(self.east - self.west)) > TURN - AGREE * self.steps[1]

    def part(self, rows: np.ndarray, columns: np.ndarray) -> Lattice:
        """The cells of some rows and columns (positions, or which of them)."""
        return replace(
            self,
            lat=self.lat[rows],
            lon=self.lon[columns],
            south=self.south[rows],
            north=self.north[rows],
            west=self.west[columns],
            east=self.east[columns],
        )

    def describe(self) -> str:
        """``-180 to 180 E, -90 to 90 N, 720 x 360 cells of 0.5 x 0.5 degrees``."""
        height, width = self.steps
        return _(
            "{west} to {east} E, {south} to {north} N, {columns} x {rows} cells of {size}"
        ).format(
            west=f"{self.west.min():.6g}",
            east=f"{self.east.max():.6g}",
            south=f"{self.south.min():.6g}",
            north=f"{self.north.max():.6g}",
            columns=len(self.lon),
            rows=len(self.lat),
            size=f"{width:.6g} x {height:.6g}°",
        )


def make_lattice(
    lat: np.ndarray,
    lon: np.ndarray,
    *,
    lat_bounds: Any = None,
    lon_bounds: Any = None,
    file: str | None = None,
) -> Lattice:
    """Lattice of centres in degrees; ``*_bounds`` (n, 2) are the edges where the file gives them.

    Centres of a file with edges are the middles of these, whatever corner its labels mean.
    Without edges, cells reach half way to their neighbours, and a single row is as high as the
    columns are wide (or the other way round), which ``assumed`` says.

    Raises
    ------
    ShapeError
        Centres are missing, not in order, beyond the poles, or look like corners of cells; there
        is but one cell, without edges.
    """
    lat, lon = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
    lat_bounds = checked_bounds(lat_bounds, lat, "lat", file)
    lon_bounds = checked_bounds(lon_bounds, lon, "lon", file)
    height, width = step_of(lat, lat_bounds), step_of(lon, lon_bounds)
    south, north = cell_edges(lat, lat_bounds, height or width, "lat", file)
    west, east = cell_edges(lon, lon_bounds, width or height, "lon", file)
    assumed = "lat" if height is None else "lon" if width is None else ""
    if lat_bounds is not None:
        lat = (south + north) / 2
    else:
        refuse_corners(lat, south, north, file)
    if lon_bounds is not None:
        lon = (west + east) / 2
    if (
        np.abs(lat).max() > POLE + ROUNDING
        or np.ptp(lon) >= TURN + ROUNDING
        or lon.max() > 2 * TURN
    ):
        raise ShapeError(
            Problem(
                what=_("the coordinates aren't degrees"),
                file=file,
                found=f"lat {lat.min():g} ... {lat.max():g}, lon {lon.min():g} ... {lon.max():g}",
                allowed=_("latitudes -90 to 90, longitudes -180 to 180 or 0 to 360"),
                todo=_("Give the file its coordinate reference system."),
            )
        )
    south, north = np.maximum(south, -POLE), np.minimum(north, POLE)
    return Lattice(lat, lon, south, north, west, east, assumed)


def canonical(grid: Lattice, file: str | None = None) -> Lattice:
    """The same cells from north to south and from -180 to 180.

    Raises
    ------
    ShapeError
        The grid lies on both sides of the 180th meridian without going round the Earth.
    """
    rows = np.argsort(-grid.lat, kind="stable")
    turn = np.where(grid.lon >= TURN / 2, TURN, np.where(grid.lon < -TURN / 2, -TURN, 0.0))
    lon = grid.lon - turn
    columns = np.argsort(lon, kind="stable")
    again = np.append(False, np.diff(lon[columns]) < ROUNDING)  # 0 and 360: one meridian
    columns = columns[~again]
    if len(lon) > 1 and not grid.is_round and np.any(turn != turn[0]):
        raise ShapeError(
            Problem(
                what=_("the grid lies on both sides of the 180th meridian"),
                file=file,
                found=grid.describe(),
                todo=_("Cut it at that meridian, or choose another grid with like."),
            )
        )
    west, east = grid.west - turn, grid.east - turn
    return replace(
        grid,
        lat=grid.lat[rows],
        lon=lon[columns],
        south=grid.south[rows],
        north=grid.north[rows],
        west=west[columns],
        east=east[columns],
    )


def lattice_of(ds: xr.Dataset) -> Lattice:
    """Lattice of a Dataset on ``lat`` and ``lon``, by its edges (CF ``bounds``) where it has them.

    Raises ShapeError, as ``make_lattice`` does.
    """
    return make_lattice(
        ds["lat"].values,
        ds["lon"].values,
        lat_bounds=_bounds(ds, "lat"),
        lon_bounds=_bounds(ds, "lon"),
    )


def _bounds(ds: xr.Dataset, axis: str) -> np.ndarray | None:
    name = str(ds[axis].attrs.get("bounds", BOUNDS[axis]))
    return ds[name].values if name in ds.variables else None


def with_bounds(ds: xr.Dataset, grid: Lattice) -> xr.Dataset:
    """The Dataset with the edges of its cells, where the centres don't tell them."""
    told = _told(grid)
    for axis, low, high, step in (
        ("lat", grid.south, grid.north, grid.steps[0]),
        ("lon", grid.west, grid.east, grid.steps[1]),
    ):
        edges = np.stack([low, high], axis=1)
        known = None if told is None else told[axis]
        if known is not None and np.allclose(edges, known, rtol=0, atol=_SAME * step):
            continue
        name = BOUNDS[axis]
        ds = ds.assign_coords({name: ((axis, "bnds"), edges)})
        ds[axis].attrs["bounds"] = name
    return ds


def _told(grid: Lattice) -> dict[str, np.ndarray] | None:
    """Edges that follow from the centres; None where they don't."""
    if 1 in grid.shape:
        return None
    try:
        plain = make_lattice(grid.lat, grid.lon)
    except ShapeError:
        return None
    return {
        "lat": np.stack([plain.south, plain.north], axis=1),
        "lon": np.stack([plain.west, plain.east], axis=1),
    }
