"""Variables of NetCDF and Zarr, opened without reading them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    InputError,
    MissingExtraError,
    Problem,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.data.axes import LATITUDE, LONGITUDE
from fourpermille.data.grids.file_axes import X, Y, axis_of, edges_of, moments_of
from fourpermille.data.grids.reference import Reference
from fourpermille.data.grids.stored import Careful, Stored
from fourpermille.data.names import known_name
from fourpermille.data.readers.netcdf import TIMES

_OPEN: ContextVar[dict[Path, xr.Dataset] | None] = ContextVar("_OPEN", default=None)


def open_labelled(path: Path, reference: Reference, name: str) -> Stored:
    """The variable of a NetCDF file or Zarr store that a reference means by ``name``.

    Raises
    ------
    InputError
        The file can't be read, has no such variable or label, or its cells have no rows and
        columns.
    """
    ds = _shared(path)
    variable = _variable(ds, reference, name, path.name)
    array = _selected(ds[variable], reference, path.name)
    rows = axis_of(array, LATITUDE, "latitude", Y)
    columns = axis_of(array, LONGITUDE, "longitude", X)
    if rows is None or columns is None:
        raise InputError(
            Problem(
                what=_("the cells don't lie in rows and columns"),
                file=path.name,
                column=variable,
                found=", ".join(map(str, array.dims)),
                allowed=_("dimensions lat and lon (or x and y) with coordinates of their own"),
            )
        )
    array = array.squeeze(
        [d for d in array.dims if d not in (rows, columns) and array.sizes[d] == 1]
    )
    dims = tuple(str(dim) for dim in array.dims)
    leads = [dim for dim in dims if dim not in (rows, columns) and dim in array.coords]
    steps = xr.Dataset(coords={dim: moments_of(ds, array[dim]) for dim in leads})
    token = (
        str(path.absolute()),
        path.stat().st_mtime_ns,
        variable,
        tuple(reference.select.items()),
    )
    return Stored(
        file=path.name,
        variable=variable,
        dims=dims,
        shape=array.shape,
        dtype=array.dtype,
        rows=rows,
        columns=columns,
        lat=array[rows].values,
        lon=array[columns].values,
        steps=steps,
        read=Careful(_Part(array.variable), path.name, token),
        token=token,
        file_chunks=_file_chunks(array),
        attrs=dict(array.attrs) | {"_packing": _packing(array)},
        lat_bounds=edges_of(ds, rows, path.name),
        lon_bounds=edges_of(ds, columns, path.name),
        crs=_crs(ds, array),
    )


@contextmanager
def opened_once() -> Iterator[None]:
    """Open a file once, however many of its variables are asked for within the block.

    Not longer: a file that stays open can't be written by others.
    """
    token = _OPEN.set({})
    try:
        yield
    finally:
        _OPEN.reset(token)


def _shared(path: Path) -> xr.Dataset:
    known = _OPEN.get()
    if known is None:
        return _opened(path)
    if path not in known:
        known[path] = _opened(path)
    return known[path]


class _Part:
    """Values of a part of a variable that is still in its file."""

    def __init__(self, variable: xr.Variable) -> None:
        self.variable = variable

    def __call__(self, at: tuple[slice, ...]) -> np.ndarray:
        return np.asarray(self.variable[at].values)


def _opened(path: Path) -> xr.Dataset:
    kind = "Zarr" if path.is_dir() else "NetCDF"
    if path.is_dir():
        try:
            import zarr  # noqa: F401  optional dependency
        except ImportError as error:
            raise MissingExtraError("grid", _("reading Zarr stores")) from error
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*consolidated.*")
            return xr.open_dataset(
                path,
                engine="zarr" if path.is_dir() else "netcdf4",
                chunks=None,
                cache=False,
                decode_times=TIMES,
                decode_coords="all",
            )
    except Exception as error:  # libraries of formats raise errors of many kinds
        raise InputError(
            Problem(
                what=_("the file can't be read as {format}").format(format=kind),
                file=path.name,
                found=" ".join(str(error).split()) or type(error).__name__,
                todo=_("It may be cut short: copy or download it again."),
            )
        ) from error


def _variable(ds: xr.Dataset, reference: Reference, name: str, file: str) -> str:
    if reference.variable is not None:
        if reference.variable not in ds.variables:
            raise unknown_name(
                _("variable in the file"), reference.variable, map(str, ds.data_vars), file=file
            )
        return reference.variable
    fitting = [str(key) for key in ds.data_vars if known_name(ds[key]) == name]
    if len(fitting) != 1:
        raise InputError(
            Problem(
                what=_("the reference names no variable"),
                file=file,
                column=name,
                found=", ".join(fitting or map(str, ds.data_vars)),
                todo=_("Write it after a colon, as in {form}.").format(form=f"{file}:clay"),
            )
        )
    return fitting[0]


def _selected(array: xr.DataArray, reference: Reference, file: str) -> xr.DataArray:
    for dim, label in reference.select.items():
        if dim not in array.dims:
            raise unknown_name(
                _("dimension of {name}").format(name=array.name),
                dim,
                map(str, array.dims),
                file=file,
            )
        labels = [str(one) for one in array[dim].values.tolist()]
        if array[dim].dtype.kind == "M":
            labels = [str(one)[: len(label)] for one in array[dim].values]
        if label not in labels:
            raise unknown_name(_("label of {name}").format(name=dim), label, labels, file=file)
        array = array.isel({dim: labels.index(label)}, drop=True)
    return array


def _file_chunks(array: xr.DataArray) -> tuple[int, ...]:
    preferred = array.encoding.get("preferred_chunks") or {}
    return tuple(int(preferred.get(dim, array.sizes[dim])) for dim in array.dims)


def _packing(array: xr.DataArray) -> tuple[float, float, str]:
    """Scale, offset and type of stored numbers, in which valid_range is given."""
    given = array.encoding
    return (
        float(given.get("scale_factor", 1.0)),
        float(given.get("add_offset", 0.0)),
        np.dtype(given.get("dtype", array.dtype)).kind,
    )


def _crs(ds: xr.Dataset, array: xr.DataArray) -> Any:
    """Coordinate reference system by the CF grid mapping; None where there is none."""
    mapping = array.encoding.get("grid_mapping") or array.attrs.get("grid_mapping")
    given = next((n for n in (mapping, "spatial_ref", "crs") if n in ds.variables), None)
    if given is None:
        return None
    try:
        import rioxarray  # noqa: F401  optional dependency, gives .rio
    except ImportError as error:
        raise MissingExtraError("grid", _("map projections")) from error
    return (
        array.to_dataset(name="array")
        .assign_coords({given: ds[given]})
        .rio.write_grid_mapping(given)
        .rio.crs
    )
