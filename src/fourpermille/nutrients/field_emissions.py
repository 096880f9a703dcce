"""Gases of lime, urea, fuel and fire: the smaller terms of a field's balance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xarray as xr

from fourpermille.core.factors import load_factors
from fourpermille.core.parameters import load_parameters
from fourpermille.crop.arguments import matched, missing, quantity, word
from fourpermille.kernels.emissions import KG_PER_T, fire_gas, fuel_gas
from fourpermille.nutrients.arguments import labelled
from fourpermille.nutrients.gwp import potentials
from fourpermille.nutrients.ranges import Figure, figure, spread, told

TABLE = "other_emission_factors"
EDITION = "2006"
FIRES = {"residues": "agricultural residues", "savanna": "savanna and grassland"}


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
    at = _quantities(
        limestone_t_ha_yr=limestone_t_ha_yr,
        dolomite_t_ha_yr=dolomite_t_ha_yr,
        urea_kg_ha_yr=urea_kg_ha_yr,
        diesel_l_ha_yr=diesel_l_ha_yr,
    )
    figures = {
        "limestone": _figure("lime", "EF limestone"),
        "dolomite": _figure("lime", "EF dolomite"),
        "urea": _figure("urea", "EF urea"),
        "co2": _figure("fuel", "diesel CO2"),
        "ch4": _figure("fuel", "diesel CH4 (agricultural off-road)"),
        "n2o": _figure("fuel", "diesel N2O (agricultural off-road)"),
        "heat": _figure("fuel", "diesel net calorific value"),
        "density": _figure("fuel", "diesel density"),
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
    return _result(fields, "CO2, CH4, N2O", "IPCC lime, urea and fuel, tier 1", gwp, figures)


def burning(
    residue_burnt_tdm_ha_yr: Any,
    *,
    combustion_factor_fraction: Any = None,
    crop: str | None = None,
    fire: str = "residues",
    gwp: str = "ar5",
) -> xr.Dataset:
    """Methane and nitrous oxide of residues or grass set on fire.

    The CO2 of a fire on the field is not counted: plants take it up again.

    Parameters
    ----------
    residue_burnt_tdm_ha_yr
        Dry matter set on fire, t/ha/yr, a number or an array of any shape.
    combustion_factor_fraction, crop
        Share of it that burns; or the crop whose published share is taken: "wheat", "maize",
        "rice", "sugarcane".
    fire
        "residues" or "savanna".
    gwp
        As in ``n2o``.

    Returns
    -------
    xarray.Dataset
        ``ch4_kg_ha_yr``, ``n2o_kg_ha_yr`` and both as ``field_tco2e_ha_yr``.

    Raises
    ------
    InputError, OutOfRangeError, UnknownNameError, ShapeError, UnitsError

    Notes
    -----
    Source: IPCC 2006, Volume 4, Equation 2.27, Tables 2.5 and 2.6.
    """
    metric = potentials(gwp)
    of = FIRES[word("fire", fire, tuple(FIRES))]
    figures = {"ch4": _figure("burning", f"CH4 {of}"), "n2o": _figure("burning", f"N2O {of}")}
    share = combustion_factor_fraction
    if share is None:
        crops = _crops_that_burn()
        figures["share"] = _figure("burning", crops[word("crop", crop, tuple(crops))])
        share = figures["share"].value
    at = _quantities(
        residue_burnt_tdm_ha_yr=residue_burnt_tdm_ha_yr, combustion_factor_fraction=share
    )
    burnt = at["residue_burnt_tdm_ha_yr"] * at["combustion_factor_fraction"]
    fields = {
        "ch4_kg_ha_yr": fire_gas(burnt, figures["ch4"].value),
        "n2o_kg_ha_yr": fire_gas(burnt, figures["n2o"].value),
    }
    fields["field_tco2e_ha_yr"] = fields["ch4_kg_ha_yr"] * metric.per_kg("CH4_nonfossil") + fields[
        "n2o_kg_ha_yr"
    ] * metric.per_kg("N2O")
    return _result(fields, "CH4, N2O", "IPCC fire, tier 1", gwp, figures)


def _figure(group: str, factor: str) -> Figure:
    return figure(load_factors(TABLE), {"group": group, "factor": factor})


def _crops_that_burn() -> dict[str, str]:
    head = "combustion factor "
    rows = load_factors(TABLE).words("factor", group="burning")
    return {row.removeprefix(head).split()[0]: row for row in rows if row.startswith(head)}


def _quantities(**given: Any) -> dict[str, xr.DataArray]:
    return matched(**{name: quantity(name, value) for name, value in given.items()})


def _result(
    fields: Mapping[str, xr.DataArray], gas: str, method: str, gwp: str, figures: Any
) -> xr.Dataset:
    result = labelled(fields)
    result.attrs = {
        "gas": gas,
        "method": method,
        "vintage": EDITION,
        "gwp_id": gwp,
        "source": "ipcc_2006",
        **told(figures.values()),
        "missing": missing(result["field_tco2e_ha_yr"]),
    }
    return result
