"""Axes of a NetCDF file or Zarr store: which dimensions they are, and the edges of their cells."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fourpermille.core.errors import Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.data.axes import LONGITUDE

# By these units CF knows the axes whatever they are called.
_DEGREES = {
    "latitude": ("degrees_north", "degree_north", "degrees_N", "degree_N", "degreesN", "degreeN"),
    "longitude": ("degrees_east", "degree_east", "degrees_E", "degree_E", "degreesE", "degreeE"),
}
_HALF_TURN = 180.0
_LONGEST_MONTH = np.timedelta64(32, "D")
X = ("x", "easting", "projection_x_coordinate")
Y = ("y", "northing", "projection_y_coordinate")


def axis_of(
    array: xr.DataArray, names: tuple[str, ...], standard: str, plane: tuple[str, ...]
) -> str | None:
    """The dimension that is an axis, with a coordinate of its own."""
    own = [str(dim) for dim in array.dims if dim in array.coords]
    for dim in own:
        if array[dim].attrs.get("standard_name") == standard or dim.casefold() in names:
            return dim
    for dim in own:
        if array[dim].attrs.get("units") in _DEGREES[standard]:
            return dim
    for dim in own:
        if array[dim].attrs.get("standard_name") in plane or dim.casefold() in plane:
            return dim
    return None


def edges_of(ds: xr.Dataset, axis: str, file: str) -> np.ndarray | None:
    """Edges of the cells where the file gives them.

    Edges on the other side of the meridian where longitudes begin anew (175 and -180, 357.5 and
    2.5) are counted from the label. Raises ShapeError where edges enclose nothing.
    """
    name = ds[axis].attrs.get("bounds") or ds[axis].encoding.get("bounds")
    if name not in ds.variables or ds[name].shape != (ds.sizes[axis], 2):
        return None
    edges = np.asarray(ds[name].values, dtype=float)
    label = np.asarray(ds[axis].values, dtype=float)[:, None]
    if ds[axis].attrs.get("units") in _DEGREES["longitude"] or axis.casefold() in LONGITUDE:
        turns = np.round((edges - label) / (2 * _HALF_TURN))
        edges = edges - np.where(np.abs(edges - label) > _HALF_TURN, turns, 0.0) * 2 * _HALF_TURN
    if not (np.ptp(edges, axis=1) > 0).all():
        row = int(np.flatnonzero(~(np.ptp(edges, axis=1) > 0))[0])
        raise ShapeError(
            Problem(
                what=_("the edges of the cells enclose nothing"),
                file=file,
                column=str(name),
                row=f"{axis}={label[row, 0]:g}",
                found=", ".join(f"{one:g}" for one in edges[row]),
                todo=_("Correct them, or remove the attribute bounds of {axis}.").format(axis=axis),
            )
        )
    return edges


def moments_of(ds: xr.Dataset, coord: xr.DataArray) -> xr.Variable:
    """A coordinate; moments with bounds of a month lie within it, whatever end the label means."""
    name = coord.attrs.get("bounds") or coord.encoding.get("bounds")
    if coord.dtype.kind != "M" or name not in ds.variables or ds[name].shape != (coord.size, 2):
        return coord.variable
    ends = ds[name].values
    if ends.dtype.kind != "M" or not (np.abs(np.diff(ends)) <= _LONGEST_MONTH).all():
        return coord.variable
    middle = ends[:, 0] + np.diff(ends)[:, 0] / 2
    return xr.Variable(coord.dims, middle, coord.attrs)
