"""What a crop has grown, and where each part of it goes in a year."""

from __future__ import annotations

import xarray as xr

from fourpermille.core.errors import InputError, OutOfRangeError, Problem
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _
from fourpermille.crop.manure import Amendment
from fourpermille.crop.plant import Grown

FATES = ("residue_removed_fraction", "residue_burnt_fraction", "residue_grazed_fraction")
BURNING, OF = "other_emission_factors", "combustion factor "
TOLERANCE = 1e-9  # of shares that sum to 1


def lost_share(at: dict[str, xr.DataArray], crop_burnt: str | None) -> xr.DataArray:
    """Share of the residue above ground that doesn't reach the soil."""
    removed, burnt, grazed = (at[name] for name in FATES)
    total = removed + burnt + grazed
    if bool((total > 1 + TOLERANCE).any()):
        raise OutOfRangeError(
            Problem(
                what=_("more residue is taken than there is"),
                column=" + ".join(FATES),
                found=float(total.max()),
                allowed=_("at most {bound}").format(bound=1),
            )
        )
    factor = at.get("combustion_factor_fraction")
    if factor is None and bool((burnt > 0).any()):
        return removed + grazed + burnt * _combustion(crop_burnt)
    return removed + grazed + burnt * (0.0 if factor is None else factor)


def _combustion(crop: str | None) -> float:
    if crop is None:
        known = [w for w in load_factors(BURNING).words("factor", group="burning") if OF in w]
        raise InputError(
            Problem(
                what=_("there is no published combustion factor for this crop"),
                column="combustion_factor_fraction",
                allowed=", ".join(w.removeprefix(OF).split()[0] for w in known),
                todo=_("Give combustion_factor_fraction."),
            )
        )
    return load_factors(BURNING).number("value", group="burning", factor=f"{OF}{crop} residue")


def yearly_flows(
    grown: Grown, lost: xr.DataArray, stand: xr.DataArray, spread: Amendment
) -> dict[str, xr.DataArray]:
    """Each flow of a year; what stands for several years is shared among them."""
    product_kept, roots_kept, exudates_kept = grown.kept
    above = grown.above * (1 - lost) / stand
    product = grown.product * product_kept
    roots = grown.roots * roots_kept / stand
    exudates = grown.exudates * exudates_kept / stand
    taken = (
        grown.above * lost + grown.roots * (1 - roots_kept) + grown.exudates * (1 - exudates_kept)
    ) / stand
    residue = above + product
    plant = residue + roots + exudates
    harvest = grown.product - product
    nitrogen = (
        grown.above_nitrogen * (1 - lost) + grown.below_nitrogen * roots_kept
    ) / stand + grown.product_nitrogen * product_kept
    return {
        "above_ground_residue_tdm_ha": grown.above_tdm_ha,
        "below_ground_residue_tdm_ha": grown.below_tdm_ha,
        "harvest_tc_ha_yr": harvest,
        "residue_taken_tc_ha_yr": taken,
        "residue_input_tc_ha_yr": residue,
        "root_input_tc_ha_yr": roots + exudates,
        "exudate_input_tc_ha_yr": exudates,
        "plant_input_tc_ha_yr": plant,
        "manure_input_tc_ha_yr": spread.carbon,
        "carbon_input_tc_ha_yr": plant + spread.carbon,
        "residue_nitrogen_kgn_ha_yr": nitrogen,
        "manure_nitrogen_kgn_ha_yr": spread.nitrogen,
        "nitrogen_input_kgn_ha_yr": nitrogen + spread.nitrogen,
        "npp_tc_ha_yr": harvest + taken + plant,
    }
