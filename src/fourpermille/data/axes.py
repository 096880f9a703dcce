"""Axes of a Dataset brought to our names and directions: place, month and time."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import xarray as xr

from fourpermille.core.i18n import _
from fourpermille.data.calendar import MONTHS
from fourpermille.data.problems import Problems

LATITUDE = ("latitude", "lat", "nav_lat")
LONGITUDE = ("longitude", "lon", "long", "nav_lon")
MONTH = ("month", "months", "mois", "mes")


def with_axes(ds: xr.Dataset, problems: Problems) -> xr.Dataset:
    """Axes called ``latitude``, ``longitude``, ``month`` and ``time``, in our order of values."""
    ds = _renamed(ds, "latitude", LATITUDE)
    ds = _renamed(ds, "longitude", LONGITUDE)
    ds = _renamed(ds, "month", MONTH)
    if "longitude" in ds.coords:
        degrees = ds["longitude"]
        wrapped = degrees.copy(data=np.where(degrees > 180, degrees - 360, degrees))
        ds = ds.assign_coords(longitude=wrapped)
    for name in ("latitude", "longitude"):
        if name in ds.dims and name in ds.coords:
            ds = ds.sortby(name)
    return with_months(ds, problems)


def _renamed(ds: xr.Dataset, name: str, others: tuple[str, ...]) -> xr.Dataset:
    """Rename the variable or dim that is ``name`` by its standard name or by habit."""
    if name in ds.variables:
        return ds
    found: Hashable | None = None
    for key in ds.variables:
        if ds[key].attrs.get("standard_name") == name or str(key).casefold() in others:
            found = key
            break
    if found is None:
        found = next((dim for dim in ds.dims if str(dim).casefold() in others), None)
    return ds if found is None or name in ds.dims else ds.rename({found: name})


def with_months(ds: xr.Dataset, problems: Problems) -> xr.Dataset:
    """A ``time`` of one year becomes ``month``; other lengths must be whole years of months."""
    if "time" in ds.dims and ds.sizes["time"] == MONTHS and "month" not in ds.dims:
        numbers = _month_numbers(ds)
        if sorted(numbers.tolist()) != list(range(1, MONTHS + 1)):
            _add_not_the_months(ds["time"].values, problems)
            return ds
        ds = ds.drop_vars("time", errors="ignore").rename({"time": "month"})
        ds = ds.assign_coords(month=numbers)
    if "month" in ds.dims:
        return _twelve(ds, problems)
    if "time" in ds.dims:
        _check_series(ds, problems)
    return ds


def _month_numbers(ds: xr.Dataset) -> np.ndarray:
    """Month of each of twelve moments: of a date, of a plain number itself, else by position."""
    if "time" not in ds.coords:
        return np.arange(1, MONTHS + 1)
    if ds["time"].dtype.kind in "MO" and hasattr(ds["time"], "dt"):
        return np.asarray(ds["time"].dt.month.values)
    return np.asarray(ds["time"].values)


def _add_not_the_months(moments: np.ndarray, problems: Problems) -> None:
    """Report twelve moments that aren't one of each month: years, days, a month twice."""
    problems.add(
        _("the twelve moments are not one of each month"),
        column="time",
        found=", ".join(str(one)[:10] for one in moments),
        allowed=_("a date in each month, or the numbers 1 to 12"),
        todo=_("Choose the months, or name the dimension month with the numbers 1 to 12."),
    )


def _twelve(ds: xr.Dataset, problems: Problems) -> xr.Dataset:
    expected = np.arange(1, MONTHS + 1)
    if ds.sizes["month"] != MONTHS:
        problems.add(
            _("the twelve months are not complete"),
            column="month",
            found=_("{count} months").format(count=ds.sizes["month"]),
            allowed=_("12 months"),
        )
        return ds
    if "month" not in ds.coords:
        return ds.assign_coords(month=expected)
    if sorted(ds["month"].values.tolist()) != expected.tolist():
        problems.add(
            _("the months are not 1 to 12"),
            column="month",
            found=", ".join(map(str, ds["month"].values.tolist())),
            allowed="1 - 12",
        )
        return ds
    return ds.sortby("month")


def _check_series(ds: xr.Dataset, problems: Problems) -> None:
    if ds.sizes["time"] % MONTHS:
        problems.add(
            _("the series doesn't hold whole years"),
            column="time",
            found=_("{count} months").format(count=ds.sizes["time"]),
            allowed=_("a multiple of 12 months"),
        )
    if "time" not in ds.coords or ds["time"].dtype.kind not in "MO":
        return
    months = ds["time"].dt.month.values
    expected = (months[0] - 1 + np.arange(len(months))) % MONTHS + 1
    wrong = np.flatnonzero(months != expected)
    if wrong.size:
        problems.add(
            _("months out of order"),
            row=str(ds["time"].values[wrong[0]]),
            column="time",
            found=int(months[wrong[0]]),
            allowed=str(int(expected[wrong[0]])),
        )
