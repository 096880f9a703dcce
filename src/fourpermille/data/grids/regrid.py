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

from fourpermille.data.grids.edges import TURN
from fourpermille.data.grids.lattice import Lattice
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


@dataclass(frozen=True, eq=False)
class _Pick:
    """How a block of the target takes the values of the cells that its centres lie in."""

    rows: np.ndarray
    columns: np.ndarray

    def __call__(self, values: np.ndarray) -> np.ndarray:
        got = values[..., self.rows[:, None], self.columns]
        outside = (self.rows == OUTSIDE)[:, None] | (self.columns == OUTSIDE)
        if outside.any():
            empty = "" if values.dtype.kind in "US" else np.nan
            got[..., outside] = empty
        return np.asarray(got)


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
    layers = math.prod(max(lengths) for lengths in array.data.chunks[:-2])
    chunks = _split(chunks, max(target.cell / source.cell, 1.0) * layers)
    inside = (
        containing(target.lat, source.south, source.north),
        containing(target.lon, source.west, source.east, TURN),
    )
    weights = None
    if method != "nearest":
        make = {"average": area_weights, "sum": share_weights, "bilinear": linear_weights}[method]
        weights = make(target, source)
    strips = [
        [_block(array, weights, inside, method, rows, columns) for columns in _slices(chunks[1])]
        for rows in _slices(chunks[0])
    ]
    import dask.array as da  # optional dependency

    data = da.concatenate([da.concatenate(strip, axis=-1) for strip in strips], axis=-2)
    coords = {key: c for key, c in array.coords.items() if not {"y", "x"} & set(c.dims)}
    return xr.DataArray(data, coords, array.dims, array.name)


def _block(
    array: xr.DataArray,
    weights: tuple[sparse.csr_array, sparse.csr_array] | None,
    inside: tuple[np.ndarray, np.ndarray],
    method: str,
    rows: slice,
    columns: slice,
) -> Any:
    """One block of the target from the part of the source under it."""
    import dask.array as da  # optional dependency

    held = inside[0][rows], inside[1][columns]
    parts = None if weights is None else (weights[0][rows], weights[1][columns])
    used = tuple(
        _used(
            length,
            None if parts is None else parts[axis].indices,
            held[axis] if method in ("nearest", "bilinear") else None,
        )
        for axis, length in enumerate(array.shape[-2:])
    )
    shape = (len(held[0]), len(held[1]))
    chunks = (*array.data.chunks[:-2], *((n,) for n in shape))
    if not (used[0].size and used[1].size):
        empty = "" if array.dtype.kind in "US" else np.nan
        return da.full((*array.shape[:-2], *shape), empty, dtype=array.dtype, chunks=chunks)
    part = take(take(array, "y", used[0]), "x", used[1]).data
    part = part.rechunk({part.ndim - 2: -1, part.ndim - 1: -1})
    local = _local(held[0], used[0]), _local(held[1], used[1])
    window: Any = _Pick(*local)
    if parts is not None:
        window = _Window(
            parts[0][:, used[0]],
            parts[1][:, used[1]],
            method == "sum",
            local if method == "bilinear" else None,
        )
    return part.map_blocks(window, dtype=array.dtype, chunks=chunks, meta=part._meta)


def _used(length: int, *indices: np.ndarray | None) -> np.ndarray:
    """Indices of the source that a block needs: one run, or two where it goes round the Earth."""
    wanted = np.unique(np.concatenate([one for one in indices if one is not None]))
    wanted = wanted[wanted != OUTSIDE]
    if not wanted.size:
        return wanted
    gaps = np.diff(wanted)
    if gaps.size and gaps.max() > length // 2:
        at = int(np.argmax(gaps))
        return np.concatenate(
            [np.arange(wanted[0], wanted[at] + 1), np.arange(wanted[at + 1], wanted[-1] + 1)]
        )
    return np.arange(wanted[0], wanted[-1] + 1)


def _local(positions: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Positions within the used indices."""
    inside = np.isin(positions, used)
    return np.where(inside, np.searchsorted(used, positions), OUTSIDE)


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
