"""The fluxes of a crop's account in the years to come: growth, or a straight line to another."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    InputError,
    NotUsedError,
    OutOfRangeError,
    Problem,
    not_an_answer,
)
from fourpermille.core.i18n import _
from fourpermille.crop.arguments import matched
from fourpermille.crop.cycle_closing import FLUXES

PERCENT = 100


def flux_path(
    cycle: xr.Dataset, growth_percent_yr: float | None, until: xr.Dataset | None, years: int
) -> tuple[xr.Dataset, np.ndarray]:
    """Fluxes on ``year``, and the share of their change that each year to come has seen."""
    if (growth_percent_yr is None) == (until is None):
        kind = InputError if until is None else NotUsedError
        raise kind(
            Problem(
                what=_("one of the two is needed: a growth or the account of the last year"),
                column="growth_percent_yr, until",
            )
        )
    for one in (cycle,) if until is None else (cycle, until):
        missing = [name for name in FLUXES if not isinstance(one, xr.Dataset) or name not in one]
        if missing:
            raise not_an_answer(
                _("not an account of a crop's carbon"), missing, _("Give an answer of crop_cycle.")
            )
    now = cycle[list(FLUXES)]
    time = np.arange(years + 1)
    if until is None:
        factor = _growth(growth_percent_yr)
        rise = factor**time - 1
        end = now * factor**years
        share = time / years if factor == 1 else rise / rise[-1]
    else:
        end, share = until[list(FLUXES)], time / years
    both = matched(**{f"now {n}": now[n] for n in FLUXES}, **{f"end {n}": end[n] for n in FLUXES})
    along = xr.DataArray(share, dims="year")
    fluxes = {
        name: both[f"now {name}"] + along * (both[f"end {name}"] - both[f"now {name}"])
        for name in FLUXES
    }
    return xr.Dataset(fluxes), share[1:]


def _growth(percent: Any) -> float:
    if isinstance(percent, bool) or not isinstance(percent, (int, float, np.number)):
        raise InputError(
            Problem(what=_("numbers are expected"), column="growth_percent_yr", found=repr(percent))
        )
    if not -PERCENT < percent < PERCENT:
        raise OutOfRangeError(
            Problem(
                what=_("value out of range"),
                column="growth_percent_yr",
                found=percent,
                allowed="-100 ... 100 %",
            )
        )
    return 1 + float(percent) / PERCENT
