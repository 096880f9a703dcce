"""Nitrous oxide of managed soils, direct and indirect, by the guidelines of the IPCC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.factors import load_factors
from fourpermille.core.parameters import load_parameters
from fourpermille.crop.arguments import matched, missing, quantity, word
from fourpermille.kernels.nitrogen import deposition_n2o, direct_n2o, leaching_n2o, locked
from fourpermille.nutrients.arguments import flags, labelled, words
from fourpermille.nutrients.gwp import potentials
from fourpermille.nutrients.n2o_factors import CLIMATES, Site, factors_of
from fourpermille.nutrients.ranges import Figure, figure, spread, told

LOSSES = {
    "cropland_management": "R for cropland management",
    "land_use_change": "R for land-use change",
}
PARTS = ("direct", "deposition", "leaching")


def n2o(
    *,
    synthetic_n_kgn_ha_yr: Any = 0,
    synthetic_kind: str = "all",
    organic_n_kgn_ha_yr: Any = 0,
    residue_n_kgn_ha_yr: Any = 0,
    soc_loss_tc_ha_yr: Any = 0,
    soc_loss_by: str = "cropland_management",
    carbon_per_nitrogen: Any = None,
    grazing_n_kgn_ha_yr: Any = 0,
    grazing_animals: str = "cattle_poultry_pigs",
    climate: Any = "all",
    irrigated: Any = False,
    irrigated_direct: str = "dry",
    rice_water: str | None = None,
    edition: str = "2019",
    gwp: str = "ar5",
) -> xr.Dataset:
    """Nitrous oxide that a field emits in a year, and that its nitrogen causes elsewhere.

    Quantities are numbers or arrays of any shape, matched by their dims; ``climate`` and
    ``irrigated`` may be arrays too.

    Parameters
    ----------
    synthetic_n_kgn_ha_yr, organic_n_kgn_ha_yr, residue_n_kgn_ha_yr, grazing_n_kgn_ha_yr
        Nitrogen of mineral fertiliser; of manure and compost; of residues and roots; of dung and
        urine of grazing animals, kg N/ha/yr.
    synthetic_kind
        "all", or "urea", "ammonium", "nitrate", "ammonium_nitrate": the volatilised share of one
        kind, which is known from memory only; the attribute ``unverified`` then says so.
    soc_loss_tc_ha_yr
        Carbon that the soil loses, t C/ha/yr. A gain (below zero) earns no negative emission.
    soc_loss_by, carbon_per_nitrogen
        "cropland_management" (C:N 10) or "land_use_change" (15) of the lost matter; or its C:N.
    grazing_animals
        "cattle_poultry_pigs" or "sheep_other".
    climate
        "wet", "dry", or "all" where it isn't known. Wet: rain above potential evapotranspiration
        (temperate, boreal), rain above 1000 mm (tropics).
    irrigated
        Irrigation other than drip: nitrogen leaches in a dry climate too.
    irrigated_direct
        "dry" (default): irrigated fields of a dry climate keep its direct factors; "wet".
    rice_water
        For flooded rice: "continuous", "drained" (single or multiple), "unknown".
    edition
        "2019" or "2006" of the guidelines.
    gwp
        "ar5" (default), "ar6", "ar4", "sar", "tar", "ar5_ccf", "ar6_gwp20", "ar6_gtp100".

    Returns
    -------
    xarray.Dataset
        ``n2o_direct_kgn_ha_yr``; ``n2o_indirect_kgn_ha_yr`` = ``n2o_deposition_kgn_ha_yr`` +
        ``n2o_leaching_kgn_ha_yr``; ``mineralised_n_kgn_ha_yr``; ``n2o_kg_ha_yr`` and
        ``n2o_tco2e_ha_yr`` with ``_low`` and ``_high`` from the 95 % ranges of the factors.
        Attributes tell method, vintage, gwp_id and every factor with its confidence.

    Raises
    ------
    InputError, OutOfRangeError, UnknownNameError, ShapeError, UnitsError

    Notes
    -----
    Source: IPCC 2006 and 2019, Volume 4, Chapter 11, Equations 11.1, 11.9, 11.10 and 11.8.
    """
    metric = potentials(gwp)
    site = Site(edition, synthetic_kind, grazing_animals, rice_water, irrigated_direct).checked()
    given = {
        "synthetic_n_kgn_ha_yr": synthetic_n_kgn_ha_yr,
        "organic_n_kgn_ha_yr": organic_n_kgn_ha_yr,
        "residue_n_kgn_ha_yr": residue_n_kgn_ha_yr,
        "grazing_n_kgn_ha_yr": grazing_n_kgn_ha_yr,
        "soc_loss_tc_ha_yr": soc_loss_tc_ha_yr,
    }
    arrays = {name: quantity(name, value) for name, value in given.items()}
    ratio: Figure | xr.DataArray = _lost_ratio(soc_loss_by)
    if carbon_per_nitrogen is not None:
        ratio = arrays["carbon_per_nitrogen"] = quantity("carbon_per_nitrogen", carbon_per_nitrogen)
    arrays["climate"] = words("climate", climate, CLIMATES)
    arrays["irrigated"] = flags("irrigated", irrigated)
    at = matched(**arrays)
    if not isinstance(ratio, Figure):
        ratio = at["carbon_per_nitrogen"]
    out: xr.Dataset | None = None
    used: list[Figure] = []
    for known in CLIMATES:
        for wet_feet in (False, True):
            here = (at["climate"] == known) & (at["irrigated"] == wet_feet)
            if not bool(here.any()):
                continue
            part, figures = _one_climate(at, site, known, wet_feet, ratio)
            used += figures
            part = part.where(here)
            out = part if out is None else out.fillna(part)
    if out is None:  # no climate known anywhere
        out = _one_climate(at, site, "all", False, ratio)[0].where(at["climate"] == "all")
    out["n2o_indirect_kgn_ha_yr"] = out["n2o_deposition_kgn_ha_yr"] + out["n2o_leaching_kgn_ha_yr"]
    for end in ("", "low_", "high_"):
        out[f"n2o_{end}tco2e_ha_yr"] = out[f"n2o_{end}kg_ha_yr"] * metric.per_kg("N2O")
    result = labelled(out)
    result.attrs = {
        "gas": "N2O",
        "climate": ", ".join(known for known in CLIMATES if bool((at["climate"] == known).any())),
        "method": "IPCC managed soils, tier 1",
        "vintage": edition,
        "gwp_id": metric.gwp_id,
        "gwp_n2o": metric.of("N2O"),
        "source": "ipcc_2006" if edition == "2006" else "ipcc_2019",
        **told(used),
        "missing": missing(result["n2o_kg_ha_yr"]),
    }
    return result


def _lost_ratio(soc_loss_by: str) -> Figure:
    row = LOSSES[word("soc_loss_by", soc_loss_by, tuple(LOSSES))]
    return figure(load_factors("other_emission_factors"), {"group": "som", "factor": row})


def _one_climate(
    at: Mapping[str, xr.DataArray],
    site: Site,
    climate: str,
    irrigated: bool,
    ratio: Figure | xr.DataArray,
) -> tuple[xr.Dataset, list[Figure]]:
    """Emissions of all places as if they lay in one climate, and the figures used."""
    as_wet = climate == "dry" and irrigated and site.irrigated_direct == "wet"
    leaches = climate != "dry" or irrigated
    figures = factors_of(site, "wet" if as_wet else climate, leaches)
    if isinstance(ratio, Figure):
        figures["carbon_per_nitrogen"] = ratio
    fixed = {} if isinstance(ratio, Figure) else {"carbon_per_nitrogen": ratio}
    to_gas = load_parameters("conversions")["n2o_per_n"]
    lost = np.maximum(at["soc_loss_tc_ha_yr"], 0.0)
    synthetic, organic, residue, grazing = (
        at[f"{name}_n_kgn_ha_yr"] for name in ("synthetic", "organic", "residue", "grazing")
    )

    def parts(p: Mapping[str, Any]) -> dict[str, xr.DataArray]:
        p = {**p, **fixed}
        freed = locked(lost, p["carbon_per_nitrogen"])
        other = organic + residue + freed
        return {
            "direct": direct_n2o(synthetic, other, grazing, p),
            "deposition": deposition_n2o(synthetic, organic + grazing, p),
            "leaching": leaching_n2o(synthetic + other + grazing, p),
            "freed": freed,
        }

    def gas(p: Mapping[str, Any]) -> xr.DataArray:
        found = parts(p)
        return sum((found[name] for name in PARTS), start=xr.DataArray(0.0)) * to_gas

    central, low, high = spread(gas, figures)
    found = parts({name: one.value for name, one in figures.items()})
    fields = {f"n2o_{name}_kgn_ha_yr": found[name] for name in PARTS}
    fields |= {"mineralised_n_kgn_ha_yr": found["freed"], "n2o_kg_ha_yr": central}
    fields |= {"n2o_low_kg_ha_yr": low, "n2o_high_kg_ha_yr": high}
    return xr.Dataset(fields), list(figures.values())
