"""The stock of the same layer by another map; missing where that map has no value."""

from __future__ import annotations

import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.variants import MAP, Change, Words, register
from fourpermille.core.i18n import N_

WORDS = {
    "stock_map_other": Words(
        N_("Another map of stocks"),
        N_("the stock of the same layer by a second map; no answer where it has no value"),
    ),
}


@register(
    MAP,
    label=N_("Map of stocks"),
    about="the stock of the same layer by another map, `soc_stock_other_tc_ha`",
    words=WORDS.get,
    needs="soc_stock_other_tc_ha",
)
def stock_map(case: Case) -> dict[str, Change]:
    """The other map, where the data have one."""
    if "soc_stock_other_tc_ha" not in case.ds:
        return {}
    return {"stock_map_other": lambda one: one.mapped(_other)}


def _other(ds: xr.Dataset) -> xr.Dataset:
    kept = ds.drop_vars("iom_tc_ha", errors="ignore")  # it belongs to the first map's stock
    return kept.assign(soc_stock_tc_ha=ds["soc_stock_other_tc_ha"])
