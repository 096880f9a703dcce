"""A net over the years: what has come together, and when its sign changes."""

from __future__ import annotations

import reprlib

import numpy as np
import xarray as xr

from fourpermille.core.errors import Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.kernels.net_balance import sign_changes

YEAR = "year"


def _years(net: xr.DataArray) -> xr.DataArray:
    """Years of a net, from 1 on where they aren't said; ShapeError where they leave one out."""
    if YEAR not in net.coords:
        return xr.DataArray(np.arange(1, net.sizes[YEAR] + 1), dims=YEAR)
    years = net[YEAR]
    if years.dtype.kind not in "iuf" or bool((np.diff(years.values) != 1).any()):
        raise ShapeError(
            Problem(
                what=_("the years must follow one another: a sum over them needs each once"),
                column=YEAR,
                found=reprlib.repr(years.values.tolist()),
                allowed=_("years that rise by one"),
                todo=_("Give every year, or take the net of a single one."),
            )
        )
    return years


def over_time(result: xr.Dataset) -> xr.Dataset:
    """Net since the start, and the years in which the sign of the yearly net changes."""
    net = result["net_tco2e_ha_yr"]
    years = _years(net)
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
