"""Clay at either end of a stated range, at every place."""

from __future__ import annotations

import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.variants import SOIL, Change, Words, register
from fourpermille.core.i18n import N_

LEVELS = {"clay_minus": "clay_low_percent", "clay_plus": "clay_high_percent"}


WORDS = {
    "clay_minus": Words(N_("Less clay"), N_("the lower value of the stated range")),
    "clay_plus": Words(N_("More clay"), N_("the upper value of the stated range")),
}


@register(
    SOIL,
    label=N_("Clay"),
    about="the ends of a stated range",
    words=WORDS.get,
    needs="clay_percent",
)
def clay(case: Case) -> dict[str, Change]:
    """Little and much clay."""
    if "clay_percent" not in case.ds:
        return {}
    return {level: _clay(case.spread[row]) for level, row in LEVELS.items()}


def _clay(percent: float) -> Change:
    def changed(ds: xr.Dataset) -> xr.Dataset:
        return ds.assign(clay_percent=ds["clay_percent"] * 0 + percent)

    return lambda case: case.mapped(changed)
