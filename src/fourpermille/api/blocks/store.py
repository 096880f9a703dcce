"""The results of a grid on the disk: one Zarr chunk a block, written by one writer."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from fourpermille.api.blocks.codes import encoded
from fourpermille.api.blocks.durable import chunks_of, files_of, to_disk
from fourpermille.api.blocks.empty import lay_out, require_zarr
from fourpermille.core.errors import Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.core.variables import describe

if TYPE_CHECKING:
    from fourpermille.api.blocks.tiling import Block, Tiling


DIMS = ("year", "variant", "stage", "practice")  # beside the cells


def create(path: Path, fields: xr.Dataset, lat: np.ndarray, lon: np.ndarray, cut: Tiling) -> None:
    """Make an empty store for fields like these (on ``cell``), one chunk a block.

    Raises MissingExtraError where zarr or dask are not installed.
    """
    require_zarr()
    import dask.array

    sizes = {"lat": lat.size, "lon": lon.size}
    chunks = {"lat": cut.block_rows, "lon": cut.block_columns}
    out: dict[str, Any] = {}
    for name, values, dims, attrs in _rows(fields):
        others = tuple(dim for dim in dims if dim != "cell")
        shape = (*(fields.sizes[dim] for dim in others), *sizes.values())
        pieces = (*(fields.sizes[dim] for dim in others), *chunks.values())
        blank = np.nan if values.dtype.kind == "f" else 0
        empty = dask.array.full(shape, blank, dtype=values.dtype, chunks=pieces)
        out[name] = ((*others, "lat", "lon"), empty, attrs)
    coords = {dim: fields[dim] for dim in DIMS if dim in fields.coords}
    template = xr.Dataset(out, {**coords, "lat": lat, "lon": lon})
    template = describe(template)
    template["lat"].attrs |= {"standard_name": "latitude", "units": "degrees_north"}
    template["lon"].attrs |= {"standard_name": "longitude", "units": "degrees_east"}
    lay_out(path, template, out)
    to_disk(files_of(path), path.parent)
    _arrays.cache_clear()


def write(path: Path, fields: xr.Dataset, inside: np.ndarray, block: Block) -> None:
    """Write the fields (on ``cell``) of a block at their places; other cells are missing.

    They are on the disk when it returns, so that the journal may say so.
    Raises ShapeError where the block has other variants than the store, which would put numbers
    under the name of another choice.
    """
    arrays = _arrays(path, path.stat().st_ino)
    if "variant" in fields.coords:
        names = [str(name) for name in fields["variant"].values]
        known = [str(name) for name in arrays["variant"][:]]
        if names != known:
            raise ShapeError(
                Problem(
                    what=_("the cells of this part allow other variants than the first part"),
                    row=f"lat {block.row}-{block.row_end}, lon {block.column}-{block.column_end}",
                    column="sensitivity.variants",
                    found=", ".join(names),
                    allowed=", ".join(known),
                    todo=_("Vary the depth only where depth_cm is the same in every cell."),
                )
            )
    written: list[Path] = []
    for name, values, dims, _attrs in _rows(fields):
        moved = np.moveaxis(values, dims.index("cell"), -1)
        blank = np.nan if values.dtype.kind == "f" else 0
        whole = np.full((*moved.shape[:-1], *inside.shape), blank, dtype=values.dtype)
        whole[..., inside] = moved
        arrays[name][(..., block.rows, block.columns)] = whole
        at = [*((0, size) for size in moved.shape[:-1])]
        at += [(block.row, block.row_end), (block.column, block.column_end)]
        written += chunks_of(path, arrays[name], at)
    to_disk(written, path)


@lru_cache(maxsize=1)
def _arrays(path: Path, _made: int) -> dict[str, Any]:
    """Every array of a store, opened once for all blocks of a process (anew for a new store)."""
    import zarr  # optional dependency

    group: Any = zarr.open_group(path, mode="r+", use_consolidated=False)
    return dict(group.arrays())


def _rows(fields: xr.Dataset) -> list[tuple[str, np.ndarray, tuple[str, ...], dict[str, Any]]]:
    """Name, values, dims and attributes of what a grid holds: numbers, and words as numbers."""
    out = []
    for key in (*fields.data_vars, *(c for c in fields.coords if c == "country")):
        name, array = str(key), fields[key]
        dims = tuple(str(dim) for dim in array.dims)
        if "cell" not in dims or name in ("latitude", "longitude"):
            continue
        values, attrs = array.values, dict(array.attrs)
        if values.dtype.kind in "UOS":
            found = encoded(name, values)
            if found is None:
                continue
            values, flags = found
            attrs |= flags
        out.append((name, values, dims, attrs))
    return out
