"""Cover in the growing season only, in place of the cover given."""

from __future__ import annotations

import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.variants import COVER, Change, Words, register
from fourpermille.core.i18n import N_

NEEDED = ("air_temperature_degc", "precipitation_mm")
NEEDS = "air_temperature_degc, precipitation_mm, pet_mm | open_pan_evaporation_mm"


WORDS = {
    "cover_growing_season": Words(
        N_("Cover in the growing season only"),
        N_("the soil lies bare outside it, which speeds decay up"),
    ),
}


@register(
    COVER,
    label=N_("Cover of the soil"),
    about="covered only in months above 5 °C whose rain exceeds a quarter of potential "
    "evapotranspiration",
    words=WORDS.get,
    needs=NEEDS,
)
def cover(case: Case) -> dict[str, Change]:
    """Covered only in months warm and moist enough for a crop."""
    if any(name not in case.ds for name in NEEDED) or not case.evaporates:
        return {}
    return {"cover_growing_season": _growing}


def _growing(case: Case) -> Case:
    p, potential = case.spread, case.potential_evaporation()

    def changed(ds: xr.Dataset) -> xr.Dataset:
        temperature, pet = ds["air_temperature_degc"], potential(ds)
        warm = temperature > p["growing_season_temperature_degc"]
        moist = ds["precipitation_mm"] > pet * p["growing_season_pet_fraction"]
        covered = (warm & moist).astype(temperature.dtype)
        return ds.assign(plant_cover=covered.where(temperature.notnull() & pet.notnull()))

    return case.mapped(changed)
