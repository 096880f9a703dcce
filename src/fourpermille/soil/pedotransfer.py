"""Pools from stock and clay alone (Weihermueller et al. 2013), for soils taken to be in balance."""

from __future__ import annotations

import numpy as np

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.soil.annual_map import Array

LANDS = ("cropland", "grassland", "tree")


def pedotransfer_pools(
    soc_stock_tc_ha: Array, clay_percent: Array, inert: Array, land: str | None = None
) -> Array:
    """DPM, RPM, BIO and HUM (places, 4), t C/ha, that with the inert carbon make the stock.

    ``land`` applies the linear corrections of GSOCseq for cropland, grassland or tree. DPM is what
    is left; where that would be negative it is zero and the others are scaled to the stock.
    """
    if land is not None and land not in LANDS:
        raise InputError(
            Problem(
                what=_("unknown land for the pedotransfer correction"),
                column="start.pedotransfer_land",
                found=land,
                allowed=", ".join(LANDS),
            )
        )
    p = load_parameters("weihermueller_2013")
    pools = []
    for name in ("rpm", "bio", "hum"):
        amount = (p[f"{name}_slope"] * soc_stock_tc_ha + p[f"{name}_intercept"]) * (
            clay_percent + p[f"{name}_clay_offset"]
        ) ** p[f"{name}_clay_power"]
        if land is not None:
            amount = p[f"{land}_{name}_slope"] * amount + p[f"{land}_{name}_intercept"]
        pools.append(amount)
    slow = np.stack(pools, axis=-1)
    active = soc_stock_tc_ha - inert
    dpm = np.maximum(active - slow.sum(axis=-1), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        slow = slow * ((active - dpm) / slow.sum(axis=-1))[:, None]
    return np.concatenate([dpm[:, None], slow], axis=-1)
