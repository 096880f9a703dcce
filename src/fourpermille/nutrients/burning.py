"""Gases of residues and grass set on fire."""

from __future__ import annotations

from typing import Any

import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _
from fourpermille.crop.arguments import word
from fourpermille.kernels.emissions import fire_gas
from fourpermille.nutrients.arguments import quantities
from fourpermille.nutrients.eroded import unused
from fourpermille.nutrients.gwp import potentials
from fourpermille.nutrients.ranges import Figure
from fourpermille.nutrients.small_terms import TABLE, result_of, small_figure

FIRES = {"residues": "agricultural residues", "savanna": "savanna and grassland"}


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
        Share of it that burns; or, for residues, the crop whose published share is taken:
        "wheat", "maize", "rice", "sugarcane".
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
    InputError, NotUsedError, OutOfRangeError, UnknownNameError, ShapeError, UnitsError

    Notes
    -----
    Source: IPCC 2006, Volume 4, Equation 2.27, Tables 2.5 and 2.6.
    """
    metric = potentials(gwp)
    of = FIRES[word("fire", fire, tuple(FIRES))]
    figures = {
        "ch4": small_figure("burning", f"CH4 {of}"),
        "n2o": small_figure("burning", f"N2O {of}"),
    }
    share = combustion_factor_fraction
    if share is None:
        figures["share"] = _share_of(crop, fire)
        share = figures["share"].value
    elif crop is not None:
        raise unused("crop", _("Give combustion_factor_fraction or crop, not both."))
    at = quantities(
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
    return result_of(fields, "CH4, N2O", "IPCC fire, tier 1", gwp, figures)


def _share_of(crop: str | None, fire: str) -> Figure:
    """Share that burns of a crop's residues; InputError where it isn't known."""
    crops = _crops_that_burn()
    if crop is None or fire != "residues":
        raise InputError(
            Problem(
                what=_("the share that burns is neither given nor known from the crop"),
                column="combustion_factor_fraction",
                found=None if crop is None else f'fire="{fire}", crop="{crop}"',
                allowed=_("a number, or for residues a crop: {names}").format(
                    names=", ".join(crops)
                ),
                todo=_("Give combustion_factor_fraction."),
            )
        )
    return small_figure("burning", crops[word("crop", crop, tuple(crops))])


def _crops_that_burn() -> dict[str, str]:
    head = "combustion factor "
    rows = load_factors(TABLE).words("factor", group="burning")
    return {row.removeprefix(head).split()[0]: row for row in rows if row.startswith(head)}
