"""From yield to what returns to the soil: residues, roots, exudates, manure, and their nitrogen."""

from __future__ import annotations

import warnings
from typing import Any

import xarray as xr

from fourpermille.core.errors import ApplicabilityWarning
from fourpermille.core.i18n import ngettext
from fourpermille.core.parameters import load_parameters
from fourpermille.core.variables import describe
from fourpermille.crop.arguments import matched, missing, quantity, text
from fourpermille.crop.flows import lost_share, yearly_flows
from fourpermille.crop.manure import amendment
from fourpermille.crop.plant import METHODS, Question


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
    lost = lost_share(at, grown.crop_burnt)
    result = _labelled(yearly_flows(grown, lost, at["years_of_stand"], spread))
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
