"""An account of carbon closes: what isn't given follows from the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, OutOfRangeError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters

GPP, RESPIRATION, NPP = "gpp_tc_ha_yr", "autotrophic_respiration_tc_ha_yr", "npp_tc_ha_yr"
EFFICIENCY = "carbon_use_efficiency_fraction"
HARVEST, RETURNED, GRAZED = "harvest_tc_ha_yr", "carbon_input_tc_ha_yr", "grazed_burned_tc_ha_yr"
MANURE = "manure_input_tc_ha_yr"
PARTS = (HARVEST, RETURNED, GRAZED)
FLUXES = (GPP, RESPIRATION, NPP, HARVEST, RETURNED, GRAZED, MANURE)
IMBALANCES = ("gpp_imbalance_tc_ha_yr", "npp_imbalance_tc_ha_yr")
ROUNDING = 1e-9

Fluxes = dict[str, xr.DataArray]


def close_net(at: Fluxes) -> None:
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


def close_gross(at: Fluxes) -> None:
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


def tolerance(given: Any) -> float:
    """The largest imbalance allowed (t C/ha/yr): as given, else that of the parameter set."""
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


def check_balance(at: Fluxes, most: float) -> None:
    """Refuse an imbalance larger than ``most`` (t C/ha/yr); missing fluxes pass."""
    for name in IMBALANCES:
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
