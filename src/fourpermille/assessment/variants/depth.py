"""The other layer: that of the slogan (0-40 cm) or that of most data (0-30 cm)."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.variants import LAYER, Change, Words, register
from fourpermille.core.i18n import N_
from fourpermille.core.parameters import load_parameters

LAYERS = {
    "depth_0_40": ("soc_stock_0_40_tc_ha", "slogan_depth_cm"),
    "depth_0_30": ("soc_stock_0_30_tc_ha", "default_depth_cm"),
}


WORDS = {
    "depth_0_40": Words(N_("Soil to 40 cm"), N_("the layer of the slogan, with its larger stock")),
    "depth_0_30": Words(N_("Soil to 30 cm"), N_("the usual layer of soil maps")),
}


@register(
    LAYER,
    label=N_("Depth"),
    about="0–40 cm instead of 0–30 cm (`soc_stock_0_40_tc_ha`), or the other way round "
    "(`soc_stock_0_30_tc_ha`)",
    words=WORDS.get,
    needs="soc_stock_0_40_tc_ha | soc_stock_0_30_tc_ha",
)
def depth(case: Case) -> dict[str, Change]:
    """The layers whose stock the data know and which the case isn't on already."""
    return {
        level: _layer(name, load_parameters("target")[row])
        for level, (name, row) in LAYERS.items()
        if name in case.ds and not _is_at(case.ds, load_parameters("target")[row])
    }


def _is_at(ds: xr.Dataset, depth_cm: float) -> bool:
    if "depth_cm" not in ds:
        return False
    depths = np.asarray(ds["depth_cm"].values, dtype=float)
    return bool(np.all(depths[np.isfinite(depths)] == depth_cm))


def _layer(name: str, depth_cm: float) -> Change:
    def changed(ds: xr.Dataset) -> xr.Dataset:
        stock = ds[name]
        new = {"soc_stock_tc_ha": stock, "depth_cm": ds["depth_cm"] * 0 + depth_cm}
        if "soc_stock_other_tc_ha" in ds:  # another map's stock, brought to the same layer
            ratio = stock / ds["soc_stock_tc_ha"]
            new["soc_stock_other_tc_ha"] = ds["soc_stock_other_tc_ha"] * ratio
        return ds.drop_vars("iom_tc_ha", errors="ignore").assign(new)

    return lambda case: case.mapped(changed)
