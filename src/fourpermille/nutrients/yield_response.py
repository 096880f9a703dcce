"""What more carbon in the soil does to yields: relations for a first look, chosen by name."""

from __future__ import annotations

from typing import Any

import xarray as xr

from fourpermille.core.errors import InputError, NotUsedError, Problem
from fourpermille.core.i18n import _
from fourpermille.crop.arguments import missing
from fourpermille.kernels.soil_yield import stock_to_percent
from fourpermille.nutrients.arguments import labelled, quantities
from fourpermille.nutrients.yields import METHODS, Soils

PERCENT, STOCK = ("soc_percent", "soc_after_percent"), ("soc_stock_tc_ha", "soc_stock_after_tc_ha")
LAYER = ("bulk_density_g_cm3", "depth_cm")


def yield_response(
    *,
    method: str,
    soc_percent: Any = None,
    soc_after_percent: Any = None,
    soc_stock_tc_ha: Any = None,
    soc_stock_after_tc_ha: Any = None,
    bulk_density_g_cm3: Any = None,
    depth_cm: Any = None,
    crop: str | None = None,
) -> xr.Dataset:
    """Response of yields to a change of soil carbon, for screening.

    Fields with more carbon often have more of everything else: these relations say what goes with
    carbon, not what carbon causes. They are weaker where mineral nitrogen is plentiful, and carbon
    doesn't replace it one to one.

    Parameters
    ----------
    method
        There is no default: each rests on figures known from memory, which are told.
        "screening": a parabola up to 2 % of carbon, level above (crop "maize", "wheat" or None,
        for the range); "lal_2006": kg of grain per t C/ha (crop "wheat", "rice", "maize");
        "pan_2009": yield and its variability per % of organic matter.
    soc_percent, soc_after_percent
        Organic carbon of the topsoil before and after, %.
    soc_stock_tc_ha, soc_stock_after_tc_ha
        Or the stocks.
    bulk_density_g_cm3, depth_cm
        Turn stocks into % and back (soil without stones).
    crop
        Where the method asks for it.

    Returns
    -------
    xarray.Dataset
        "screening": ``yield_ratio`` with ``yield_low_ratio`` and ``yield_high_ratio``;
        "lal_2006": ``yield_gain_kg_ha`` with ``_low`` and ``_high``; "pan_2009":
        ``yield_gain_kg_ha`` and ``yield_variability_change_percent``. Attributes: ``label``
        ("screening"), source, confidence, ``unverified``.

    Raises
    ------
    InputError
        Carbon in neither form, or not in that which the method needs.
    NotUsedError
        Carbon in both forms, or a layer without use.
    OutOfRangeError, ShapeError, UnitsError, UnknownNameError
    """
    chosen = METHODS.get(method)
    given = {
        "soc_percent": soc_percent,
        "soc_after_percent": soc_after_percent,
        "soc_stock_tc_ha": soc_stock_tc_ha,
        "soc_stock_after_tc_ha": soc_stock_after_tc_ha,
        "bulk_density_g_cm3": bulk_density_g_cm3,
        "depth_cm": depth_cm,
    }
    known = {name: value for name, value in given.items() if value is not None}
    _complete(known)
    at = quantities(**known)
    percent: list[xr.DataArray | None] = [at.get(name) for name in PERCENT]
    stock: list[xr.DataArray | None] = [at.get(name) for name in STOCK]
    if LAYER[0] in at:
        layer = (at[LAYER[0]], at[LAYER[1]])
        if percent[0] is None:
            percent = [stock_to_percent(one, *layer) for one in stock]
        else:
            stock = [one * layer[0] * layer[1] for one in percent if one is not None]
    response = chosen(Soils(percent[0], percent[1], stock[0], stock[1], crop))
    result = labelled(response.fields)
    first = next(iter(response.fields))
    result.attrs = {"method": method, **response.about, "missing": missing(result[first])}
    return result


def _complete(known: dict[str, Any]) -> None:
    """Refuse halves of what belongs together, and the same thing in two forms."""
    for pair in (PERCENT, STOCK, LAYER):
        found = [name for name in pair if name in known]
        if len(found) == 1:
            lacking = next(name for name in pair if name not in known)
            raise InputError(Problem(what=_("this is missing"), column=lacking))
    forms = [pair for pair in (PERCENT, STOCK) if pair[0] in known]
    if not forms:
        raise InputError(
            Problem(
                what=_("carbon of the soil is missing"),
                allowed=f"{', '.join(PERCENT)} | {', '.join(STOCK)}",
            )
        )
    if len(forms) > 1:
        raise NotUsedError(Problem(what=_("given but not used"), column=", ".join(STOCK)))
