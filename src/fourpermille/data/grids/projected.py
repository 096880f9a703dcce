"""Grids in the plane of a map projection, brought to degrees."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, MissingExtraError, Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.data.grids.edges import AGREE, POLE, TURN
from fourpermille.data.grids.lattice import Lattice, make_lattice
from fourpermille.data.grids.stored import Stored

DEGREES = "EPSG:4326"


def is_in_degrees(stored: Stored) -> bool:
    """Whether rows and columns are latitudes and longitudes as we mean them.

    Degrees on a sphere, as climate models have them, are taken as they stand by custom, and so
    are those of reference systems that lie within metres of WGS 84.

    Raises
    ------
    InputError
        The file names no reference system and its coordinates can't be degrees.
    """
    if stored.crs is None:
        _refuse_unknown(stored)
        return True
    crs = _pyproj(stored.crs)
    if not crs.is_geographic:
        return False
    ellipsoid, meridian = crs.ellipsoid, crs.prime_meridian
    if meridian is not None and meridian.longitude != 0:
        return False
    if ellipsoid is None or ellipsoid.inverse_flattening == 0:  # a sphere
        return True
    wgs84 = _pyproj(DEGREES).ellipsoid
    return bool(
        np.isclose(ellipsoid.semi_major_metre, wgs84.semi_major_metre, rtol=0, atol=1.0)
        and np.isclose(ellipsoid.inverse_flattening, wgs84.inverse_flattening, rtol=1e-5)
    )


def _refuse_unknown(stored: Stored) -> None:
    lat, lon = np.abs(stored.lat.astype(float)), np.abs(stored.lon.astype(float))
    if lat.max() <= POLE + 1 and lon.max() <= TURN + 1:
        return
    raise InputError(
        Problem(
            what=_("the coordinates aren't degrees, and no reference system is given"),
            file=stored.file,
            column=f"{stored.rows}, {stored.columns}",
            found=", ".join(f"{one[0]:g} ... {one[-1]:g}" for one in (stored.lat, stored.lon)),
            allowed=_(
                "degrees, or a file that names its reference system (EPSG code, grid mapping)"
            ),
            todo=_("Give the file its reference system, for example with gdal_translate -a_srs."),
        )
    )


def lattice_in_degrees(stored: Stored) -> Lattice:
    """A grid in degrees with cells about as large as those of a projected one, around it."""
    box = _geobox(stored).to_crs(DEGREES)
    coords = [np.asarray(box.coordinates[dim].values) for dim in box.dimensions]
    return make_lattice(coords[0], coords[1], file=stored.file)


def reproject(array: xr.DataArray, stored: Stored, target: Lattice, method: str) -> xr.DataArray:
    """Lazy values of a projected grid on the cells of a grid in degrees, on ``y`` and ``x``.

    Raises
    ------
    ShapeError
        The target's cells are not all alike, or the grids don't overlap.
    """
    from odc.geo.xr import assign_crs, xr_reproject  # optional dependency

    box = geobox_of(target)
    planar = array.assign_coords(y=stored.lat.astype(float), x=stored.lon.astype(float))
    planar = assign_crs(planar, stored.crs)
    got = xr_reproject(planar, box, resampling=method, dst_nodata=np.nan)
    data = got.transpose(*array.dims[:-2], *got.dims[-2:]).data
    coords = {key: c for key, c in array.coords.items() if not {"y", "x"} & set(c.dims)}
    return xr.DataArray(data, coords, array.dims, array.name)


def geobox_of(grid: Lattice) -> Any:
    """The grid as odc-geo knows it, from north to south."""
    from odc.geo.geobox import GeoBox  # optional dependency
    from rasterio import Affine

    if not grid.is_regular:
        raise ShapeError(
            Problem(
                what=_("a projected grid can't be brought to cells of unequal size"),
                found=grid.describe(),
                todo=_("Choose a regular grid with like."),
            )
        )
    height, width = grid.steps
    affine = Affine(width, 0, float(grid.west.min()), 0, -height, float(grid.north.max()))
    return GeoBox(grid.shape, affine, DEGREES)


def _geobox(stored: Stored) -> Any:
    from odc.geo.geobox import GeoBox  # optional dependency
    from rasterio import Affine

    steps = []
    for values in (stored.lon.astype(float), stored.lat.astype(float)):
        gaps = np.diff(values)
        if not gaps.size or np.abs(gaps - gaps.mean()).max() > AGREE * abs(gaps.mean()):
            raise ShapeError(
                Problem(
                    what=_("the rows or columns of a projected grid are not evenly spaced"),
                    file=stored.file,
                    found=" ".join(f"{one:g}" for one in values[:4]),
                )
            )
        steps.append(float(gaps.mean()))
    dx, dy = steps
    affine = Affine(dx, 0, float(stored.lon[0]) - dx / 2, 0, dy, float(stored.lat[0]) - dy / 2)
    return GeoBox((len(stored.lat), len(stored.lon)), affine, stored.crs)


def _pyproj(crs: Any) -> Any:
    try:
        from pyproj import CRS  # optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("map projections")) from error
    return CRS.from_user_input(crs)
