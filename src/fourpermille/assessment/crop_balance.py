"""The rate of decay with which what a crop returns keeps today's stock."""

from __future__ import annotations

from typing import Any

import xarray as xr

from fourpermille.core.errors import ConvergenceError, NotUsedError, OutOfRangeError, Problem
from fourpermille.core.i18n import _
from fourpermille.crop.cycle_closing import RETURNED
from fourpermille.soil.setup import Setup, set_up

FACTOR, STOCK = "rate_calibration_factor", "soc_stock_tc_ha"
TOLERANCE, MOST_STEPS = 1e-11, 200


def balanced(soil: xr.Dataset, returned: xr.DataArray, options: dict[str, Any]) -> Setup:
    """The soil whose decay is scaled so that the returns keep today's stock."""
    given = [name for name in soil if "_input_" in str(name) or name == FACTOR]
    if given:
        raise NotUsedError(
            Problem(
                what=_("the cycle says what returns, and its balance how fast it decays"),
                column=", ".join(map(str, given)),
                todo=_("Leave it out, or set in_balance to False."),
            )
        )
    if bool((returned <= 0).any()):
        raise OutOfRangeError(
            Problem(
                what=_("a crop that returns nothing keeps no stock"),
                column=RETURNED,
                found=float(returned.min()),
                todo=_("Set in_balance to False."),
            )
        )
    factor = xr.ones_like(soil[STOCK] * returned, dtype=float)
    for _step in range(MOST_STEPS):
        setup = set_up(soil.assign({FACTOR: factor}), **options)
        cells = setup.cells
        plant = cells.labelled(setup.state.inputs.sum(axis=-1), RETURNED)
        # What keeps a stock is nearly proportional to the rate: a few steps close in on it.
        ratio = returned / plant
        factor = factor * ratio
        if not bool((abs(ratio - 1) > TOLERANCE).any()):
            return setup
    raise ConvergenceError(
        Problem(what=_("no rate of decay keeps today's stock with these returns"), column=RETURNED)
    )


def factor_of(setup: Setup) -> xr.DataArray:
    """The factor on the rate that a setup runs with, on its places."""
    cells = setup.cells
    return cells.labelled(cells.per_place(FACTOR, default=1.0), FACTOR)
