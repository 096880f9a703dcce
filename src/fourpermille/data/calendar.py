"""Lengths and first moments of months."""

from __future__ import annotations

import numpy as np
import xarray as xr

MONTHS = 12
EPOCH = 1970
# Of the Gregorian calendar; February is the mean over 400 years (97 leap years).
MEAN_DAYS = np.array([31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def month_starts(years: np.ndarray, months: np.ndarray) -> np.ndarray:
    """First moments of months, with resolution of seconds since years before 1678 may come."""
    since_epoch = (years.astype(int) - EPOCH) * MONTHS + months.astype(int) - 1
    return np.asarray(since_epoch.astype("datetime64[M]").astype("datetime64[s]"))


def days_of(months: np.ndarray, years: np.ndarray | None = None) -> np.ndarray:
    """Days of months (1-12; others count as 0): of the mean year, or of the years given."""
    valid = (months >= 1) & (months <= MONTHS)
    index = np.where(valid, months, 1).astype(int)
    if years is None:
        return np.asarray(np.where(valid, MEAN_DAYS[index - 1], 0.0))
    first = ((np.where(valid, years, EPOCH)).astype(int) - EPOCH) * MONTHS + index - 1
    starts = first.astype("datetime64[M]")
    lengths = (starts + 1).astype("datetime64[D]") - starts.astype("datetime64[D]")
    return np.asarray(np.where(valid, lengths.astype(float), 0.0))


def days_along(array: xr.DataArray) -> np.ndarray | None:
    """Days of the months of an array along its month or time; None where it has neither.

    Dates count the days of their own calendar.
    """
    if "month" in array.dims:
        return days_of(array["month"].values)
    if "time" in array.coords and array["time"].dtype.kind in "MO":
        return np.asarray(array["time"].dt.days_in_month.values, dtype=float)
    return None
