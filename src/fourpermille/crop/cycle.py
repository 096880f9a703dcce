"""The carbon cycle of a crop as an account: what comes in, where it goes, what is left over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xarray as xr

from fourpermille.core.errors import OutOfRangeError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet
from fourpermille.core.variables import describe
from fourpermille.crop.arguments import matched, quantity
from fourpermille.crop.cycle_closing import (
    EFFICIENCY,
    FLUXES,
    GPP,
    GRAZED,
    HARVEST,
    IMBALANCES,
    MANURE,
    NPP,
    PARTS,
    RESPIRATION,
    RETURNED,
    ROUNDING,
    check_balance,
    close_gross,
    close_net,
    tolerance,
)
from fourpermille.crop.cycle_sources import known_fluxes

PRINTED, STOCK = "printed_", "soc_stock_tc_ha"


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
        ``npp_imbalance_tc_ha_yr``; ``soc_stock_tc_ha`` where the source states one. The attribute
        ``slips`` tells what the source prints otherwise.

    Raises InputError, OutOfRangeError, UnitsError, ShapeError, UnknownNameError.
    """
    fluxes, about, chosen = known_fluxes(source)
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
    _check_efficiency(at)
    at.setdefault(MANURE, xr.DataArray(0.0))
    close_net(at)
    close_gross(at)
    at["gpp_imbalance_tc_ha_yr"] = at[GPP] - at[RESPIRATION] - at[NPP]
    at["npp_imbalance_tc_ha_yr"] = at[NPP] + at[MANURE] - sum(at[name] for name in PARTS)
    check_balance(at, tolerance(tolerance_tc_ha_yr))
    names = (*FLUXES, EFFICIENCY, *IMBALANCES)
    arrays = xr.broadcast(*(at[name] for name in names))
    account = xr.Dataset(dict(zip(names, arrays, strict=True)))
    if chosen is not None and STOCK in chosen:
        account[STOCK] = chosen[STOCK]
    result = describe(account)
    result.attrs = {**about, "slips": "; ".join(_slips(result, chosen))}
    return result


def _check_efficiency(at: Mapping[str, xr.DataArray]) -> None:
    """Refuse a share of 0: there would be no end to what grows."""
    if EFFICIENCY in at and bool((at[EFFICIENCY] <= 0).any()):
        raise OutOfRangeError(
            Problem(what=_("not allowed"), column=EFFICIENCY, found="0", allowed="> 0, ≤ 1")
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
    for name in IMBALANCES:
        largest = float(abs(result[name]).max())
        if largest > ROUNDING:
            told.append(f"{name} up to {largest:.2g} t C/ha/yr, kept as it is")
    return told
