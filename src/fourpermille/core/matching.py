"""Arrays that people give, and how those with labels find each other: by label, not by position."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr


def as_array(value: Any) -> xr.DataArray:
    """Anything with numbers or words as an array; the index of a Series or table names places."""
    if isinstance(value, xr.DataArray):
        return value
    if isinstance(value, pd.Series | pd.DataFrame):
        return xr.DataArray(np.asarray(value), coords=value.axes)
    return xr.DataArray(np.asarray(value))


def in_one_order(arrays: Iterable[xr.DataArray]) -> list[xr.DataArray]:
    """Arrays with the labels of each dim in the order of the first that has some.

    Labels that aren't the same ones stay as they are, and so do those that stand twice.
    """
    first: dict[Hashable, pd.Index[Any]] = {}
    out = []
    for one in arrays:
        array = one
        for dim in [dim for dim in array.dims if dim in array.indexes]:  # not levels of an index
            index = array.indexes[dim]
            wanted = first.setdefault(dim, index)
            if index.equals(wanted) or not (index.is_unique and wanted.is_unique):
                continue
            if len(index) == len(wanted) and bool(index.isin(wanted).all()):
                array = array.isel({dim: index.get_indexer(wanted)})
        out.append(array)
    return out
