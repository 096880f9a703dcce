"""Allocation: a plant's carbon stands in four shares, product, straw, roots and exudates."""

from __future__ import annotations

from typing import Any

import xarray as xr

from fourpermille.core.errors import InputError, NotUsedError, Problem
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.crop.allocation_table import TABLE, Shares, shares
from fourpermille.crop.arguments import word
from fourpermille.crop.methods.ipcc2019 import KG_PER_T, coefficients
from fourpermille.crop.plant import METHODS, Grown, Method, Question

HARVEST_INDICES = ("fixed", "yield")
BELOW_GROUND = ("shares", "fixed")


def grow(question: Question) -> Grown:
    """Carbon of straw, roots and exudates for a yield (t/ha fresh)."""
    if question.form is not None:
        raise NotUsedError(
            Problem(
                what=_("the method doesn't use this"),
                column="form",
                found=question.form,
                todo=_("Leave it out, or choose the method 'ipcc2019'."),
            )
        )
    index = word("harvest_index", question.harvest_index or "fixed", HARVEST_INDICES)
    below = word("below_ground", question.below_ground or "shares", BELOW_GROUND)
    row = shares(question.crop, question.condition, question.table, question.unverified)
    dry, dry_from = _dry_yield(question, row)
    carbon = load_parameters("conversions")["dry_matter_carbon"]
    product = dry * carbon
    straw = _straw(row, product, dry, index)
    roots, exudates = _below(row, product, straw, below)
    nitrogen, nitrogen_from = _nitrogen(row, question)
    return Grown(
        product=product,
        above=straw,
        roots=roots,
        exudates=exudates,
        above_tdm_ha=straw / carbon,
        below_tdm_ha=roots / carbon,
        above_nitrogen=straw / carbon * nitrogen["straw"],
        below_nitrogen=roots / carbon * nitrogen["root"],
        product_nitrogen=dry * nitrogen["product"] if row.kept[0] else dry * 0.0,
        kept=row.kept,
        crop_burnt=None if row.ipcc_crop is None else coefficients(row.ipcc_crop).burns_as,
        about={
            "set": row.set,
            "condition": row.condition,
            "harvest_index": index,
            "below_ground": below,
            "factor_table": TABLE if question.table is None else "given",
            "source": row.source,
            "references": "bolinder_2007",
            "confidence": row.confidence,
            "carbon_of_dry_matter": carbon,
            "dry_matter_from": dry_from,
            "nitrogen_from": nitrogen_from,
            "note": row.note,
            "npp_includes": "product, residue above ground, roots, exudates",
        },
    )


def _dry_yield(question: Question, row: Shares) -> tuple[xr.DataArray, str]:
    if question.dry_matter is not None:
        return question.yield_t_ha * question.dry_matter, "given"
    if "moisture_fraction" in row.numbers:
        return question.yield_t_ha * (1 - row["moisture_fraction"]), "the row"
    if row.ipcc_crop is None:
        raise InputError(
            Problem(
                what=_("the dry matter of this crop is not in the tables"),
                column="dry_matter_fraction",
                found=question.crop,
                todo=_("Give dry_matter_fraction."),
            )
        )
    dry = coefficients(row.ipcc_crop, unverified=question.unverified)["dry_matter_fraction"]
    return question.yield_t_ha * dry, f"ipcc_crop_residue_coefficients, {row.ipcc_crop}"


def _straw(row: Shares, product: xr.DataArray, dry: xr.DataArray, index: str) -> xr.DataArray:
    """Carbon of what grows above ground beside the product."""
    if index == "fixed":
        if "rs" in row.numbers:
            return product * row["rs"] / row["rp"]
        share = xr.zeros_like(dry) + row["harvest_index"]
    else:
        share = row["hi_intercept"] + row["hi_slope_ha_tdm"] * dry
    # Above the yields that the relation was fitted to, the product would exceed the plant.
    share = share.clip(max=1.0)
    return product * (1 - share) / share


def _below(
    row: Shares, product: xr.DataArray, straw: xr.DataArray, below: str
) -> tuple[xr.DataArray, xr.DataArray]:
    """Carbon of roots and exudates; fixed ones don't follow the yield."""
    if below == "fixed":
        fixed = row["fixed_root_c_kgc_ha"] / KG_PER_T
        roots = xr.full_like(product, fixed).where(product.notnull())
        return roots, roots * row["root_exudation_factor"]
    if "rr" in row.numbers:
        grown = (product + straw) / (row["rp"] + row["rs"])  # the whole plant
        return grown * row["rr"], grown * row["re"]
    roots = (product + straw) / row["shoot_root_ratio"]
    return roots, roots * row["root_exudation_factor"]


def _nitrogen(row: Shares, question: Question) -> tuple[dict[str, float], str]:
    """Nitrogen (kg/t of dry matter) of product, straw and roots; NaN where no table has it."""
    parts = {"product": "n_product_g_kg", "straw": "n_straw_g_kg", "root": "n_root_g_kg"}
    if "n_root_g_kg" in row.numbers:
        return {k: row.numbers.get(column, float("nan")) for k, column in parts.items()}, "the row"
    if row.ipcc_crop is None:
        return dict.fromkeys(parts, float("nan")), "no table: missing"
    other = coefficients(row.ipcc_crop, unverified=question.unverified)
    found = {
        # The product that stays (tubers, silage) counts as residue: the table has nothing better.
        "product": other["n_ag_fraction"] * KG_PER_T,
        "straw": other["n_ag_fraction"] * KG_PER_T,
        "root": other["n_bg_fraction"] * KG_PER_T,
    }
    return found, f"ipcc_crop_residue_coefficients, {row.ipcc_crop}"


def crops() -> list[dict[str, Any]]:
    """Return the crops of the shipped set."""
    table = load_factors(TABLE)
    return [
        {
            "crop": row["crop"],
            "name": str(row["crop"]).replace("_", " "),
            "dry_matter_fraction": None
            if row["ipcc_crop"] is None
            else coefficients(str(row["ipcc_crop"]))["dry_matter_fraction"],
            "filled_from": row["ipcc_crop"] or "",
            "confidence": row["confidence"],
            "note": row["note"] or "",
        }
        for row in table
    ]


METHODS.register("allocation")(Method("allocation", grow, crops))
