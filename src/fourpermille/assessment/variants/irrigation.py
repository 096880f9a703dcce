"""Irrigation as extra water: what the plants of the irrigated share would lack is given."""

from __future__ import annotations

import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.variants import WATER, Change, register

NEEDED = ("irrigated_fraction", "precipitation_mm")


@register("irrigation", WATER)
def irrigation(case: Case) -> dict[str, Change]:
    """Rain plus f (PET - P) in the months where PET exceeds rain; f: irrigated share."""
    if any(name not in case.ds for name in NEEDED) or "pet_mm" not in case.ds:
        return {}
    return {"irrigation_extra_water": lambda one: one.mapped(_watered)}


def _watered(ds: xr.Dataset) -> xr.Dataset:
    rain = ds["precipitation_mm"]
    lacking = (ds["pet_mm"] - rain).clip(min=0)
    return ds.assign(precipitation_mm=rain + ds["irrigated_fraction"] * lacking)
