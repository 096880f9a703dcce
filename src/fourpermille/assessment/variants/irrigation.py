"""Irrigation as extra water: what the plants of the irrigated share would lack is given."""

from __future__ import annotations

import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.variants import WATER, Change, Words, register
from fourpermille.core.i18n import N_

NEEDED = ("irrigated_fraction", "precipitation_mm")
NEEDS = "irrigated_fraction, precipitation_mm, pet_mm | open_pan_evaporation_mm"


WORDS = {
    "irrigation_extra_water": Words(
        N_("Irrigation as rain"),
        N_("the irrigated share of the land gets the water that rain lacks: faster decay"),
    ),
}


@register(
    WATER,
    label=N_("Irrigation"),
    about=r"the irrigated share $f$ of the land gets what rain lacks: $P + f\,\max(E - P, 0)$ "
    "each month",
    words=WORDS.get,
    needs=NEEDS,
)
def irrigation(case: Case) -> dict[str, Change]:
    """Rain plus f (PET - P) in the months where PET exceeds rain; f: irrigated share."""
    if any(name not in case.ds for name in NEEDED) or not case.evaporates:
        return {}
    return {"irrigation_extra_water": _watered}


def _watered(case: Case) -> Case:
    potential = case.potential_evaporation()

    def changed(ds: xr.Dataset) -> xr.Dataset:
        rain = ds["precipitation_mm"]
        lacking = (potential(ds) - rain).clip(min=0)
        return ds.assign(precipitation_mm=rain + ds["irrigated_fraction"] * lacking)

    return case.mapped(changed)
