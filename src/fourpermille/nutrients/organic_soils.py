"""Emissions of drained organic soils: another method, never that of mineral soils."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xarray as xr

from fourpermille.core.factors import load_factors
from fourpermille.core.parameters import load_parameters
from fourpermille.crop.arguments import word
from fourpermille.kernels.emissions import KG_PER_T, with_ditches
from fourpermille.nutrients.arguments import labelled
from fourpermille.nutrients.gwp import potentials
from fourpermille.nutrients.organic_factors import (
    CLIMATES,
    DITCHED,
    DITCHED_ELSE,
    LAND_USES,
    figure_of,
    no_factor,
    row_of,
)
from fourpermille.nutrients.ranges import Figure, spread, told

TABLE = "organic_soil_emission_factors"
EDITIONS = ("2013", "2006")
METHOD = "IPCC drained organic soils, tier 1"
METHANE = ("ch4", "ditch", "ditch_share")
ENDS = ("", "low_", "high_")


def organic_soil_emissions(
    *,
    land_use: str,
    climate: str,
    edition: str = "2013",
    gwp: str = "ar5",
    unverified: bool = False,
) -> xr.Dataset:
    """Gases of one hectare of drained organic soil in a year.

    4 per 1000 means nothing on such soils: what counts is the emission that re-wetting avoids.

    Parameters
    ----------
    land_use
        "cropland"; "grassland" (where the climate has one row only), "grassland_nutrient_poor",
        "grassland_deep_drained", "grassland_shallow_drained" (both nutrient-rich); "forest".
    climate
        "boreal", "temperate", "tropical"; for the edition of 2006 "cool temperate" or
        "warm temperate".
    edition
        "2013" (Wetlands Supplement) or "2006", which has CO2 of the site and nitrous oxide only.
    gwp
        As in ``n2o``.
    unverified
        Allow factors known from memory only, as most of the tropics; they are then told.

    Returns
    -------
    xarray.Dataset
        ``co2_kg_ha_yr``, of which ``co2_doc_kg_ha_yr`` by dissolved carbon; ``ch4_kg_ha_yr`` with
        ditches; ``n2o_kg_ha_yr``; all as ``field_tco2e_ha_yr``, each with ``_low`` and ``_high``.
        A gas without a factor is missing, and so is the sum: ``without_factor`` names it.

    Raises
    ------
    InputError
        No factor for this land use and climate, or only an unverified one.

    Notes
    -----
    Source: IPCC 2013 Wetlands Supplement, Tables 2.1 to 2.5; IPCC 2006, Volume 4.
    """
    metric = potentials(gwp)
    word("edition", edition, EDITIONS)
    word("climate", climate, CLIMATES)
    land, ditch = LAND_USES[word("land_use", land_use, tuple(LAND_USES))]
    wanted = {"co2": ("EF_CO2", land), "n2o": ("EF2", land)}
    if edition == "2006":
        both = land if land.startswith("forest") else "cropland and grassland, drained"
        wanted["n2o"] = ("EF2", both)
    else:
        wanted |= {
            "doc": ("EF_DOC", "drained"),
            "ch4": ("EF_CH4_land", land),
            "ditch": ("EF_CH4_ditch", ditch),
            "ditch_share": ("Frac_ditch", DITCHED.get(land_use, DITCHED_ELSE)),
        }
    table = load_factors(TABLE)
    found = {
        name: row_of(table, {"vintage": edition, "factor": factor, "land_use": use}, climate)
        for name, (factor, use) in wanted.items()
    }
    if found["co2"] is None:
        raise no_factor(table, edition, land_use, climate)
    absent = ", ".join(wanted[name][0] for name, row in found.items() if row is None)
    if any(found.get(name) is None for name in METHANE):  # a part alone is no figure
        found = {name: row for name, row in found.items() if name not in METHANE}
    figures = {
        name: figure_of(table, row, edition, unverified) for name, row in found.items() if row
    }
    fields = _gases(figures, edition, metric.per_kg)
    result = labelled(fields)
    result.attrs = {
        "gas": "CO2, CH4, N2O",
        "method": METHOD,
        "vintage": edition,
        "gwp_id": metric.gwp_id,
        "source": "ipcc_wetlands_2013" if edition == "2013" else "ipcc_2006",
        "land_use": land_use,
        "climate": climate,
        **told(figures.values()),
    }
    if absent:
        result.attrs["without_factor"] = absent
    return result


def _gases(figures: Mapping[str, Figure], edition: str, per_kg: Any) -> dict[str, xr.DataArray]:
    """Each gas (kg/ha/yr), NaN where its factor is absent from an edition that counts it."""
    conversions = load_parameters("conversions")
    to_co2, to_n2o = conversions["co2_per_c"] * KG_PER_T, conversions["n2o_per_n"]
    nothing = float("nan") if edition == "2013" else 0.0

    def parts(p: Mapping[str, Any]) -> dict[str, Any]:
        methane = nothing
        if set(METHANE) <= set(p):
            methane = with_ditches(p["ch4"], p["ditch"], p["ditch_share"])
        doc = p.get("doc", nothing) * to_co2
        return {
            "co2_doc": doc,
            "co2": p["co2"] * to_co2 + doc,
            "ch4": methane,
            "n2o": p.get("n2o", float("nan")) * to_n2o,
        }

    def total(p: Mapping[str, Any]) -> xr.DataArray:
        each = parts(p)
        return xr.DataArray(
            each["co2"] * per_kg("CO2")
            + each["ch4"] * per_kg("CH4_nonfossil")
            + each["n2o"] * per_kg("N2O")
        )

    fields = {"co2_doc_kg_ha_yr": xr.DataArray(parts(_values(figures))["co2_doc"])}
    for gas in ("co2", "ch4", "n2o"):
        mass = spread(lambda p, gas=gas: xr.DataArray(parts(p)[gas]), figures)  # type: ignore[misc]
        fields |= {f"{gas}_{end}kg_ha_yr": m for end, m in zip(ENDS, mass, strict=True)}
    sums = zip(ENDS, spread(total, figures), strict=True)
    return fields | {f"field_{end}tco2e_ha_yr": value for end, value in sums}


def _values(figures: Mapping[str, Figure]) -> dict[str, float]:
    return {name: one.value for name, one in figures.items()}
