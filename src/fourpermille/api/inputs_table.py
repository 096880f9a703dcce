"""Everything that went into a run, as a table: value, unit and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from fourpermille.core.variables import is_known, variable

STEPS = ("month", "time")
MONTHS = 12
COLUMNS = ("place", "variable", "month", "value", "unit", "source")
WHOLE_YEAR = "year"
LABELS = ("place", "month", "time")


def inputs_table(ds: xr.Dataset, *, months: bool = True) -> pd.DataFrame:
    """Return one row for each place and value that went in.

    ``ds``: places as ``resolve_places`` gives them. Columns: place, variable, month (empty for
    values of the place; ``year`` for the mean or sum of a year, as fits the variable; 1 to 12 for
    the mean year's months, if ``months``), value, unit, source.
    """
    cells = _places(ds)
    rows = [
        frame
        for name in map(str, ds.variables)
        if name not in LABELS and name not in ds.dims and is_known(name)
        for frame in _frames(ds[name], cells, months)
    ]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(COLUMNS))


def _places(ds: xr.Dataset) -> xr.DataArray:
    """Names of the places on the dims of the places; numbers where there are no names."""
    if "place" in ds.variables:
        return ds["place"]
    sizes: dict[str, int] = {}
    for name in ds.variables:
        sizes |= {str(d): n for d, n in ds[name].sizes.items() if d not in STEPS}
    numbers = np.arange(1, int(np.prod(list(sizes.values()), dtype=int)) + 1)
    return xr.DataArray(numbers.astype(str).reshape(list(sizes.values())), dims=list(sizes))


def _frames(array: xr.DataArray, cells: xr.DataArray, months: bool) -> Iterator[pd.DataFrame]:
    step = next((dim for dim in STEPS if dim in array.dims), None)
    if step is None:
        yield _frame(array, cells, "")
        return
    by_month = _mean_year(array, step)
    total = variable(str(array.name)).step == "sum"
    whole = by_month.sum("month", skipna=False) if total else by_month.mean("month", skipna=False)
    yield _frame(whole.assign_attrs(array.attrs).rename(array.name), cells, WHOLE_YEAR)
    for number in range(MONTHS) if months else ():
        yield _frame(by_month.isel(month=number), cells, str(number + 1))


def _mean_year(array: xr.DataArray, step: str) -> xr.DataArray:
    """The mean of each calendar month; whole years from January are what the readers give."""
    if step == "month":
        return array
    index = np.arange(array.sizes[step]) % MONTHS
    groups = [array.isel({step: index == month}).mean(step) for month in range(MONTHS)]
    return xr.concat(groups, dim="month").assign_attrs(array.attrs).rename(array.name)


def _frame(array: xr.DataArray, cells: xr.DataArray, month: str) -> pd.DataFrame:
    everywhere, names = xr.broadcast(
        array.drop_vars(list(array.coords)), cells.drop_vars(list(cells.coords))
    )
    columns: dict[str, Any] = {
        "place": names.transpose(*cells.dims).values.ravel(),
        "variable": str(array.name),
        "month": month,
        "value": everywhere.transpose(*cells.dims).values.ravel(),
        "unit": variable(str(array.name)).units,
        "source": str(array.attrs.get("source", "given")),
    }
    return pd.DataFrame(columns, columns=list(COLUMNS)).astype({"value": object})
