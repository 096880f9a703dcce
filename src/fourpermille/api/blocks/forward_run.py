"""What a forward run from file to file is: its drivers, its blocks of places, its years."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xarray as xr

from fourpermille.core.errors import DataUnavailableError, InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters

STEPS = ("time", "month", "year")
# Bytes of drivers in a block; three blocks are in memory at a time.
BLOCK_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True)
class Span:
    """Places of a block, from and up to (not including), along the first dim of places."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Forward:
    """A forward run: its drivers (not read), its years, and the options of ``simulate``."""

    drivers: xr.Dataset
    name: str
    dims: tuple[str, ...]
    step: int
    years: tuple[int, ...]
    options: dict[str, Any]

    @property
    def plain_dims(self) -> tuple[str, ...]:
        """Names of the dims of places inside a block."""
        return tuple(f"place_{number}" for number in range(len(self.dims)))

    def spans(self) -> list[Span]:
        """The blocks."""
        length = self.drivers.sizes[self.dims[0]]
        starts = range(0, length, self.step)
        return [Span(n, a, min(a + self.step, length)) for n, a in enumerate(starts)]


def prepared(path: Path, options: dict[str, Any]) -> Forward:
    """The run that a file and the options of ``simulate`` make; raises InputError."""
    from fourpermille.soil.base import SOIL_MODELS  # slow import

    if not path.exists():
        raise DataUnavailableError(Problem(what=_("there is no such file"), file=str(path)))
    drivers = _opened(path)
    needs = SOIL_MODELS.get(str(options.get("model", "rothc"))).needs
    known = drivers[[name for name in drivers.data_vars if name in needs]]
    dims = tuple(str(d) for d in _widest(known).dims if d not in STEPS)
    if not dims:
        raise InputError(
            Problem(what=_("the file holds no variable that is known"), file=path.name)
        )
    per_row = sum(known[n].nbytes for n in known.data_vars) / known.sizes[dims[0]]
    step = max(1, int(BLOCK_BYTES / max(per_row, 1)))
    step = _aligned(known, dims[0], step)
    return Forward(known, path.name, dims, step, _years(known, options), options)


def _years(ds: xr.Dataset, options: dict[str, Any]) -> tuple[int, ...]:
    """Years of the run as ``simulate`` counts them: the calendar's where the series has dates."""
    from fourpermille.soil.calendar import check_calendar, december_years  # slow import

    if "time" in ds.dims:
        check_calendar(ds.drop_vars("month", errors="ignore"))  # months may come in any order
        return tuple(int(year) for year in december_years(ds))
    count = int(options.get("years") or load_parameters("target")["years"])
    return tuple(range(1, count + 1))


def _opened(path: Path) -> xr.Dataset:
    """The drivers, not read."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*consolidated.*")
            opened: xr.Dataset = (
                xr.open_zarr(path, chunks=None) if path.is_dir() else xr.open_dataset(path)
            )
            return opened
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            Problem(what=_("the file can't be read"), file=path.name, found=str(error))
        ) from error


def _widest(ds: xr.Dataset) -> xr.DataArray:
    arrays = [ds[name] for name in ds.data_vars]
    return max(arrays, key=lambda array: array.size) if arrays else xr.DataArray(0.0)


def _aligned(ds: xr.Dataset, dim: str, step: int) -> int:
    """A step that is a whole number of the file's chunks, so that none is read twice."""
    chunks = []
    for name in ds.data_vars:
        sizes = ds[name].encoding.get("preferred_chunks", {})
        if dim in sizes:
            chunks.append(int(sizes[dim]))
    largest = max(chunks, default=1)
    return max(largest, step // largest * largest)
