"""The repeating year of a monthly series: the climatology that a starting state stands on."""

from __future__ import annotations

import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.soil.calendar import MONTHS, check_calendar

YEAR = "year"
MEAN, FIRST = "mean", "first"


def repeating_year(ds: xr.Dataset, which: str = MEAN) -> xr.Dataset:
    """A Dataset on ``time`` brought to ``month`` 1-12; one without ``time`` comes back unchanged.

    ``which``: the mean of each month over the series, or the first twelve months, as in the files
    of the RothC programs. A series without dates
    starts in January; series that don't hold whole years are refused where they are read.
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
    check_calendar(ds)
    years = 1 if which == FIRST else ds.sizes["time"] // MONTHS
    means = {
        name: _mean(ds[name], years)
        for name in ds.data_vars
        if "time" in ds[name].dims and ds[name].dtype.kind in "biuf"
    }
    yearly = {
        name: ds[name].isel({YEAR: slice(years)}).mean(YEAR, skipna=False)
        for name in ds.data_vars
        if YEAR in ds[name].dims
    }
    rest = ds.drop_dims([dim for dim in ("time", YEAR) if dim in ds.dims])
    return rest.drop_vars("month", errors="ignore").assign(means | yearly)


def _mean(array: xr.DataArray, years: int) -> xr.DataArray:
    """Mean of each month over the first years; a missing month of any year is missing."""
    cut = array.isel(time=slice(years * MONTHS))
    axis = cut.get_axis_num("time")
    shape = (*cut.shape[:axis], years, MONTHS, *cut.shape[axis + 1 :])
    dims = ["month" if dim == "time" else dim for dim in cut.dims]
    coords = {key: c for key, c in cut.coords.items() if "time" not in c.dims and key != "month"}
    values = cut.values.reshape(shape).mean(axis=axis)
    return xr.DataArray(values, dims=dims, coords=coords, attrs=array.attrs)
