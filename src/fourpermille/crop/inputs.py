"""From yield to what returns to the soil: residues, roots, exudates, manure, and their nitrogen."""

from __future__ import annotations

import warnings
from typing import Any

import xarray as xr

from fourpermille.core.errors import ApplicabilityWarning, InputError, OutOfRangeError, Problem
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _, ngettext
from fourpermille.core.parameters import load_parameters
from fourpermille.core.variables import describe
from fourpermille.crop.arguments import matched, missing, quantity, text
from fourpermille.crop.manure import Amendment, amendment
from fourpermille.crop.plant import METHODS, Grown, Question

FATES = ("residue_removed_fraction", "residue_burnt_fraction", "residue_grazed_fraction")
BURNING, OF = "other_emission_factors", "combustion factor "
TOLERANCE = 1e-9  # of shares that sum to 1


def crop_inputs(
    crop: str,
    yield_t_ha: Any,
    method: str = "ipcc2019",
    *,
    residue_removed_fraction: Any = 0,
    residue_burnt_fraction: Any = 0,
    residue_grazed_fraction: Any = 0,
    combustion_factor_fraction: Any = None,
    dry_matter_fraction: Any = None,
    years_of_stand: Any = 1,
    manure: str | None = None,
    manure_t_ha: Any = 0,
    form: str | None = None,
    condition: str | None = None,
    harvest_index: str | None = None,
    below_ground: str | None = None,
    table: Any = None,
    unverified: bool = False,
) -> xr.Dataset:
    """Carbon and nitrogen that a crop of some yield returns to the soil in a year.

    ``yield_t_ha`` is fresh (as in FAOSTAT), a number or an array of any shape, as are all
    quantities; labelled arrays are matched by their dims. Missing yields stay missing and are
    counted in the attribute ``missing``.

    Parameters
    ----------
    crop
        A crop of the method, see ``crops``.
    yield_t_ha
        Fresh yield, t/ha.
    method
        "ipcc2019": residues from the yield, roots from both; "allocation": shares of the plant's
        carbon, with exudates.
    residue_removed_fraction, residue_burnt_fraction, residue_grazed_fraction
        Shares of the residue above ground, at most 1 together. Of what is set on fire the
        combustion factor burns; of what is grazed nothing comes back but by ``manure``.
    combustion_factor_fraction
        Needed for crops without a published one.
    dry_matter_fraction
        Of the product; the table's if not given.
    years_of_stand
        Years between renewals: a perennial's residues and roots reach the soil once in a stand.
    manure, manure_t_ha
        An amendment of the table organic_amendments, and its fresh mass, t/ha in a year.
    form
        ipcc2019: "linear" (default) or "ratio".
    condition, harvest_index, below_ground, table
        allocation: growing condition, where the table has several; "fixed" (default) or "yield";
        "shares" (default) or "fixed"; rows of a table of your own (DataFrame or list of mappings
        in the columns of crop_c_allocation).
    unverified
        Allow rows known from memory only.

    Returns
    -------
    xarray.Dataset
        ``above_ground_residue_tdm_ha`` and ``below_ground_residue_tdm_ha`` as grown;
        ``carbon_input_tc_ha_yr`` = ``plant_input_tc_ha_yr`` + ``manure_input_tc_ha_yr``, the
        former ``residue_input_tc_ha_yr`` + ``root_input_tc_ha_yr`` (with
        ``exudate_input_tc_ha_yr``); ``nitrogen_input_kgn_ha_yr`` and its two parts;
        ``npp_tc_ha_yr`` = ``harvest_tc_ha_yr`` + ``residue_taken_tc_ha_yr`` + plant input.

    Raises InputError, UnknownNameError, OutOfRangeError, UnitsError, NotUsedError.

    Sources: IPCC 2006 and 2019, Volume 4, Chapter 11; Bolinder et al. 2007.
    """
    given = {
        "yield_t_ha": yield_t_ha,
        "residue_removed_fraction": residue_removed_fraction,
        "residue_burnt_fraction": residue_burnt_fraction,
        "residue_grazed_fraction": residue_grazed_fraction,
        "years_of_stand": years_of_stand,
        "manure_t_ha": manure_t_ha,
    }
    perhaps = {
        "combustion_factor_fraction": combustion_factor_fraction,
        "dry_matter_fraction": dry_matter_fraction,
    }
    given |= {name: value for name, value in perhaps.items() if value is not None}
    at = matched(**{name: quantity(name, value) for name, value in given.items()})
    grown = METHODS.get(text("method", method)).grow(
        Question(
            text("crop", crop),
            at["yield_t_ha"],
            at.get("dry_matter_fraction"),
            form,
            condition,
            harvest_index,
            below_ground,
            table,
            unverified,
        )
    )
    named = None if manure is None else text("manure", manure)
    spread = amendment(named, at["manure_t_ha"], unverified=unverified)
    result = _labelled(_flows(grown, _lost(at, grown.crop_burnt), at["years_of_stand"], spread))
    result.attrs = {
        "crop": crop,
        "method": method,
        **grown.about,
        "manure": spread.about,
        "parameter_sets": "crop_residues, conversions",
        "missing": missing(result["carbon_input_tc_ha_yr"]),
    }
    _guard(result["carbon_input_tc_ha_yr"])
    return result


def _lost(at: dict[str, xr.DataArray], crop_burnt: str | None) -> xr.DataArray:
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


def _flows(
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


def _labelled(flows: dict[str, xr.DataArray]) -> xr.Dataset:
    """All flows on the same places."""
    return describe(xr.Dataset(dict(zip(flows, xr.broadcast(*flows.values()), strict=True))))


def _guard(carbon: xr.DataArray) -> None:
    """Warn of inputs so large that the data deserve a second look."""
    most = load_parameters("crop_residues")["most_input_tc_ha_yr"]
    above = int((carbon > most).sum())
    if above:
        warnings.warn(
            ngettext(
                "{count} carbon input is above {most} t C/ha/yr: look at its yield and manure.",
                "{count} carbon inputs are above {most} t C/ha/yr: look at yields and manure.",
                above,
            ).format(count=above, most=most),
            ApplicabilityWarning,
            stacklevel=3,
        )
