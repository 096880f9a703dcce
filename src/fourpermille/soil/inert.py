"""Inert carbon: given, or from the stock after Falloon et al. (1998)."""

from __future__ import annotations

import numpy as np

from fourpermille.core.errors import InputError, OutOfRangeError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet
from fourpermille.soil.annual_map import Array
from fourpermille.soil.labels import Cells

MOST_STEPS = 60
SUM_TOLERANCE = 1e-3  # files round their pools


def falloon(soc_stock_tc_ha: Array, parameters: ParameterSet) -> Array:
    """0.049 SOC^1.139 (t C/ha): rough, for topsoils, and not proportional to depth."""
    return np.asarray(parameters["iom_factor"] * soc_stock_tc_ha ** parameters["iom_power"])


def falloon_from_active(active_tc_ha: Array, parameters: ParameterSet) -> Array:
    """The same where only the active carbon is known: IOM = f(active + IOM), by fixed point.

    The relation's slope is far below 1, so that the error shrinks several-fold at each step.
    """
    inert = np.zeros_like(active_tc_ha)
    for _step in range(MOST_STEPS):
        before, inert = inert, falloon(active_tc_ha + inert, parameters)
        if np.array_equal(before, inert, equal_nan=True):
            break
    return inert


def inert_beside_pools(cells: Cells, parameters: ParameterSet, active_tc_ha: Array) -> Array:
    """Inert carbon (places) beside given pools: as given, stock less pools, or Falloon.

    Raises InputError where stock, pools and inert carbon are given and don't add up.
    """
    if not cells.has("soc_stock_tc_ha"):
        return inert_carbon(cells, parameters, active_tc_ha)
    stock = cells.per_place("soc_stock_tc_ha")
    rest = stock - active_tc_ha
    inert = cells.per_place("iom_tc_ha") if cells.has("iom_tc_ha") else rest
    wrong = (np.abs(rest - inert) > SUM_TOLERANCE * stock) | (rest < 0)
    if wrong.any():
        raise InputError(
            Problem(
                what=_("the pools and the inert carbon don't add up to the stock"),
                column="soc_stock_tc_ha",
                found=float(stock[wrong][0]),
                allowed=str(float((active_tc_ha + np.maximum(inert, 0.0))[wrong][0])),
                todo=_("Leave one of them out."),
            )
        )
    return inert


def inert_carbon(
    cells: Cells, parameters: ParameterSet, active_tc_ha: Array | None = None
) -> Array:
    """Inert carbon (places): as given, else from the stock, else from the active pools."""
    if cells.has("iom_tc_ha"):
        inert = cells.per_place("iom_tc_ha")
    elif cells.has("soc_stock_tc_ha"):
        inert = falloon(cells.per_place("soc_stock_tc_ha"), parameters)
    elif active_tc_ha is not None:
        inert = falloon_from_active(active_tc_ha, parameters)
    else:
        inert = cells.per_place("iom_tc_ha")  # says that it is missing
    if cells.has("soc_stock_tc_ha"):
        stock = cells.per_place("soc_stock_tc_ha")
        if (inert > stock).any():
            raise OutOfRangeError(
                Problem(
                    what=_("the inert carbon exceeds the stock"),
                    column="iom_tc_ha",
                    found=float(inert[inert > stock][0]),
                    allowed=_("at most the stock, {stock}").format(
                        stock=float(stock[inert > stock][0])
                    ),
                )
            )
    return inert
