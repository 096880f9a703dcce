"""Months and years as they stand in the coordinates: in order, complete, and of the same years."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fourpermille.core.errors import Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.soil.annual_map import Array

MONTHS = 12


def has_dates(ds: xr.Dataset) -> bool:
    """Whether ``time`` says its dates (datetime64 or cftime), rather than counting."""
    if "time" not in ds.coords or not ds.sizes.get("time"):
        return False
    time = ds["time"]
    return bool(np.issubdtype(time.dtype, np.datetime64)) or hasattr(time.values.flat[0], "year")


def check_calendar(ds: xr.Dataset) -> None:
    """Raise ShapeError unless months run from January to December, every one of them."""
    if "month" in ds.coords and ds["month"].dims == ("month",):
        found, counted = ds["month"].values, np.arange(ds.sizes["month"])
        if not np.array_equal(found, counted):  # counted from 0, or as the calendar does
            _first_wrong("month", found, counted + 1)
    if has_dates(ds):
        years, months = _years_and_months(ds)
        wanted = np.arange(len(months)) % MONTHS + 1
        _first_wrong("time", months, wanted)
        _first_wrong("time", years, years[0] + np.arange(len(years)) // MONTHS)


def check_years(ds: xr.Dataset, array: xr.DataArray) -> None:
    """Raise ShapeError where values by ``year`` say other years than the series."""
    if "year" in array.coords and has_dates(ds):
        _first_wrong("year", array["year"].values, december_years(ds))


def december_years(ds: xr.Dataset) -> Array:
    """Calendar years of the series; 1, 2, … where it doesn't say its dates."""
    if has_dates(ds):
        return _years_and_months(ds)[0][MONTHS - 1 :: MONTHS]
    return np.arange(1, ds.sizes["time"] // MONTHS + 1)


def _years_and_months(ds: xr.Dataset) -> tuple[Array, Array]:
    time = ds["time"].dt
    return time.year.values, time.month.values


def _first_wrong(name: str, found: Array, wanted: Array) -> None:
    comparable = np.asarray(found).dtype.kind in "iuf"
    wrong = np.flatnonzero(found != wanted) if comparable else np.arange(len(wanted))
    if wrong.size:
        raise ShapeError(
            Problem(
                what=_("the steps are not consecutive months from January, or not the same years"),
                column=name,
                row=int(wrong[0]) + 1,
                found=found[wrong[0]],
                allowed=str(wanted[wrong[0]]),
                todo=_("Sort the series, complete it, and begin it in January."),
            )
        )
