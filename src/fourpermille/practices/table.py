"""The catalogue as a Dataset: what each practice is and changes, side by side."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import xarray as xr

from fourpermille.core.errors import unknown_name
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.core.provenance import provenance
from fourpermille.core.variables import describe
from fourpermille.practices.load import catalogue
from fourpermille.practices.schema import BOUNDS, FAMILIES, Amount, Practice

INPUTS = {  # kind and unit of an input: what it is called
    ("plant", "tc_ha_yr"): "practice_plant_input_tc_ha_yr",
    ("plant", "percent_of_plant_input"): "practice_plant_input_percent",
    ("amendment", "tc_ha_yr"): "practice_amendment_input_tc_ha_yr",
    ("inert", "tc_ha_yr"): "practice_inert_input_tc_ha_yr",
}
FACTORS = (
    "erosion_cover_factor",
    "erosion_support_factor",
    "nitrogen_fixed_kgn_ha_yr",
    "nitrogen_brought_kgn_ha_yr",
)


def practices(
    family: str | None = None,
    applies_to: str | None = None,
    climate_zone: str | None = None,
    *,
    unverified: bool = False,
) -> xr.Dataset:
    """The practices of the catalogue, side by side.

    Parameters
    ----------
    family
        Keep those of one of the seven families, or ``"none"``.
    applies_to
        Keep those for a land use, a row of the parameter set ``land_use``.
    climate_zone
        Keep those that belong in a climate zone of the IPCC.
    unverified
        Give also numbers known from memory only (confidence M); the attribute ``unverified`` says
        so.

    Returns
    -------
    Dataset
        On ``practice`` (ids): family, label in the current language, exclusive group; on
        ``practice`` and ``bound`` (low, central, high): carbon brought (t C/ha/yr, or % of
        today's plant input), ``tillage_modifier``, water (mm a year), factors of erosion,
        nitrogen (kg N/ha/yr), ``practice_cost_eur_ha_yr`` (EUR as in the source) and
        ``practice_area_mha`` (where it is done already). Missing: nothing is known, or the
        practice doesn't change it.

    Raises
    ------
    UnknownNameError
        No such family, land use or climate zone.
    """
    zones = load_factors("ipcc_soc_ref").words("climate_zone")
    _known(_("family of practices"), family, FAMILIES)
    _known(_("land use"), applies_to, load_parameters("land_use").rows)
    _known(_("climate zone"), climate_zone, zones)
    kept = [
        one
        for one in catalogue().values()
        if family in (None, one.family) and one.fits(applies_to, climate_zone)
    ]
    texts = {
        "practice_family": [one.family for one in kept],
        "practice_label": [str(one.label) for one in kept],
        "exclusive_group": [one.exclusive_group for one in kept],
    }
    numbers = {
        name: [_input(one, *key, unverified) for one in kept] for key, name in INPUTS.items()
    }
    numbers["tillage_modifier"] = [tillage(one) for one in kept]
    waters = [one.levers.water for one in kept]
    numbers["practice_water_mm_yr"] = [_three(w.amount if w else None, unverified) for w in waters]
    for name in FACTORS:
        numbers[name] = [_three(getattr(one.levers, name), unverified) for one in kept]
    numbers["practice_cost_eur_ha_yr"] = [cost_eur(one, unverified) for one in kept]
    numbers["practice_area_mha"] = [_area(one, unverified) for one in kept]
    out = xr.Dataset(
        {name: ("practice", np.array(words, dtype=object)) for name, words in texts.items()}
        | {
            name: (("practice", "bound"), np.array(rows, dtype=float).reshape(-1, len(BOUNDS)))
            for name, rows in numbers.items()
        },
        coords={"practice": [one.id for one in kept], "bound": list(BOUNDS)},
    )
    sources = dict.fromkeys(key for one in kept for key in one.sources)
    out.attrs = provenance(references=sources) | {"unverified": str(unverified).lower()}
    return describe(out)


def usable(amount: Amount | None, unverified: bool) -> Amount | None:
    """The amount, unless it is known from memory only and that isn't asked for."""
    return None if amount is None or (amount.unverified and not unverified) else amount


def tillage(one: Practice) -> list[float]:
    """Tillage modifier, low, central and high; missing where tillage doesn't change."""
    if not one.levers.tillage:
        return [np.nan] * len(BOUNDS)
    row = load_parameters("tillage").rows[one.levers.tillage]
    low = row.value if row.low is None else row.low
    high = row.value if row.high is None else row.high
    return [low, row.value, high]


def cost_eur(one: Practice, unverified: bool) -> list[float]:
    """Cost of a hectare in EUR a year; missing where nobody says."""
    for cost in one.cost:
        if cost.france_macc:
            row = load_factors("france_macc").where(practice=cost.france_macc)[0]
            value = row["cost_eur_ha_yr"]
            if isinstance(value, float) and (unverified or row["confidence"] != "M"):
                return [value] * len(BOUNDS)
        elif cost.currency == "EUR":
            return _three(cost.amount, unverified)
    return [np.nan] * len(BOUNDS)


def _input(one: Practice, kind: str, units: str, unverified: bool) -> list[float]:
    """All inputs of a kind together; missing where there are none."""
    found = [i.amount for i in one.levers.inputs if (i.kind, i.units) == (kind, units)]
    rows = [_three(amount, unverified) for amount in found]
    return [float(sum(column)) for column in zip(*rows, strict=True)] if rows else _three(None)


def _area(one: Practice, unverified: bool) -> list[float]:
    areas = [usable(who.area_mha, unverified) for who in one.adoption]
    return _three(next((area for area in areas if area), None), unverified)


def _three(amount: Amount | None, unverified: bool = False) -> list[float]:
    found = usable(amount, unverified)
    return [np.nan] * len(BOUNDS) if found is None else [getattr(found, name) for name in BOUNDS]


def _known(kind: str, word: str | None, allowed: Iterable[str]) -> None:
    if word is not None and word not in allowed:
        raise unknown_name(kind, word, allowed)
