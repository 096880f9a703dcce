"""The inverse question where nothing has changed before today: one pass over the places."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fourpermille.assessment.answer import Answer
from fourpermille.assessment.baseline import wanted_stock
from fourpermille.assessment.target import Target
from fourpermille.core.parameters import ParameterSet
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.one_go import balance
from fourpermille.soil.setup import Start


def solve_in_balance(
    ds: xr.Dataset,
    target: Target,
    *,
    parameters: str | ParameterSet,
    options: MoistureOptions,
    start: Start | str | None,
    device: str,
) -> Answer:
    """Answer for places in equilibrium (``one_go.can_answer``) under a repeating climate.

    Business as usual leaves the stock as it is, so that the baseline needs no projection. Not for
    free paths. Raises InputError.
    """
    shape = target.shape()
    shares = np.ones(target.years) if shape is None else shape
    found = balance(ds, shares, parameters=parameters, options=options, start=start, device=device)
    given = found.cells.has("soc_stock_tc_ha")
    stock = found.cells.per_place("soc_stock_tc_ha") if given else found.stock
    today = np.where(np.isfinite(found.stock) & (stock > 0), stock, np.nan)
    rate = today * 0.0
    wanted = wanted_stock(target, today, today, rate)
    with np.errstate(invalid="ignore", divide="ignore"):
        extra = target.bounded((wanted - today) / found.gain)
    return Answer(
        found.cells,
        target,
        stock,
        found.inert,
        found.inputs,
        found.inputs[:, 0],
        rate,
        wanted,
        extra,
        today + found.gain * extra,
        found.gain,
        today,
    )
