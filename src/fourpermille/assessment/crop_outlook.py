"""A crop's carbon cycle in the years to come, and the soil's stock by the target and by a model."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.assessment.crop_balance import FACTOR, STOCK, balanced, factor_of
from fourpermille.assessment.target import Target
from fourpermille.core.errors import InputError, MissingVariableError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet
from fourpermille.core.variables import describe
from fourpermille.crop.arguments import matched
from fourpermille.crop.cycle_closing import RETURNED
from fourpermille.crop.cycle_path import flux_path
from fourpermille.soil import linear
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.setup import Start, set_up


def crop_outlook(
    cycle: xr.Dataset,
    soil: xr.Dataset,
    *,
    growth_percent_yr: float | None = None,
    until: xr.Dataset | None = None,
    years: int = 30,
    rate_permille_yr: float = 4.0,
    growth: str = "compound",
    in_balance: bool = True,
    model: str = "rothc",
    parameters: str | ParameterSet = "rothc_26_3",
    moisture_option: int = 1,
    bare_option: int = 1,
    start: Start | str | None = None,
) -> xr.Dataset:
    """Follow a crop's carbon cycle for some years, and the stock by two ways side by side.

    The target's rule says what the stock should be; the soil model says what it becomes with the
    carbon that the cycle then returns. The two differ: see ``stock_gap_tc_ha``.

    Parameters
    ----------
    cycle
        Today's account, an answer of ``crop_cycle`` (fluxes in t C/ha/yr).
    soil
        Drivers of the soil model, with today's ``soc_stock_tc_ha`` (t C/ha), on any dims of places.
    growth_percent_yr
        Growth of all fluxes, compound; or
    until
        the account of the last year, reached along a straight line. One of the two.
    years, rate_permille_yr, growth
        The target: its period, its rate, "compound" or "linear".
    in_balance
        Whether decay is scaled so that what the cycle returns today keeps today's stock (the
        factor is returned as ``rate_calibration_factor``); if not, the climate of ``soil`` decides
        what keeps the stock, and the cycle only says how much more returns.

    Returns
    -------
    xarray.Dataset
        On ``year`` (0 is today): the fluxes of the cycle; ``soc_stock_target_tc_ha``,
        ``soc_stock_tc_ha`` by the model, ``stock_gap_tc_ha`` (model less target); without year
        ``extra_input_tc_ha_yr``, the extra return of the last year that would reach the target
        along the same path, missing where the cycle doesn't change.

    Raises InputError, OutOfRangeError, MissingVariableError, ShapeError, ConvergenceError.
    """
    target = Target(rate_permille_yr, years, growth)
    fluxes, rise = flux_path(cycle, growth_percent_yr, until, years)
    options: dict[str, Any] = {
        "model": model,
        "parameters": parameters,
        "options": MoistureOptions(moisture_option, bare_option),
        "start": start,
    }
    if not isinstance(soil, xr.Dataset):
        raise InputError(
            Problem(
                what=_("the data are not an xarray Dataset"),
                column="soil",
                found=type(soil).__name__,
                allowed="xarray.Dataset",
            )
        )
    if STOCK not in soil:
        raise MissingVariableError(
            Problem(
                what=_("variable {name} is missing").format(name=STOCK),
                column=STOCK,
                todo=_("Give today's stock with the drivers of the soil."),
            )
        )
    today = fluxes[RETURNED].isel(year=0, drop=True)
    matched(returned=today, stock=soil[STOCK])
    setup = balanced(soil, today, options) if in_balance else set_up(soil, **options)
    cells, ahead = setup.cells, setup.year.map
    baseline = linear.project_stock(ahead, setup.state.pools, setup.state.inputs, years)
    # All fluxes follow one path, so that one response serves them all.
    gain = cells.labelled(
        linear.response(ahead, years, "plant", rise), STOCK, ("year",), leading=True
    )
    stock = cells.labelled(baseline, STOCK, ("year",), leading=True)
    stock, gain = (array.assign_coords(cells.coords()) for array in (stock, gain))
    span = fluxes[RETURNED].isel(year=-1, drop=True) - today
    at = matched(stock=stock, gain=gain, span=span)
    reached = at["stock"] + at["gain"] * at["span"]
    factors = xr.DataArray([target.factor(float(t)) for t in range(years + 1)], dims="year")
    wanted = at["stock"].isel(year=0) * factors
    last = {"year": -1}
    response = at["gain"].isel(last)
    out = describe(
        fluxes.assign(
            {
                STOCK: reached,
                "soc_stock_target_tc_ha": wanted,
                "stock_gap_tc_ha": reached - wanted,
                "extra_input_tc_ha_yr": (
                    (wanted.isel(last) - at["stock"].isel(last)) / response
                ).where(response > 0),
                FACTOR: factor_of(setup),
            }
        ).assign_coords(year=np.arange(years + 1))
    )
    out.attrs = {
        "cycle": str(cycle.attrs.get("cycle", "given")),
        "path": "compound" if until is None else "linear",
        "growth_percent_yr": "" if growth_percent_yr is None else growth_percent_yr,
        "target_permille_yr": rate_permille_yr,
        "target_growth": growth,
        "model": model,
        "in_balance": str(in_balance),
    }
    return out
