"""A net over the years: what has come together, and when its sign changes."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fourpermille.kernels.net_balance import sign_changes

YEAR = "year"


def over_time(result: xr.Dataset) -> xr.Dataset:
    """Net since the start, and the years in which the sign of the yearly net changes."""
    net = result["net_tco2e_ha_yr"]
    years = net[YEAR] if YEAR in net.coords else xr.DataArray(np.arange(net.sizes[YEAR]), dims=YEAR)
    turns = xr.apply_ufunc(
        sign_changes, net, input_core_dims=[[YEAR]], output_core_dims=[[YEAR]]
    ).transpose(*net.dims)
    to_source = (turns == 1) & (net > 0)
    first = to_source.argmax(YEAR)
    before = years.isel({YEAR: np.maximum(first - 1, 0)})
    result["net_cumulative_tco2e_ha"] = net.cumsum(YEAR, skipna=False)
    result["net_sign_change"] = turns
    result["net_sign_changes"] = turns.sum(YEAR)
    result["net_removal_until_year"] = before.where(to_source.any(YEAR)).drop_vars(
        YEAR, errors="ignore"
    )
    if net.ndim == 1:
        result.attrs["sign_change_years"] = years.values[turns.values == 1].tolist()
    return result
