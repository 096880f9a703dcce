"""Potential evapotranspiration: another formula, and a share less or more."""

from __future__ import annotations

import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.variants import EVAPORATION, Change, Words, register
from fourpermille.core.i18n import N_

NAMES = ("pet_mm", "open_pan_evaporation_mm")


WORDS = {
    "pet_thornthwaite": Words(
        N_("Evaporation after Thornthwaite"), N_("potential evaporation from temperature alone")
    ),
    "pet_minus_20": Words(N_("Evaporation −20 %"), N_("a less drying climate: faster decay")),
    "pet_plus_20": Words(N_("Evaporation +20 %"), N_("a more drying climate: slower decay")),
}


@register(
    EVAPORATION,
    label=N_("Evaporation"),
    about="Thornthwaite's formula (`pet_thornthwaite_mm`), 20 % less, 20 % more",
    words=WORDS.get,
    needs="pet_mm | open_pan_evaporation_mm",
)
def pet(case: Case) -> dict[str, Change]:
    """Thornthwaite's formula where the data have it; less and more of whatever they have."""
    out: dict[str, Change] = {}
    if "pet_thornthwaite_mm" in case.ds and "pet_mm" in case.ds:
        out["pet_thornthwaite"] = lambda one: one.mapped(_thornthwaite)
    if any(name in case.ds for name in NAMES):
        change = case.spread["pet_change_fraction"]
        out["pet_minus_20"] = _scaled(1.0 - change)
        out["pet_plus_20"] = _scaled(1.0 + change)
    return out


def _thornthwaite(ds: xr.Dataset) -> xr.Dataset:
    return ds.assign(pet_mm=ds["pet_thornthwaite_mm"])


def _scaled(share: float) -> Change:
    def changed(ds: xr.Dataset) -> xr.Dataset:
        return ds.assign({name: ds[name] * share for name in NAMES if name in ds})

    return lambda case: case.mapped(changed)
