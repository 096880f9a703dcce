"""A variable as it lies in a file: shape, coordinates and a way to read parts of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.data.damage import damage_told

Reader = Callable[[tuple[slice, ...]], np.ndarray]
LARGEST_BLOCK = 8_000_000  # values; larger chunks of a file are read in several parts
SMALLEST_BLOCK = 500_000  # values; smaller ones are read together


@dataclass(frozen=True, eq=False)
class Stored:
    """An array of a file, nothing of which is in memory but its coordinates.

    ``read`` gives decoded values (missing as NaN where the file declares them) of a part. ``rows``
    and ``columns`` are the dimensions of latitude (or y) and longitude (or x); ``steps`` holds the
    coordinates of the other ones; ``crs`` is None where the file says nothing.
    """

    file: str
    variable: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    rows: str
    columns: str
    lat: np.ndarray
    lon: np.ndarray
    steps: xr.Dataset
    read: Reader
    token: tuple[object, ...]
    file_chunks: tuple[int, ...]
    attrs: Mapping[str, Any] = field(default_factory=dict)
    lat_bounds: np.ndarray | None = None
    lon_bounds: np.ndarray | None = None
    crs: Any = None

    @property
    def leads(self) -> tuple[str, ...]:
        """Dimensions other than rows and columns."""
        return tuple(dim for dim in self.dims if dim not in (self.rows, self.columns))

    def chunks(self) -> tuple[tuple[int, ...], ...]:
        """Blocks to read: whole chunks of the file, neither tiny nor huge."""
        lengths = [min(c, n) for c, n in zip(self.file_chunks, self.shape, strict=True)]
        for axis in reversed(range(len(lengths))):  # join small chunks, the last axis first
            room = SMALLEST_BLOCK // max(math.prod(lengths), 1)
            if room > 1:
                lengths[axis] = min(lengths[axis] * room, self.shape[axis])
        for axis in range(len(lengths)):  # split large ones, the first axis first
            excess = math.ceil(math.prod(lengths) / LARGEST_BLOCK)
            if excess > 1:
                lengths[axis] = max(math.ceil(lengths[axis] / excess), 1)
        return tuple(
            tuple(min(length, n - start) for start in range(0, n, length))
            for length, n in zip(lengths, self.shape, strict=True)
        )


class Careful:
    """A reader whose failures name the file; equal tokens mean equal values."""

    def __init__(self, read: Reader, file: str, token: tuple[object, ...]) -> None:
        self.read, self.file, self.token = read, file, token

    def __call__(self, at: tuple[slice, ...]) -> np.ndarray:
        """Values of a part.

        Raises
        ------
        InputError
            The file is cut short or damaged there.
        """
        with damage_told(self.file):
            return np.asarray(self.read(at))

    def __dask_tokenize__(self) -> tuple[object, ...]:
        """Identity for dask, which would otherwise look at the values."""
        return self.token
