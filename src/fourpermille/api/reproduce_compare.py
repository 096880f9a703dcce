"""The first difference between a file of a run and the same file of its repetition."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.i18n import _

# File, row, column or key, and what it was and is.
Gap = tuple[str, int | None, str | None, str, str]
WITHOUT = ("seconds",)  # differ from run to run
PIECE = 256  # rows of a grid that are read at a time


def table_gap(old: Path, new: Path) -> Gap | None:
    """First cell in which two tables differ; for other files their sizes."""
    if old.read_bytes() == new.read_bytes():
        return None
    if old.suffix != ".csv":
        return (old.name, None, None, *_sizes(old, new))
    tables = [
        list(csv.reader(path.read_text(encoding="utf-8").splitlines())) for path in (old, new)
    ]
    header = tables[0][0] if tables[0] else []
    for number, rows in enumerate(zip_longest(*tables, fillvalue=[]), start=1):
        for index, cells in enumerate(zip_longest(*rows, fillvalue="")):
            if cells[0] != cells[1]:
                column = header[index] if index < len(header) else str(index + 1)
                return (old.name, number, column, str(cells[0]), str(cells[1]))
    return (old.name, None, None, _("line ends"), _("line ends"))


def summary_gap(old: Path, new: Path) -> Gap | None:
    """First key in which two summaries differ, but for the time that the run took."""
    a, b = (json.loads(path.read_text(encoding="utf-8")) for path in (old, new))
    for key in {**a, **b}:
        if key not in WITHOUT and a.get(key) != b.get(key):
            return (old.name, None, key, str(a.get(key)), str(b.get(key)))
    return None


def results_gap(old: Path, new: Path) -> Gap | None:
    """First value in which two files of results differ; a missing value equals another one."""
    with _open(old) as a, _open(new) as b:
        for name in map(str, sorted({*a.variables, *b.variables}, key=str)):
            if name not in a.variables or name not in b.variables:
                words = (_("there"), _("missing"))
                return (old.name, None, name, *(words if name in a.variables else words[::-1]))
            if a[name].sizes != b[name].sizes:
                return (old.name, None, name, str(dict(a[name].sizes)), str(dict(b[name].sizes)))
            for x, y in _pieces(a[name], b[name]):
                same = (x == y) | ((x != x) & (y != y))
                if not np.all(same):
                    at = np.unravel_index(int(np.argmin(same)), np.shape(same))
                    return (old.name, None, name, str(x[at]), str(y[at]))
    return None


def _open(path: Path) -> xr.Dataset:
    if path.suffix == ".zarr":
        ds: xr.Dataset = xr.open_zarr(path, consolidated=False, chunks=None)
    else:
        ds = xr.open_dataset(path, decode_timedelta=False)
    return ds


def _pieces(a: xr.DataArray, b: xr.DataArray) -> Iterator[tuple[Any, Any]]:
    """Values of two arrays side by side, a part of the rows of a grid at a time."""
    if "lat" not in a.dims:
        yield np.asarray(a.values), np.asarray(b.values)
        return
    for start in range(0, a.sizes["lat"], PIECE):
        rows = {"lat": slice(start, start + PIECE)}
        yield a.isel(rows).values, b.isel(rows).values


def _sizes(old: Path, new: Path) -> tuple[str, str]:
    before, now = (f"{path.stat().st_size} bytes" for path in (old, new))
    return before, now
