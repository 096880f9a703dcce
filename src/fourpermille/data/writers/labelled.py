"""Datasets as NetCDF and Zarr with the attributes of the CF conventions."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import MissingExtraError
from fourpermille.core.i18n import _
from fourpermille.core.variables import describe
from fourpermille.data.atomic import whole

CONVENTIONS = "CF-1.11"
COMPRESSION_LEVEL = 4
LEAST_COMPRESSED = 1000  # values; below this the headers of chunks outweigh the gain


def write_netcdf(ds: xr.Dataset, path: str | Path, *, history: str | None = None) -> Path:
    """Write a Dataset as NetCDF 4, whole or not at all.

    ``history`` is one line (date, command, version) put before the lines that are there. Without
    a date in it the same Dataset gives the same bytes. Dask arrays are written piece by piece.
    """
    target = Path(path)
    ready = with_cf(ds, history)
    encoding = {str(name): _encoding(ready[name]) for name in ready.variables}
    lazy = [str(name) for name in ready.data_vars if ready[name].chunks is not None]
    with whole(target) as draft:
        head = ready.drop_vars(lazy)
        kept = {name: one for name, one in encoding.items() if name in head.variables}
        head.to_netcdf(draft, engine="netcdf4", format="NETCDF4", encoding=kept)
        for name in lazy:
            _append(ready[name], draft, encoding[name])
    return target


def _append(array: xr.DataArray, path: Path, encoding: dict[str, Any]) -> None:
    """Add a Dask array to a NetCDF file.

    One variable at a time and by one thread: of several, the order, and so the bytes of the file,
    would depend on names that Dask draws.
    """
    import dask  # optional dependency, there where its arrays are

    beside = [str(name) for name, one in array.coords.items() if name not in array.dims]
    bare = array.variable
    if beside:
        bare = bare.copy(deep=False)
        bare.attrs["coordinates"] = " ".join(beside)
    with dask.config.set(scheduler="synchronous"):
        xr.Dataset({str(array.name): bare}).to_netcdf(
            path, mode="a", engine="netcdf4", encoding={str(array.name): encoding}
        )


def write_zarr(ds: xr.Dataset, path: str | Path, *, history: str | None = None) -> Path:
    """Write a Dataset as a Zarr store (format 3), whole or not at all.

    Raises
    ------
    MissingExtraError
        zarr isn't installed (extra ``grid``).
    """
    try:
        import zarr  # noqa: F401  optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("writing Zarr stores")) from error
    target = Path(path)
    ready = with_cf(ds, history)
    for name in ready.variables:
        ready[name].encoding = {}
    with whole(target) as draft, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*(specification|consolidated).*")
        ready.to_zarr(draft, mode="w", consolidated=False, zarr_format=3)
    return target


def with_cf(ds: xr.Dataset, history: str | None = None) -> xr.Dataset:
    """The Dataset with CF attributes, text that files can hold, and one more line of history."""
    out = describe(ds)
    out.attrs = {"Conventions": CONVENTIONS, **{k: _attribute(v) for k, v in ds.attrs.items()}}
    if history is not None:
        before = str(ds.attrs.get("history", ""))
        out.attrs["history"] = f"{history}\n{before}".rstrip("\n")
    for name in out.variables:
        out[name].attrs = {k: _attribute(v) for k, v in out[name].attrs.items()}
        out[name].encoding = {}
        if out[name].dtype == object:
            out[name] = out[name].astype(str)
        elif out[name].dtype == bool:
            out[name] = out[name].astype("i1").assign_attrs(out[name].attrs)
    return out


def _attribute(value: Any) -> Any:
    """A value that NetCDF takes as attribute."""
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return str(value).lower()
    if isinstance(value, str | int | float | np.number | np.ndarray):
        return value
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {item}" for key, item in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, sorted(value, key=str) if isinstance(value, set) else value))
    return str(value)


def _encoding(array: xr.DataArray) -> dict[str, Any]:
    if array.dtype.kind == "f":
        encoding: dict[str, Any] = {"_FillValue": np.array(np.nan, array.dtype)[()]}
        if array.name in array.dims:
            return {"_FillValue": None}
        if array.size >= LEAST_COMPRESSED:
            encoding |= {"zlib": True, "complevel": COMPRESSION_LEVEL, "shuffle": True}
            if array.chunks is not None:  # written piece by piece: none is packed twice
                encoding["chunksizes"] = tuple(pieces[0] for pieces in array.chunks)
        return encoding
    if array.dtype.kind == "M":
        return {"units": "days since 1970-01-01", "dtype": "i4", "calendar": "proleptic_gregorian"}
    return {}
