"""Gases of lime, urea and fuel: the smaller terms of a field's balance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xarray as xr

from fourpermille.core.parameters import load_parameters
from fourpermille.kernels.emissions import KG_PER_T, fuel_gas
from fourpermille.nutrients.arguments import quantities
from fourpermille.nutrients.gwp import potentials
from fourpermille.nutrients.ranges import spread
from fourpermille.nutrients.small_terms import result_of, small_figure


def lime_urea_fuel(
    *,
    limestone_t_ha_yr: Any = 0,
    dolomite_t_ha_yr: Any = 0,
    urea_kg_ha_yr: Any = 0,
    diesel_l_ha_yr: Any = 0,
    gwp: str = "ar5",
) -> xr.Dataset:
    """Gases of lime, urea and diesel in a year.

    Quantities are numbers or arrays of any shape, matched by their dims.

    Parameters
    ----------
    limestone_t_ha_yr, dolomite_t_ha_yr
        CaCO3 and CaMg(CO3)2, t/ha/yr. The factor is the most that can escape; the range goes down
        to half of it.
    urea_kg_ha_yr
        Urea, kg of product/ha/yr (46 % N). Its nitrous oxide is a matter of ``n2o``.
    diesel_l_ha_yr
        Litres/ha/yr, burnt in tractors.
    gwp
        As in ``n2o``; methane of fuel is of fossil origin.

    Returns
    -------
    xarray.Dataset
        ``co2_lime_kg_ha_yr``, ``co2_urea_kg_ha_yr``, ``co2_fuel_kg_ha_yr`` and their sum
        ``co2_kg_ha_yr`` with ``_low`` and ``_high``; ``ch4_fossil_kg_ha_yr`` and ``n2o_kg_ha_yr``
        of fuel; all as ``field_tco2e_ha_yr``.

    Raises
    ------
    InputError, OutOfRangeError, ShapeError, UnitsError

    Notes
    -----
    Source: IPCC 2006, Volume 4, Equations 11.12 and 11.13; Volume 2, Tables 1.2 and 3.3.1.
    """
    metric = potentials(gwp)
    at = quantities(
        limestone_t_ha_yr=limestone_t_ha_yr,
        dolomite_t_ha_yr=dolomite_t_ha_yr,
        urea_kg_ha_yr=urea_kg_ha_yr,
        diesel_l_ha_yr=diesel_l_ha_yr,
    )
    figures = {
        "limestone": small_figure("lime", "EF limestone"),
        "dolomite": small_figure("lime", "EF dolomite"),
        "urea": small_figure("urea", "EF urea"),
        "co2": small_figure("fuel", "diesel CO2"),
        "ch4": small_figure("fuel", "diesel CH4 (agricultural off-road)"),
        "n2o": small_figure("fuel", "diesel N2O (agricultural off-road)"),
        "heat": small_figure("fuel", "diesel net calorific value"),
        "density": small_figure("fuel", "diesel density"),
    }
    to_co2 = load_parameters("conversions")["co2_per_c"]

    def fuel(gas: str, p: Mapping[str, Any]) -> xr.DataArray:
        return fuel_gas(at["diesel_l_ha_yr"], p[gas], p["density"], p["heat"])

    def lime(p: Mapping[str, Any]) -> xr.DataArray:
        tonnes = at["limestone_t_ha_yr"] * p["limestone"] + at["dolomite_t_ha_yr"] * p["dolomite"]
        return tonnes * to_co2 * KG_PER_T

    def urea(p: Mapping[str, Any]) -> xr.DataArray:
        return at["urea_kg_ha_yr"] * p["urea"] * to_co2

    def all_co2(p: Mapping[str, Any]) -> xr.DataArray:
        return lime(p) + urea(p) + fuel("co2", p)

    co2, low, high = spread(all_co2, figures)
    p = {name: one.value for name, one in figures.items()}
    fields = {
        "co2_lime_kg_ha_yr": lime(p),
        "co2_urea_kg_ha_yr": urea(p),
        "co2_fuel_kg_ha_yr": fuel("co2", p),
        "co2_kg_ha_yr": co2,
        "co2_low_kg_ha_yr": low,
        "co2_high_kg_ha_yr": high,
        "ch4_fossil_kg_ha_yr": fuel("ch4", p),
        "n2o_kg_ha_yr": fuel("n2o", p),
    }
    fossil = xr.zeros_like(co2)
    if bool((at["diesel_l_ha_yr"] > 0).any()):  # an edition may have no verified figure for it
        fossil = fields["ch4_fossil_kg_ha_yr"] * metric.per_kg("CH4_fossil")
    nitrous = fields["n2o_kg_ha_yr"] * metric.per_kg("N2O")
    fields["field_tco2e_ha_yr"] = co2 * metric.per_kg("CO2") + fossil + nitrous
    return result_of(fields, "CO2, CH4, N2O", "IPCC lime, urea and fuel, tier 1", gwp, figures)
