"""The repeating year of a monthly series: the climatology that a starting state stands on."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.soil.labels import MONTHS, YEAR

MEAN, FIRST = "mean", "first"


def repeating_year(ds: xr.Dataset, which: str = MEAN) -> xr.Dataset:
    """A Dataset on ``time`` brought to ``month`` 1-12; one without ``time`` comes back unchanged.

    ``which``: the mean of each month over the series, or the first twelve months, as in the files
    of the RothC programs. The series' first step is taken as the first month of the year; series
    that don't hold whole years are refused where they are read.
    """
    if which not in (MEAN, FIRST):
        raise InputError(
            Problem(
                what=_("unknown repeating year"),
                column="start.repeating_year",
                found=which,
                allowed=f"{MEAN}, {FIRST}",
            )
        )
    if "time" not in ds.dims or ds.sizes["time"] % MONTHS:
        return ds
    if which == FIRST:
        first = ds.isel(time=slice(MONTHS)).drop_vars("time", errors="ignore")
        if YEAR in first.dims:
            first = first.isel({YEAR: 0}, drop=True)
        return first.rename(time="month").assign_coords(month=np.arange(1, MONTHS + 1))
    month = xr.DataArray(np.arange(ds.sizes["time"]) % MONTHS + 1, dims="time", name="month")
    means = {
        name: ds[name].drop_vars("time", errors="ignore").groupby(month).mean("time")
        for name in ds.data_vars
        if "time" in ds[name].dims
    }
    yearly = {name: ds[name].mean(YEAR) for name in ds.data_vars if YEAR in ds[name].dims}
    return ds.drop_dims([dim for dim in ("time", YEAR) if dim in ds.dims]).assign(means | yearly)
