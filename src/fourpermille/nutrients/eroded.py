"""Carbon and nutrients that leave with eroded soil, and what replaces them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xarray as xr

from fourpermille.core.errors import NotUsedError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.crop.arguments import word
from fourpermille.kernels.erosion import carried
from fourpermille.nutrients.memory import every_row, told_of

SET = "erosion"
PRICES = {
    "nitrogen": "nitrogen_price_usd2016_kgn",
    "phosphorus": "phosphorus_price_usd2016_kgp",
}
FROM_MEMORY = "fao_itps"


def carbon_lost(
    at: Mapping[str, xr.DataArray], loss: xr.DataArray
) -> tuple[dict[str, xr.DataArray], dict[str, str]]:
    """Carbon lost, with a range unless the enrichment is given, and where that comes from."""
    row = load_parameters(SET).rows["enrichment"]
    own = at.get("enrichment")
    ends: dict[str, Any] = {"": row.value, "low_": row.low, "high_": row.high}
    fields = {
        f"soc_eroded_{end}tc_ha_yr": carried(loss, at["soc_percent"], value if own is None else own)
        for end, value in ends.items()
    }
    told = f"{row.value:g} ({row.low:g} to {row.high:g}), {row.confidence}"
    return fields, {"enrichment": told if own is None else "given"}


def nutrients_lost(
    at: Mapping[str, xr.DataArray], loss: xr.DataArray, prices: str | None
) -> tuple[dict[str, xr.DataArray], dict[str, str]]:
    """Nutrients lost and what replaces them, and where the prices come from."""
    fields: dict[str, xr.DataArray] = {}
    costs: dict[str, xr.DataArray] = {}
    asked = []
    remembered = prices is not None and word("prices", prices, (FROM_MEMORY,)) == FROM_MEMORY
    known = load_parameters(SET)
    for element, price in PRICES.items():
        content = at.get(f"soil_{element}_g_kg")
        if content is None:
            if price in at:
                raise unused(price, _("Give soil_{element}_g_kg too.").format(element=element))
            continue
        lost = loss * content  # t/ha times g/kg is kg/ha
        fields[f"{element}_eroded_kg{element[0]}_ha_yr"] = lost
        if price in at:
            costs[element] = lost * at[price]
        elif remembered:
            costs[element] = lost * every_row(known)[price].value
            asked.append(price)
    if prices is not None and not asked:
        raise unused("prices", _("Give contents, and no prices of your own."))
    about = told_of(known, *asked) if asked else {}
    if costs:
        first, *others = costs.values()
        fields["replacement_cost_usd2016_ha_yr"] = sum(others, start=first)
        about["cost_of"] = ", ".join(costs)  # without a price an element costs nothing here
    return fields, about


def unused(column: str, todo: str) -> NotUsedError:
    """Return the error for what was given and isn't used."""
    return NotUsedError(Problem(what=_("given but not used"), column=column, todo=todo))
