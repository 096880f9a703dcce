"""Erosion by water, and the carbon and nutrients that leave with the soil."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import xarray as xr

from fourpermille.core.errors import (
    InputError,
    OutOfRangeError,
    PlausibilityWarning,
    Problem,
)
from fourpermille.core.i18n import _
from fourpermille.core.plausible import threshold
from fourpermille.core.variables import variable
from fourpermille.crop.arguments import missing
from fourpermille.kernels.erosion import PERCENT, soil_loss
from fourpermille.nutrients.arguments import labelled, quantities
from fourpermille.nutrients.eroded import carbon_lost, nutrients_lost, unused
from fourpermille.nutrients.erodibility import METHODS, Erodibility, Topsoil
from fourpermille.soil.checks import doubt_unit

TEXTURE = ("clay_percent", "silt_percent")


def rusle(
    *,
    r_factor: Any,
    ls_factor: Any,
    c_factor: Any,
    p_factor: Any = 1,
    k_factor: Any = None,
    method: str | None = None,
    clay_percent: Any = None,
    silt_percent: Any = None,
    soc_percent: Any = None,
    enrichment: Any = None,
    soil_nitrogen_g_kg: Any = None,
    soil_phosphorus_g_kg: Any = None,
    nitrogen_price_usd2016_kgn: Any = None,
    phosphorus_price_usd2016_kgp: Any = None,
    prices: str | None = None,
) -> xr.Dataset:
    """Soil that water erodes in a year, and the carbon and nutrients it takes along.

    Quantities are numbers or arrays of any shape, matched by their dims.

    Parameters
    ----------
    r_factor
        Erosivity of rain, MJ mm/(ha h yr).
    ls_factor, c_factor, p_factor
        Slope, cover, measures against erosion; without unit.
    k_factor
        Erodibility of your own, t h/(MJ mm); or ``method``.
    method
        "williams": K from texture and organic carbon as in EPIC. Its constants are known from
        memory only; the attribute ``unverified`` says so. There is no default.
    clay_percent, silt_percent, soc_percent
        Of the topsoil; the first two for ``method``, the third for it and for the carbon.
    enrichment
        Carbon of eroded soil per carbon of topsoil; 1.2 with a range of 1 to 2 if not given.
    soil_nitrogen_g_kg, soil_phosphorus_g_kg
        Total content of the topsoil, for nutrients lost (without enrichment).
    nitrogen_price_usd2016_kgn, phosphorus_price_usd2016_kgp
        Prices of your own, USD of 2016 per kg, for the cost of replacement.
    prices
        "fao_itps" instead: 1.43 and 5.3 USD/kg, known from memory only.

    Returns
    -------
    xarray.Dataset
        ``k_factor``; ``soil_loss_t_ha_yr`` = R K LS C P; with ``method`` also ``k_slope_percent``,
        the change of K for one more per cent of carbon; with carbon ``soc_eroded_tc_ha_yr`` with
        ``_low`` and ``_high``; with contents ``nitrogen_eroded_kgn_ha_yr`` and
        ``phosphorus_eroded_kgp_ha_yr``; with prices ``replacement_cost_usd2016_ha_yr``
        of the elements that the attribute ``cost_of`` names. Carbon
        eroded is a removal from the field; how much of it reaches the air is not known here.

    Raises
    ------
    InputError
        No erodibility, or a price without content.
    NotUsedError
        Two of them, or texture beside a K of your own.
    OutOfRangeError, ShapeError, UnitsError, UnknownNameError
    """
    given = {
        "r_factor": r_factor,
        "ls_factor": ls_factor,
        "c_factor": c_factor,
        "p_factor": p_factor,
        "k_factor": k_factor,
        "clay_percent": clay_percent,
        "silt_percent": silt_percent,
        "soc_percent": soc_percent,
        "enrichment": enrichment,
        "soil_nitrogen_g_kg": soil_nitrogen_g_kg,
        "soil_phosphorus_g_kg": soil_phosphorus_g_kg,
        "nitrogen_price_usd2016_kgn": nitrogen_price_usd2016_kgn,
        "phosphorus_price_usd2016_kgp": phosphorus_price_usd2016_kgp,
    }
    known = {name: value for name, value in given.items() if value is not None}
    at = quantities(**known)
    for name in (name for name in TEXTURE if name in at):
        doubt_unit(at[name], name)
    k = _erodibility(at, method)
    loss = soil_loss(at["r_factor"], k.k, at["ls_factor"], at["c_factor"], at["p_factor"])
    _doubt("k_factor", k.k, "erodibility_maximum_t_h_mj_mm")
    _doubt("soil_loss_t_ha_yr", loss, "soil_loss_maximum_t_ha_yr")
    fields = {"k_factor": k.k, "soil_loss_t_ha_yr": loss}
    if method is not None:
        fields["k_slope_percent"] = k.slope_percent
    carbon: dict[str, str] = {}
    if "soc_percent" in at:
        eroded, carbon = carbon_lost(at, loss)
        fields |= eroded
    elif "enrichment" in at:
        raise unused("enrichment", _("Give soc_percent, or leave it out."))
    nutrients, about = nutrients_lost(at, loss, prices)
    result = labelled({**fields, **nutrients})
    told = k.about if not about else _joined(k.about, about)
    result.attrs = {
        "method": f"RUSLE; K {method or 'given'}",
        **told,
        **carbon,
        "missing": missing(result["soil_loss_t_ha_yr"]),
    }
    return result


def _erodibility(at: Mapping[str, xr.DataArray], method: str | None) -> Erodibility:
    """K as given, or by the method that was chosen."""
    if "k_factor" in at:
        beside = [name for name in TEXTURE if name in at]
        if method is not None or beside:
            first = "method" if method is not None else beside[0]
            raise unused(first, _("Give k_factor, or a method with texture, not both."))
        return Erodibility(at["k_factor"], at["k_factor"], {})
    if method is None:
        raise InputError(
            Problem(
                what=_("the erodibility of the soil is neither given nor its method chosen"),
                column="k_factor",
                allowed=_("k_factor, or a method: {names}").format(
                    names=", ".join(METHODS.names())
                ),
            )
        )
    chosen = METHODS.get(method)
    lacking = [name for name in (*TEXTURE, "soc_percent") if name not in at]
    if lacking:
        raise InputError(
            Problem(what=_("the method needs more of the soil"), column=", ".join(lacking))
        )
    clay, silt = at["clay_percent"], at["silt_percent"]
    sand = PERCENT - clay - silt
    if bool(((sand < 0) | (clay + silt <= 0)).any()):
        raise OutOfRangeError(
            Problem(
                what=_("clay and silt are not parts of a whole"),
                column="clay_percent + silt_percent",
                found=float((clay + silt).max()),
                allowed="0 … 100",
            )
        )
    return chosen(Topsoil(sand, silt, clay, at["soc_percent"]))


def _doubt(name: str, values: xr.DataArray, limit: str) -> None:
    """Warn of values beyond a plausible limit: a factor may be in other units."""
    most = threshold(limit)
    if bool((values > most).any()):
        problem = Problem(
            what=_("looks like a slip of units"),
            column=name,
            found=f"{float(values.max()):g}",
            allowed=_("at most {bound}").format(bound=f"{most:g} {variable(name).units}"),
            todo=_("Give all factors in the SI units of rusle, not in US customary ones."),
        )
        warnings.warn(str(problem), PlausibilityWarning, stacklevel=3)


def _joined(first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    keys = dict.fromkeys((*first, *second))
    return {key: "; ".join(d[key] for d in (first, second) if key in d) for key in keys}
