"""Values of one grid in degrees on the cells of another, block by block."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import xarray as xr
from scipy import sparse

from fourpermille.data.grids.lattice import TURN, Lattice
from fourpermille.data.grids.matching import OUTSIDE, containing, take
from fourpermille.data.grids.weights import area_weights, linear_weights, share_weights

LARGEST_WINDOW = 4_000_000  # values of the source under one block of the target

Chunks = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class _Window:
    """How the values under a block of the target become the block.

    ``inside`` holds, for interpolation, the cells that the centres lie in: a value is given only
    where that cell has one, so that what is missing stays missing.
    """

    rows: sparse.csr_array
    columns: sparse.csr_array
    is_sum: bool = False
    inside: tuple[np.ndarray, np.ndarray] | None = None

    def __call__(self, values: np.ndarray) -> np.ndarray:
        layers = values.reshape(-1, *values.shape[-2:])
        shape = (self.rows.shape[0], self.columns.shape[0])
        out = np.empty((len(layers), *shape), values.dtype)
        for index, layer in enumerate(layers):
            out[index] = self._layer(layer.astype(float))
        return out.reshape(*values.shape[:-2], *shape)

    def _layer(self, layer: np.ndarray) -> np.ndarray:
        there = np.isfinite(layer)
        total = self._spread(np.where(there, layer, 0.0))
        weight = self._spread(there.astype(float))
        with np.errstate(invalid="ignore", divide="ignore"):
            got = np.where(weight > 0, total if self.is_sum else total / weight, np.nan)
        if self.inside is not None:
            rows, columns = self.inside
            held = there[np.ix_(rows, columns)] & (rows != OUTSIDE)[:, None] & (columns != OUTSIDE)
            got = np.where(held, got, np.nan)
        return np.asarray(got)

    def _spread(self, layer: np.ndarray) -> np.ndarray:
        return np.asarray((self.columns @ (self.rows @ layer).T).T)


def regrid(
    array: xr.DataArray, source: Lattice, target: Lattice, method: str, chunks: Chunks
) -> xr.DataArray:
    """Lazy values on the target's cells, on ``y`` and ``x`` as in its order.

    Parameters
    ----------
    array
        Values on the source's rows ``y`` and columns ``x``, these two last.
    method
        ``average`` (weighted by common area, over what is there), ``sum`` (shared out by area, so
        that totals stay), ``bilinear`` or ``nearest``.
    chunks
        Lengths of the target's blocks; split further where a block needs too much of the source.
    """
    if method == "nearest":
        rows = containing(target.lat, source.south, source.north)
        columns = containing(target.lon, source.west, source.east, TURN)
        return take(take(array, "y", rows), "x", columns)
    make = {"average": area_weights, "sum": share_weights, "bilinear": linear_weights}[method]
    row_weights, column_weights = make(target, source)
    inside = None
    if method == "bilinear":
        inside = (
            containing(target.lat, source.south, source.north),
            containing(target.lon, source.west, source.east, TURN),
        )
    layers = math.prod(max(lengths) for lengths in array.data.chunks[:-2])
    chunks = _split(chunks, max(target.cell / source.cell, 1.0) * layers)
    strips = [
        [
            _block(array, row_weights[rows], column_weights[columns], method, inside, rows, columns)
            for columns in _slices(chunks[1])
        ]
        for rows in _slices(chunks[0])
    ]
    import dask.array as da  # optional dependency

    data = da.concatenate([da.concatenate(strip, axis=-1) for strip in strips], axis=-2)
    coords = {key: c for key, c in array.coords.items() if not {"y", "x"} & set(c.dims)}
    return xr.DataArray(data, coords, array.dims, array.name)


def _block(
    array: xr.DataArray,
    rows: sparse.csr_array,
    columns: sparse.csr_array,
    method: str,
    inside: tuple[np.ndarray, np.ndarray] | None,
    row_range: slice,
    column_range: slice,
) -> Any:
    """One block of the target from the part of the source under it."""
    import dask.array as da  # optional dependency

    lead = array.data.chunks[:-2]
    shape = (rows.shape[0], columns.shape[0])
    held = None if inside is None else (inside[0][row_range], inside[1][column_range])
    used_rows, used_columns = _used(rows, held and held[0]), _used(columns, held and held[1])
    if not used_rows.size or not used_columns.size:
        sizes = (*array.shape[:-2], *shape)
        return da.full(sizes, np.nan, dtype=array.dtype, chunks=(*lead, *((n,) for n in shape)))
    part = take(take(array, "y", used_rows), "x", used_columns).data
    part = part.rechunk({part.ndim - 2: -1, part.ndim - 1: -1})
    if held is not None:
        held = (_local(held[0], used_rows), _local(held[1], used_columns))
    window = _Window(rows[:, used_rows], columns[:, used_columns], method == "sum", held)
    return part.map_blocks(
        window, dtype=array.dtype, chunks=(*lead, *((n,) for n in shape)), meta=part._meta
    )


def _used(weights: sparse.csr_array, held: np.ndarray | None) -> np.ndarray:
    """Indices of the source that a block needs, in order."""
    used = np.unique(weights.indices)
    if held is not None:
        used = np.union1d(used, held[held != OUTSIDE])
    return used


def _local(positions: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Positions within the used indices."""
    return np.where(positions == OUTSIDE, OUTSIDE, np.searchsorted(used, positions))


def _slices(lengths: tuple[int, ...]) -> Iterator[slice]:
    for start, stop in pairwise(accumulate(lengths, initial=0)):
        yield slice(start, stop)


def _split(chunks: Chunks, ratio: float) -> Chunks:
    """Blocks of the target none of which has too much of the source, ``ratio`` a cell, under it."""
    rows = max(chunks[0])
    most = max(int(LARGEST_WINDOW / (ratio * max(chunks[1]))), 1)
    if rows <= most:
        return chunks
    pieces = []
    for length in chunks[0]:
        count = math.ceil(length / most)
        pieces += [len(part) for part in np.array_split(np.arange(length), count)]
    return tuple(pieces), chunks[1]
