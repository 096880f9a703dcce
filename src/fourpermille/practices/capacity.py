"""How much carbon a soil can hold: several published answers side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.core.matching import as_array
from fourpermille.core.parameters import Parameter, load_parameters
from fourpermille.core.variables import describe
from fourpermille.crop.arguments import matched, quantity, quantity_like
from fourpermille.practices.numbers import number

SET = "saturation"
G_KG_TO_TC_HA = 0.1  # g/kg times g/cm3 times cm, in t/ha
WHOLE_PERCENT = 100.0
MG_G_PERCENT_TO_G_KG = 0.01  # mg per g of fine particles times their share in %, in g/kg


def carbon_capacity(
    fine_percent: Any, bulk_density_g_cm3: Any, depth_cm: Any, *, unverified: bool = False
) -> xr.Dataset:
    """Carbon that the fine particles of a soil can protect, by three published relations.

    Parameters
    ----------
    fine_percent
        Clay and silt by mass, %, any shape. The relation of Hassink counts silt below 20
        micrometres only.
    bulk_density_g_cm3, depth_cm
        Of the layer; they broadcast with the first.
    unverified
        The relations are known from memory only; ``True`` says that this is understood.

    Returns
    -------
    On ``approach`` (hassink_1997, georgiou_2022_high_activity, georgiou_2022_low_activity) and the
    dims of the input: ``carbon_capacity_tc_ha``, of the fine fraction, not of all carbon.

    Raises
    ------
    InputError
        ``unverified`` isn't set.
    OutOfRangeError
        A share, density or depth outside what there is.
    ShapeError
        Arrays for different places.
    """
    if not unverified:
        raise InputError(
            Problem(
                what=_("the capacities of soils are known from memory only"),
                column="unverified",
                todo=_("Set unverified=True to see them, or use best_in_class on stocks of yours."),
            )
        )
    # A share of the mass, as that of clay is.
    fine = quantity_like("fine_percent", "clay_percent", fine_percent)
    density = quantity("bulk_density_g_cm3", bulk_density_g_cm3)
    depth = quantity("depth_cm", depth_cm)
    given = {"fine_percent": fine, "bulk_density_g_cm3": density, "depth_cm": depth}
    fine, density, depth = matched(**given).values()
    p = load_parameters(SET).unverified
    g_kg = {
        "hassink_1997": _value(p, "hassink_intercept_g_kg")
        + _value(p, "hassink_slope_g_kg_percent") * fine,
        **{
            f"georgiou_2022_{kind}_activity": MG_G_PERCENT_TO_G_KG
            * _value(p, f"georgiou_{kind}_activity_mg_g")
            * fine
            for kind in ("high", "low")
        },
    }
    to_stock = G_KG_TO_TC_HA * density * depth
    approach = xr.DataArray(list(g_kg), dims="approach", name="approach")
    stocks = xr.concat([content * to_stock for content in g_kg.values()], approach)
    out = xr.Dataset({"carbon_capacity_tc_ha": stocks})
    out.attrs = {"confidence": "M", "parameter_set": SET, "of": "fine fraction"}
    return describe(out)


def best_in_class(soc_stock_tc_ha: Any, group: Any, *, quantile: float | None = None) -> xr.Dataset:
    """What the best soils of the same class hold: a quantile of the stocks in each class.

    Parameters
    ----------
    soc_stock_tc_ha
        Stocks, t C/ha, any dims.
    group
        Class of each place (climate and texture, say), same dims; places without one have no
        answer.
    quantile
        0.9 where it isn't given (a convention, P).

    Returns
    -------
    Same dims: ``carbon_capacity_tc_ha`` and ``stock_deficit_tc_ha`` (0 where a place holds more).
    """
    share = load_parameters(SET)["best_in_class_quantile"] if quantile is None else quantile
    number("quantile", share, 0.0, below=1.0, above_least=True)
    classes = as_array(group)
    fitting = matched(soc_stock_tc_ha=quantity("soc_stock_tc_ha", soc_stock_tc_ha), group=classes)
    stocks, classes = fitting.values()
    if stocks.sizes != classes.sizes:
        raise ShapeError(
            Problem(
                what=_("arrays for different places"),
                column="soc_stock_tc_ha, group",
                found=f"{dict(stocks.sizes)}; {dict(classes.sizes)}",
            )
        )
    classes = classes.transpose(*stocks.dims)
    flat, names = stocks.values.ravel(), classes.values.ravel()
    most = np.full(flat.shape, np.nan)
    for name in {n for n in names.tolist() if n == n and n != ""}:
        inside = names == name
        known = flat[inside & np.isfinite(flat)]
        if known.size:
            most[inside] = np.quantile(known, share)
    capacity = stocks.copy(data=most.reshape(stocks.shape))
    room = (capacity - stocks).clip(min=0.0)
    out = xr.Dataset({"carbon_capacity_tc_ha": capacity, "stock_deficit_tc_ha": room})
    out.attrs = {"quantile": share}
    return describe(out)


def _value(rows: Any, name: str) -> float:
    row: Parameter = rows[name]
    return row.value
