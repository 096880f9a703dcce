"""Results of the sequestration map on the disk while it is computed: one Zarr chunk a block."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.api.blocks.empty import lay_out
from fourpermille.api.sequestration.layout import Layout

SAID = ("script_defects", "forward_years")  # the same for every block
ORDER = "variables"  # a store lists its arrays in no order


def create(path: Path, like: xr.Dataset, layout: Layout, coords: Mapping[str, Any]) -> None:
    """Make an empty store for results like those of a block; ``coords`` are of all places."""
    import dask.array  # optional dependency

    sizes = dict(zip(layout.dims, layout.shape, strict=True))
    arrays: dict[str, Any] = {}
    for key, array in like.data_vars.items():
        dims = _ordered(array, layout)
        shape = tuple(sizes.get(dim, like.sizes[dim]) for dim in dims)
        chunks = tuple(layout.lengths.get(dim, like.sizes[dim]) for dim in dims)
        blank = np.nan if array.dtype.kind == "f" else 0
        empty = dask.array.full(shape, blank, dtype=array.dtype, chunks=chunks)
        arrays[str(key)] = (dims, empty, _plain(array.attrs))
    own = {n: c.variable for n, c in like.coords.items() if not set(c.dims) & set(layout.dims)}
    template = xr.Dataset(arrays, {**own, **coords})
    template.attrs = {ORDER: json.dumps(list(arrays)), **{k: like.attrs[k] for k in SAID}}
    lay_out(path, template, arrays)


def write(path: Path, result: xr.Dataset, at: Mapping[str, slice], layout: Layout) -> None:
    """Write the results of a block at its places."""
    import zarr  # optional dependency

    group: Any = zarr.open_group(path, mode="r+", use_consolidated=False)
    places = tuple(at[dim] for dim in layout.dims)
    for key, array in result.data_vars.items():
        group[key][(..., *places)] = array.transpose(*_ordered(array, layout)).values


def opened(path: Path) -> xr.Dataset:
    """The results, read block by block, as ``gsocseq`` gives them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*(specification|consolidated).*")
        ds: xr.Dataset = xr.open_zarr(path, chunks={}, consolidated=False)
    # In an order of their own: a folder lists its files in any.
    coords = {name: ds[name].variable for name in sorted(map(str, ds.coords))}
    arrays = {name: ds[name].variable for name in json.loads(ds.attrs.pop(ORDER))}
    ds = xr.Dataset(arrays, coords, ds.attrs)
    for array in ds.data_vars.values():
        if "flag_values" in array.attrs:  # in JSON numbers have no type
            array.attrs["flag_values"] = np.array(array.attrs["flag_values"], array.dtype)
    return ds


def _ordered(array: xr.DataArray, layout: Layout) -> tuple[str, ...]:
    return (*(str(dim) for dim in array.dims if dim not in layout.dims), *layout.dims)


def _plain(attrs: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in attrs.items()}
