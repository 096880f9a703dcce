"""Rows and columns of a grid in degrees: centres, edges, extent, and whether two grids agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourpermille.core.errors import Problem as OneProblem
from fourpermille.core.errors import ShapeError
from fourpermille.core.i18n import _

POLE, TURN = 90.0, 360.0
AGREE = 0.01  # of a cell: centres and edges that are nearer than this are the same
_ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Lattice:
    """Cells in the order of their file: centres, and the edges of each row and column.

    ``lat``, ``south``, ``north`` (rows) and ``lon``, ``west``, ``east`` (columns) in degrees; any
    direction, any convention of longitudes.
    """

    lat: np.ndarray
    lon: np.ndarray
    south: np.ndarray
    north: np.ndarray
    west: np.ndarray
    east: np.ndarray

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
        return Lattice(
            self.lat[rows],
            self.lon[columns],
            self.south[rows],
            self.north[rows],
            self.west[columns],
            self.east[columns],
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
    lat_bounds: np.ndarray | None = None,
    lon_bounds: np.ndarray | None = None,
    file: str | None = None,
) -> Lattice:
    """Lattice of centres in degrees; ``*_bounds`` (n, 2) are the edges where the file gives them.

    Centres of a file with edges are the middles of these, whatever corner its labels mean.

    Raises
    ------
    ShapeError
        Centres are missing, not in order, beyond the poles, or look like corners of cells.
    """
    lat, lon = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
    height, width = _step(lat), _step(lon)
    south, north = _edges(lat, lat_bounds, height or width, "lat", file)
    west, east = _edges(lon, lon_bounds, width or height, "lon", file)
    if lat_bounds is not None:
        lat = (south + north) / 2
    else:
        _refuse_corners(lat, south, north, file)
    if lon_bounds is not None:
        lon = (west + east) / 2
    if (
        np.abs(lat).max() > POLE + _ROUNDING
        or np.ptp(lon) >= TURN + _ROUNDING
        or lon.max() > 2 * TURN
    ):
        raise ShapeError(
            OneProblem(
                what=_("the coordinates aren't degrees"),
                file=file,
                found=f"lat {lat.min():g} ... {lat.max():g}, lon {lon.min():g} ... {lon.max():g}",
                allowed=_("latitudes -90 to 90, longitudes -180 to 180 or 0 to 360"),
                todo=_("Give the file its coordinate reference system."),
            )
        )
    south, north = np.maximum(south, -POLE), np.minimum(north, POLE)
    return Lattice(lat, lon, south, north, west, east)


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
    again = np.append(False, np.diff(lon[columns]) < _ROUNDING)  # 0 and 360: one meridian
    columns = columns[~again]
    if len(lon) > 1 and not grid.is_round and np.any(turn != turn[0]):
        raise ShapeError(
            OneProblem(
                what=_("the grid lies on both sides of the 180th meridian"),
                file=file,
                found=grid.describe(),
                todo=_("Cut it at that meridian, or choose another grid with like."),
            )
        )
    west, east = grid.west - turn, grid.east - turn
    return Lattice(
        grid.lat[rows],
        lon[columns],
        grid.south[rows],
        grid.north[rows],
        west[columns],
        east[columns],
    )


def _step(centres: np.ndarray) -> float | None:
    return float(np.abs(np.diff(centres)).mean()) if centres.size > 1 else None


def _edges(
    centres: np.ndarray, bounds: np.ndarray | None, step: float | None, axis: str, file: str | None
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper edge of each cell."""
    gaps = np.diff(centres)
    if (
        centres.ndim != 1
        or not centres.size
        or not np.isfinite(centres).all()
        or not ((gaps > 0).all() or (gaps < 0).all())
    ):
        raise ShapeError(
            OneProblem(
                what=_("the centres of the cells are not in order"),
                file=file,
                column=axis,
                found=" ".join(f"{one:g}" for one in centres.ravel()[:4]),
                allowed=_("numbers that only rise or only fall"),
            )
        )
    if bounds is not None:
        return bounds.min(axis=1).astype(float), bounds.max(axis=1).astype(float)
    if not gaps.size:
        half = (step or 1.0) / 2
        return centres - half, centres + half
    middle = centres[:-1] + gaps / 2
    first, last = centres[0] - gaps[0] / 2, centres[-1] + gaps[-1] / 2
    ends = np.concatenate([[first], middle, [last]])
    return np.minimum(ends[:-1], ends[1:]), np.maximum(ends[:-1], ends[1:])


def _refuse_corners(
    lat: np.ndarray, south: np.ndarray, north: np.ndarray, file: str | None
) -> None:
    """Refuse rows from pole to pole of which only one end reaches beyond its pole."""
    step = _step(lat)
    if step is None or abs(len(lat) * step - 2 * POLE) > AGREE * step:
        return
    beyond = [south.min() < -POLE - AGREE * step, north.max() > POLE + AGREE * step]
    if any(beyond) and not all(beyond):
        raise ShapeError(
            OneProblem(
                what=_("the latitudes look like corners of cells, not like centres"),
                file=file,
                column="lat",
                found=f"{lat[0]:g} ... {lat[-1]:g}",
                allowed=_("centres, half a cell from the poles"),
                todo=_("Add half a cell, or give the edges of the cells (CF attribute bounds)."),
            )
        )
