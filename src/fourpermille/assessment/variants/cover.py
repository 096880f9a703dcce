"""Cover in the growing season only, in place of the cover given."""

from __future__ import annotations

import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.variants import COVER, Change, register
from fourpermille.core.parameters import ParameterSet

NEEDED = ("pet_mm", "air_temperature_degc", "precipitation_mm")


@register("cover", COVER)
def cover(case: Case) -> dict[str, Change]:
    """Covered only in months warm and moist enough for a crop."""
    if any(name not in case.ds for name in NEEDED):
        return {}
    spread = case.spread
    return {"cover_growing_season": lambda one: one.mapped(lambda ds: _growing(ds, spread))}


def _growing(ds: xr.Dataset, p: ParameterSet) -> xr.Dataset:
    temperature, pet = ds["air_temperature_degc"], ds["pet_mm"]
    warm = temperature > p["growing_season_temperature_degc"]
    moist = ds["precipitation_mm"] > pet * p["growing_season_pet_fraction"]
    covered = (warm & moist).astype(temperature.dtype)
    return ds.assign(plant_cover=covered.where(temperature.notnull() & pet.notnull()))
