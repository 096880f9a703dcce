"""Areas of the cells of a grid in degrees, exact on the ellipsoid."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import ApplicabilityWarning, MissingExtraError
from fourpermille.core.i18n import _
from fourpermille.data.grids.edges import AGREE, ROUNDING, TURN
from fourpermille.data.grids.lattice import Lattice, lattice_of, make_lattice

M2_PER_HA = 1e4
_SINGLE = 4e-5  # degrees: twice what float32 rounds a longitude by


def cell_area_ha(
    lat: Any, lon: Any, *, lat_bounds: Any = None, lon_bounds: Any = None
) -> xr.DataArray:
    """Area of each cell on the WGS 84 ellipsoid, by the exact formula of a zone.

    Parameters
    ----------
    lat, lon
        Centres of rows and columns, degrees; cells reach half way to their neighbours, and not
        beyond the poles. Columns that go round the Earth meet each other. A single row is taken
        for as high as the columns are wide, a single column for as wide as the rows are high.
    lat_bounds, lon_bounds
        Edges (n, 2) of rows or columns, degrees, where they are known.

    Returns
    -------
    Areas in ha on (``lat``, ``lon``).

    Raises
    ------
    ShapeError
        The centres are not in order, or there is but one cell and its edges aren't given.

    Warns
    -----
    ApplicabilityWarning
        The size of a single row or column was taken from the other axis.

    Notes
    -----
    The area between the equator and latitude p is, round the Earth,
    pi b² [sin p / (1 - e² sin² p) + artanh(e sin p) / e] (Snyder 1987, Map projections, eq. 3-12).
    """
    rows, columns = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
    grid = make_lattice(rows, columns, lat_bounds=lat_bounds, lon_bounds=lon_bounds)
    warn_of_square_cells(grid)
    return _labelled(_areas(grid), rows, columns)


def areas_of(ds: xr.Dataset) -> xr.DataArray:
    """Areas as ``cell_area_ha`` gives them, by the edges (CF ``bounds``) of a Dataset's cells."""
    grid = lattice_of(ds)
    warn_of_square_cells(grid)
    return _labelled(_areas(grid), ds["lat"].values, ds["lon"].values)


def areas_within(ds: xr.Dataset, rows: slice, columns: slice) -> np.ndarray:
    """Areas (rows, columns), ha, of a part of a Dataset's cells; others are not computed."""
    return _areas(lattice_of(ds), rows, columns)


def warn_of_square_cells(grid: Lattice, file: str | None = None) -> None:
    """Say where the size of a single row or column was taken from the other axis."""
    if not grid.assumed:
        return
    text = {
        "lat": _(
            "{file}: a single row of cells is taken for as high as its columns are wide, {size} "
            "degrees. If it isn't, give the edges (CF attribute bounds)."
        ),
        "lon": _(
            "{file}: a single column of cells is taken for as wide as its rows are high, {size} "
            "degrees. If it isn't, give the edges (CF attribute bounds)."
        ),
    }[grid.assumed]
    size = grid.steps[0 if grid.assumed == "lat" else 1]
    told = text.format(file=file or _("grid"), size=f"{size:g}")
    warnings.warn(ApplicabilityWarning(told), stacklevel=3)


def _areas(grid: Lattice, rows: slice = slice(None), columns: slice = slice(None)) -> np.ndarray:
    zones = (zone_area_m2(grid.north) - zone_area_m2(grid.south))[rows]
    return np.outer(zones, _widths(grid)[columns] / TURN) / M2_PER_HA


def _widths(grid: Lattice) -> np.ndarray:
    """Widths of the columns; of evenly spaced ones their mean, free of the rounding of centres."""
    west, east = grid.west.copy(), grid.east.copy()
    first, last = int(np.argmin(grid.lon)), int(np.argmax(grid.lon))
    if len(grid.lon) > 1 and grid.lon[first] + TURN - grid.lon[last] <= ROUNDING:
        west[first], east[last] = grid.lon[first], grid.lon[last]  # one meridian, written twice
    widths = east - west
    even = np.ptp(widths) <= min(_SINGLE, AGREE * widths.mean())
    return np.full(widths.shape, widths.mean()) if even else np.asarray(widths)


def _labelled(area: np.ndarray, lat: np.ndarray, lon: np.ndarray) -> xr.DataArray:
    attrs = {"units": "ha", "long_name": "Area", "ellipsoid": "WGS 84"}
    return xr.DataArray(area, {"lat": lat, "lon": lon}, ("lat", "lon"), "area_ha", attrs)


def zone_area_m2(latitude: np.ndarray) -> np.ndarray:
    """Area of the ellipsoid between the equator and latitudes (degrees), negative in the south."""
    globe = _ellipsoid()
    eccentricity = np.sqrt(globe.es)
    sine = np.sin(np.radians(np.asarray(latitude, dtype=float)))
    spread = sine / (1 - globe.es * sine**2) + np.arctanh(eccentricity * sine) / eccentricity
    return np.asarray(np.pi * globe.b**2 * spread)


def _ellipsoid() -> Any:
    try:
        from pyproj import Geod  # optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("areas and map projections")) from error
    return Geod(ellps="WGS84")
