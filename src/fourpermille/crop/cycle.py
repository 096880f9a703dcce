"""The carbon cycle of a crop as an account: what comes in, where it goes, what is left over."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, OutOfRangeError, Problem, unknown_name
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters, parameter_sets
from fourpermille.core.variables import describe
from fourpermille.crop.arguments import matched, quantity, text

FAMILY = "crop_cycle_"
GPP, RESPIRATION, NPP = "gpp_tc_ha_yr", "autotrophic_respiration_tc_ha_yr", "npp_tc_ha_yr"
EFFICIENCY = "carbon_use_efficiency_fraction"
HARVEST, RETURNED, GRAZED = "harvest_tc_ha_yr", "carbon_input_tc_ha_yr", "grazed_burned_tc_ha_yr"
MANURE = "manure_input_tc_ha_yr"
PARTS = (HARVEST, RETURNED, GRAZED)
FLUXES = (GPP, RESPIRATION, NPP, HARVEST, RETURNED, GRAZED, MANURE)
PRINTED = "printed_"
ROUNDING = 1e-9

Fluxes = dict[str, xr.DataArray]


def crop_cycle(
    source: str | xr.Dataset | None = None,
    *,
    gpp_tc_ha_yr: Any = None,
    carbon_use_efficiency_fraction: Any = None,
    autotrophic_respiration_tc_ha_yr: Any = None,
    npp_tc_ha_yr: Any = None,
    harvest_tc_ha_yr: Any = None,
    carbon_input_tc_ha_yr: Any = None,
    grazed_burned_tc_ha_yr: Any = None,
    manure_input_tc_ha_yr: Any = None,
    tolerance_tc_ha_yr: float | None = None,
) -> xr.Dataset:
    """Balance the carbon of a crop: gross productivity, respiration, net productivity, its fates.

    GPP = respiration + NPP, and NPP + manure = harvest + returns to the soil + grazed or burned.
    What isn't given follows from the rest; where all is given, the imbalance is shown, and refused
    if it is larger than rounding explains. Fluxes are in t C/ha/yr, numbers or arrays.

    Parameters
    ----------
    source
        "deck" and "deck_2050" (the initiative's figures), "inventory" (the world's croplands in
        2011), an answer of ``crop_inputs``, or nothing. Further fluxes are added to it or replace
        its own.
    gpp_tc_ha_yr, carbon_use_efficiency_fraction, autotrophic_respiration_tc_ha_yr, npp_tc_ha_yr
        Two of them give all; with NPP alone the gross productivity stays missing.
    harvest_tc_ha_yr, carbon_input_tc_ha_yr, grazed_burned_tc_ha_yr
        Two of the three suffice. The second includes manure.
    manure_input_tc_ha_yr
        Manure carbon that doesn't come from this NPP; 0 if not given.
    tolerance_tc_ha_yr
        Largest imbalance allowed, that of the parameter set crop_cycle if not given.

    Returns
    -------
    xarray.Dataset
        The seven fluxes, ``carbon_use_efficiency_fraction``, ``gpp_imbalance_tc_ha_yr`` and
        ``npp_imbalance_tc_ha_yr``; the attribute ``slips`` tells what the source prints otherwise.

    Raises InputError, OutOfRangeError, UnitsError, ShapeError, UnknownNameError.
    """
    fluxes, about, chosen = _known(source)
    given = {
        GPP: gpp_tc_ha_yr,
        EFFICIENCY: carbon_use_efficiency_fraction,
        RESPIRATION: autotrophic_respiration_tc_ha_yr,
        NPP: npp_tc_ha_yr,
        HARVEST: harvest_tc_ha_yr,
        RETURNED: carbon_input_tc_ha_yr,
        GRAZED: grazed_burned_tc_ha_yr,
        MANURE: manure_input_tc_ha_yr,
    }
    fluxes |= {name: value for name, value in given.items() if value is not None}
    at = matched(**{name: quantity(name, value) for name, value in fluxes.items()})
    at.setdefault(MANURE, xr.DataArray(0.0))
    _fates(at)
    _gross(at)
    at["gpp_imbalance_tc_ha_yr"] = at[GPP] - at[RESPIRATION] - at[NPP]
    at["npp_imbalance_tc_ha_yr"] = at[NPP] + at[MANURE] - sum(at[name] for name in PARTS)
    _check_balance(at, _tolerance(tolerance_tc_ha_yr))
    names = (*FLUXES, EFFICIENCY, "gpp_imbalance_tc_ha_yr", "npp_imbalance_tc_ha_yr")
    arrays = xr.broadcast(*(at[name] for name in names))
    result = describe(xr.Dataset(dict(zip(names, arrays, strict=True))))
    result.attrs = {**about, "slips": "; ".join(_slips(result, chosen))}
    return result


def cycles() -> tuple[str, ...]:
    """Return the names of the published cycles."""
    return tuple(n.removeprefix(FAMILY) for n in parameter_sets() if n.startswith(FAMILY))


def _known(
    source: str | xr.Dataset | None,
) -> tuple[dict[str, Any], dict[str, Any], ParameterSet | None]:
    """Fluxes of a source, what is said of it, and its parameter set."""
    if source is None:
        return {}, {"cycle": "given"}, None
    if isinstance(source, xr.Dataset):
        return _of_yields(source)
    if text("source", source) not in cycles():
        raise unknown_name(_("crop cycle"), source, cycles())
    chosen = load_parameters(FAMILY + source)
    about = {"cycle": source, "parameter_sets": chosen.name, "references": chosen.source}
    return _of_set(chosen), about, chosen


def _of_set(chosen: ParameterSet) -> dict[str, Any]:
    if "area_gha" not in chosen:
        return {name: chosen[name] for name in FLUXES if name in chosen}
    area = chosen["area_gha"]  # sums over the world: Pg C over 1e9 ha is t C/ha
    sums = {name: name.replace("_tc_ha_yr", "_pgc_yr") for name in FLUXES}
    return {name: chosen[row] / area for name, row in sums.items() if row in chosen}


def _of_yields(source: xr.Dataset) -> tuple[dict[str, Any], dict[str, Any], None]:
    names = {NPP: NPP, HARVEST: HARVEST, RETURNED: RETURNED, GRAZED: "residue_taken_tc_ha_yr"}
    names |= {MANURE: MANURE}
    missing = [name for name in names.values() if name not in source]
    if missing:
        raise InputError(
            Problem(
                what=_("not an answer of crop_inputs"),
                column=", ".join(missing),
                todo=_("Give the Dataset that crop_inputs returns, or the fluxes one by one."),
            )
        )
    about = {"cycle": "yields", **{f"inputs_{k}": v for k, v in source.attrs.items()}}
    return {name: source[column] for name, column in names.items()}, about, None


def _fates(at: Fluxes) -> None:
    """Net productivity from its fates, or the fate that wasn't given as the rest."""
    unknown = [name for name in PARTS if name not in at]
    if NPP not in at and GPP in at and EFFICIENCY in at:
        at[NPP] = at[GPP] * at[EFFICIENCY]
    elif NPP not in at and GPP in at and RESPIRATION in at:
        at[NPP] = _rest(NPP, at[GPP] - at[RESPIRATION])
    if NPP not in at and not unknown:
        at[NPP] = _rest(NPP, at[HARVEST] + at[RETURNED] + at[GRAZED] - at[MANURE])
    if NPP not in at or len(unknown) > 1:
        raise InputError(
            Problem(
                what=_("too little is given to close the account"),
                column=", ".join(unknown if NPP in at else (NPP, *unknown)),
                todo=_(
                    "Give NPP, or GPP and the carbon use efficiency, and two of the three fates."
                ),
            )
        )
    for name in unknown:
        others = sum(at[other] for other in PARTS if other != name)
        at[name] = _rest(name, at[NPP] + at[MANURE] - others)


def _gross(at: Fluxes) -> None:
    """Gross productivity, respiration and their ratio to the net, from what is there."""
    if GPP not in at:
        if RESPIRATION in at:
            at[GPP] = at[NPP] + at[RESPIRATION]
        elif EFFICIENCY in at:
            at[GPP] = (at[NPP] / at[EFFICIENCY]).where(at[EFFICIENCY] > 0)
        else:
            at[GPP] = xr.full_like(at[NPP], float("nan"))
    elif EFFICIENCY in at:
        expected = at[GPP] * at[EFFICIENCY]
        if bool((abs(expected - at[NPP]) > ROUNDING * (1 + at[GPP])).any()):
            raise InputError(
                Problem(
                    what=_("three figures where two decide, and they disagree"),
                    column=f"{GPP}, {NPP}, {EFFICIENCY}",
                    todo=_("Leave one of them out."),
                )
            )
    if RESPIRATION not in at:
        at[RESPIRATION] = _rest(RESPIRATION, at[GPP] - at[NPP])
    at[EFFICIENCY] = (at[NPP] / at[GPP]).where(at[GPP] > 0)


def _rest(name: str, rest: xr.DataArray) -> xr.DataArray:
    """What is left for a flux; a negative rest means that others are too large."""
    if bool((rest < -ROUNDING).any()):
        raise OutOfRangeError(
            Problem(
                what=_("the other fluxes leave less than nothing for this one"),
                column=name,
                found=f"{float(rest.min()):.3g}",
                allowed=_("at least {bound}").format(bound=0),
            )
        )
    return rest.clip(min=0.0)


def _tolerance(given: Any) -> float:
    if given is None:
        return load_parameters("crop_cycle")["tolerance_tc_ha_yr"]
    if isinstance(given, bool) or not isinstance(given, (int, float, np.number)) or not given >= 0:
        raise InputError(
            Problem(
                what=_("numbers are expected"),
                column="tolerance_tc_ha_yr",
                found=repr(given),
                allowed=_("at least {bound}").format(bound=0),
            )
        )
    return float(given)


def _check_balance(at: Fluxes, most: float) -> None:
    for name in ("gpp_imbalance_tc_ha_yr", "npp_imbalance_tc_ha_yr"):
        # A difference of printed decimals is no larger than they say.
        if bool((abs(at[name]) > most + ROUNDING).any()):
            raise InputError(
                Problem(
                    what=_("the account doesn't balance"),
                    column=name,
                    found=f"{float(abs(at[name]).max()):.3g}",
                    allowed=_("at most {bound}").format(bound=most),
                    todo=_("Check the fluxes, or leave one out so that it follows from the rest."),
                )
            )


def _slips(result: xr.Dataset, chosen: ParameterSet | None) -> list[str]:
    """What a source prints otherwise, and what doesn't add up in it."""
    told = []
    for row in () if chosen is None else chosen.rows.values():
        name = row.name.removeprefix(PRINTED)
        if row.name.startswith(PRINTED) and abs(row.value - float(result[name])) > ROUNDING:
            found = float(result[name])
            told.append(
                f"{name} is printed as {row.value:g}; {found:.3g} closes the account "
                f"(residual {found - row.value:.2g})"
            )
    for name in ("gpp_imbalance_tc_ha_yr", "npp_imbalance_tc_ha_yr"):
        largest = float(abs(result[name]).max())
        if largest > ROUNDING:
            told.append(f"{name} up to {largest:.2g} t C/ha/yr, kept as it is")
    return told
