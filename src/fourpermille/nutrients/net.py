"""The net of a practice: soil carbon and every gas, year by year, and where its sign changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import OutOfRangeError, Problem
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.core.variables import describe
from fourpermille.crop.arguments import matched, missing, quantity
from fourpermille.kernels.net_balance import to_co2e
from fourpermille.nutrients.gwp import Potentials, potentials
from fourpermille.nutrients.net_sides import check_soils, side_of
from fourpermille.nutrients.net_terms import Term, terms_of
from fourpermille.nutrients.net_years import YEAR, over_time

TERM = "term"
KG_PER_T = 1000


def net_balance(
    soc_change_tc_ha_yr: Any,
    *,
    soc_change_low_tc_ha_yr: Any = None,
    soc_change_high_tc_ha_yr: Any = None,
    practice: Mapping[str, xr.Dataset] | None = None,
    reference: Mapping[str, xr.Dataset] | None = None,
    upstream_tco2e_ha_yr: Any = 0,
    leakage_tco2e_ha_yr: Any = 0,
    imported_amendment_tc_ha_yr: Any = 0,
    gwp: str = "ar5",
) -> xr.Dataset:
    """Net of a practice for each hectare and year: below zero it removes.

    -(44/12) ΔSOC + ΔN2O · GWP + ΔCH4 · GWP + ΔCO2 + upstream + leakage, Δ of the practice less
    the reference.

    Parameters
    ----------
    soc_change_tc_ha_yr
        Gain of soil carbon by the practice beyond the reference, t C/ha in each year: a number, or
        an array on ``year`` (each year once, counted from 1 where they have no labels) and any
        other dims.
    soc_change_low_tc_ha_yr, soc_change_high_tc_ha_yr
        Its range, where it is known.
    practice, reference
        What each emits, by names of your own: results of ``n2o``, ``rice_ch4``,
        ``lime_urea_fuel``, ``burning``, ``organic_soil_emissions``, or Datasets with
        ``co2_kg_ha_yr``, ``ch4_kg_ha_yr``, ``ch4_fossil_kg_ha_yr``, ``n2o_kg_ha_yr`` and the
        attributes ``method`` and ``vintage``. A name that only one has counts as nothing in the
        other. Masses are taken, never their CO2e: all get the potential of ``gwp``.
    upstream_tco2e_ha_yr, leakage_tco2e_ha_yr
        Optional, t CO2e/ha/yr: of making what is used (a farm's footprint, never an inventory), of
        what moves elsewhere.
    imported_amendment_tc_ha_yr
        Carbon of amendments newly brought in: the share that would have stayed in the soil it
        came from counts as leakage.
    gwp
        As in ``n2o``, for all gases.

    Returns
    -------
    xarray.Dataset
        ``term_kg_ha_yr`` and ``term_tco2e_ha_yr`` on ``term``, with the coordinates ``source``,
        ``gas``, ``method``, ``vintage``, ``gwp``; ``net_tco2e_ha_yr`` with
        ``net_low_tco2e_ha_yr`` and ``net_high_tco2e_ha_yr`` (ranges of the terms as independent;
        a term without a range counts as sure); with ``year`` also
        ``net_cumulative_tco2e_ha``, ``net_sign_change`` (1 in a year whose net has the other
        sign), ``net_sign_changes`` and ``net_removal_until_year`` (the last year before the net
        first turns from removal to emission, missing where it doesn't). For one place the
        attribute ``sign_change_years`` lists the years.

    Raises
    ------
    InputError
        A source without any gas; two editions of one source or method; names that differ only in
        capitals; emissions of organic soil where ``soc_change_tc_ha_yr`` isn't 0.
    OutOfRangeError
        A range that doesn't hold its value, a quantity that can't be.
    ShapeError
        Years that don't follow one another, arrays for different places.
    UnitsError, UnknownNameError
    """
    metric = potentials(gwp)
    given = {
        "soc_change_tc_ha_yr": soc_change_tc_ha_yr,
        "upstream_tco2e_ha_yr": upstream_tco2e_ha_yr,
        "leakage_tco2e_ha_yr": leakage_tco2e_ha_yr,
        "imported_amendment_tc_ha_yr": imported_amendment_tc_ha_yr,
    }
    at = {name: quantity(name, value) for name, value in given.items()}
    for end, value in (("low", soc_change_low_tc_ha_yr), ("high", soc_change_high_tc_ha_yr)):
        soil = "soc_change_tc_ha_yr"
        at[end] = at[soil] if value is None else quantity(soil, value)
    _check_order(at)
    sides = side_of("practice", practice), side_of("reference", reference)
    terms = terms_of(*sides)
    matched(**at, **{one.name: one.kg_ha_yr for one in terms})  # refuses what doesn't fit
    check_soils(at["soc_change_tc_ha_yr"], *sides)
    to_co2 = load_parameters("conversions")["co2_per_c"] * KG_PER_T
    rows = [_soil(at, to_co2), *terms, *_outside(at, to_co2)]
    result = _sums(rows, metric)
    if YEAR in result.dims:
        result = over_time(result)
    result = describe(result)
    result.attrs |= {
        "method": "net balance, practice less reference; < 0 is a removal",
        "gwp_id": metric.gwp_id,
        "range": "ranges of the terms, independent of each other",
        "terms_without_range": "; ".join(one.name for one in rows if not one.has_range),
        "missing": missing(result["net_tco2e_ha_yr"]),
    }
    return result


def _check_order(at: Mapping[str, xr.DataArray]) -> None:
    gain = at["soc_change_tc_ha_yr"]
    if bool(((at["low"] > gain) | (at["high"] < gain)).any()):
        raise OutOfRangeError(
            Problem(
                what=_("the range doesn't hold the value"),
                column="soc_change_low_tc_ha_yr, soc_change_high_tc_ha_yr",
            )
        )


def _soil(at: Mapping[str, xr.DataArray], to_co2: float) -> Term:
    """A gain of the soil removes; the more it may be, the lower the net."""
    gain = at["soc_change_tc_ha_yr"]
    return Term(
        "soil carbon",
        "CO2",
        -gain * to_co2,
        "change of stock",
        below=(at["high"] - gain) * to_co2,
        above=(gain - at["low"]) * to_co2,
    )


def _outside(at: Mapping[str, xr.DataArray], to_co2: float) -> list[Term]:
    """Terms beyond the field, where there are any."""
    share = load_factors("other_emission_factors").number("value", group="leakage")
    known = {
        ("upstream", "given"): at["upstream_tco2e_ha_yr"] * KG_PER_T,
        ("leakage", "given"): at["leakage_tco2e_ha_yr"] * KG_PER_T,
        ("leakage of amendments", "carbon that would have stayed elsewhere"): (
            at["imported_amendment_tc_ha_yr"] * share * to_co2
        ),
    }
    return [
        Term(source, "CO2e" if method == "given" else "CO2", mass, method)
        for (source, method), mass in known.items()
        if bool((mass != 0).any())
    ]


def _sums(rows: list[Term], metric: Potentials) -> xr.Dataset:
    """All terms as mass and as CO2e, and their sum."""
    factors = [1.0 if one.gas == "CO2e" else metric.of(one.gas) for one in rows]
    weights = xr.DataArray(np.array(factors), dims=TERM)
    mass = _stack([one.kg_ha_yr for one in rows])
    effect = to_co2e(mass, weights)
    net = effect.sum(TERM, skipna=False)
    below, above = (
        np.sqrt((to_co2e(_stack(parts), weights) ** 2).sum(TERM, skipna=False))
        for parts in ([one.below for one in rows], [one.above for one in rows])
    )
    labels = {
        TERM: [one.name for one in rows],
        "source": (TERM, [one.source for one in rows]),
        "gas": (TERM, [one.gas for one in rows]),
        "method": (TERM, [one.method for one in rows]),
        "vintage": (TERM, [one.vintage for one in rows]),
        "gwp": (TERM, factors),
    }
    return xr.Dataset(
        {
            "term_kg_ha_yr": mass,
            "term_tco2e_ha_yr": effect,
            "net_tco2e_ha_yr": net,
            "net_low_tco2e_ha_yr": net - below,
            "net_high_tco2e_ha_yr": net + above,
        }
    ).assign_coords(labels)


def _stack(parts: list[xr.DataArray]) -> xr.DataArray:
    return xr.concat(xr.broadcast(*parts), TERM, coords="minimal", compat="override")
