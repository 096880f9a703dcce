"""The mean year of a monthly series, as the climatology that a starting state repeats."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fourpermille.soil.labels import MONTHS


def mean_year(ds: xr.Dataset) -> xr.Dataset:
    """A Dataset on ``time`` averaged month by month to ``month`` 1-12; others come back unchanged.

    The first step of the series is taken as the first month of the year. ``time`` of whole years
    only; incomplete years are refused where the series is read.
    """
    if "time" not in ds.dims:
        return ds
    count = ds.sizes["time"]
    if count % MONTHS:
        return ds
    index = xr.DataArray(np.arange(count) % MONTHS + 1, dims="time", name="month")
    series = [name for name in ds.data_vars if "time" in ds[name].dims]
    means = {
        name: ds[name].drop_vars("time", errors="ignore").groupby(index).mean("time")
        for name in series
    }
    return ds.drop_dims("time").assign(means)
