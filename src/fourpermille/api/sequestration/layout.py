"""The places of a map cut into blocks of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod

import xarray as xr

from fourpermille.api.blocks.tiling import Block, Tiling
from fourpermille.assessment.gsocseq_phases import AXES, CLAY_DEPTH

# Bytes of data in a block; three blocks are in memory at a time.
BLOCK_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Layout:
    """Dims of the places, their lengths, and how the first two of them are cut.

    A list of places is a grid of one column; dims after the second stay whole.
    """

    dims: tuple[str, ...]
    shape: tuple[int, ...]
    cut: Tiling

    @classmethod
    def of(cls, parts: Iterable[xr.Dataset]) -> Layout:
        """Cut the places of soil and phases (nothing of which is read)."""
        every = list(parts)
        sizes: dict[str, int] = {}
        for ds in every:
            for dim, size in ds.sizes.items():
                if dim not in (*AXES, CLAY_DEPTH):
                    sizes.setdefault(str(dim), size)
        dims, shape = tuple(sizes), tuple(sizes.values())
        rows, columns = (*shape, 1, 1)[:2]
        bytes_of_all = sum(ds[name].nbytes for ds in every for name in ds.data_vars)
        cells = max(1, BLOCK_BYTES * rows * columns // max(bytes_of_all, 1))
        cut = Tiling.of(rows, columns, cells)
        lengths = [cut.block_rows, cut.block_columns]
        for number, dim in enumerate(dims[:2]):
            lengths[number] = _aligned(every, dim, lengths[number], sizes[dim])
        return cls(dims, shape, Tiling(rows, columns, *lengths))

    @property
    def lengths(self) -> dict[str, int]:
        """Places of a block along each dim."""
        sides = (self.cut.block_rows, self.cut.block_columns)
        return dict(zip(self.dims, (*sides, *self.shape[2:]), strict=False))

    def at(self, block: Block) -> dict[str, slice]:
        """Where a block lies along each dim."""
        sides = (block.rows, block.columns, *(slice(0, size) for size in self.shape[2:]))
        return dict(zip(self.dims, sides, strict=False))

    def count(self, block: Block) -> int:
        """Places of a block."""
        return prod(one.stop - one.start for one in self.at(block).values())


def _aligned(parts: Iterable[xr.Dataset], dim: str, length: int, whole: int) -> int:
    """A length that is a whole number of the files' pieces, so that few are read twice."""
    if length >= whole:
        return whole
    pieces = [piece for ds in parts for piece in _pieces(ds, dim) if piece <= length]
    largest = max(pieces, default=1)
    return length // largest * largest


def _pieces(ds: xr.Dataset, dim: str) -> Iterable[int]:
    for array in ds.data_vars.values():
        if dim not in array.dims:
            continue
        if array.chunks is not None:
            yield int(array.chunksizes[dim][0])
        else:
            packed: Mapping[str, int] = array.encoding.get("preferred_chunks") or {}
            yield int(packed.get(dim, 1))
