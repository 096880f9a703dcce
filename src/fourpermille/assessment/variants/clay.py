"""Clay at either end of a stated range, at every place."""

from __future__ import annotations

import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.variants import SOIL, Change, register

LEVELS = {"clay_minus": "clay_low_percent", "clay_plus": "clay_high_percent"}


@register("clay", SOIL, "clay_percent")
def clay(case: Case) -> dict[str, Change]:
    """Little and much clay."""
    if "clay_percent" not in case.ds:
        return {}
    return {level: _clay(case.spread[row]) for level, row in LEVELS.items()}


def _clay(percent: float) -> Change:
    def changed(ds: xr.Dataset) -> xr.Dataset:
        return ds.assign(clay_percent=ds["clay_percent"] * 0 + percent)

    return lambda case: case.mapped(changed)
