"""The stock of the same layer by another map; missing where that map has no value."""

from __future__ import annotations

import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.variants import MAP, Change, register


@register("stock_map", MAP, "soc_stock_other_tc_ha")
def stock_map(case: Case) -> dict[str, Change]:
    """The other map, where the data have one."""
    if "soc_stock_other_tc_ha" not in case.ds:
        return {}
    return {"stock_map_other": lambda one: one.mapped(_other)}


def _other(ds: xr.Dataset) -> xr.Dataset:
    kept = ds.drop_vars("iom_tc_ha", errors="ignore")  # it belongs to the first map's stock
    return kept.assign(soc_stock_tc_ha=ds["soc_stock_other_tc_ha"])
