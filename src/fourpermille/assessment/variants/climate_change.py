"""The years ahead under the climate of projections, one variant each.

Today's state and returns stand on today's climate. The years ahead run under T + dT and P x ratio
from the first year on: a step, so an upper bound of what a slow change would ask. Potential
evapotranspiration stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.variants import CLIMATE, Change, Words, register
from fourpermille.core.i18n import N_

CHANGES = ("temperature_change_k", "precipitation_change_ratio")
WEATHER = ("air_temperature_degc", "precipitation_mm")


# climate_ssp126_2036_2065_gfdl_esm4: scenario, first and last year, climate model
LEVEL = re.compile(r"climate_(ssp\d+)_(\d{4})_(\d{4})_(\w+)")
AHEAD = N_(
    "years ahead under this climate from the first year on, an upper bound; evaporation as today"
)


def words(level: str) -> Words | None:
    """Name a climate from its identifier."""
    if level == "climate_change":
        return Words(N_("Another climate ahead"), AHEAD)
    found = LEVEL.fullmatch(level)
    if found is None:
        return None
    pathway, first, last, model = found.groups()
    pathway = pathway.removeprefix("ssp")
    if len(pathway) == len("126"):  # SSP1-2.6
        pathway = f"{pathway[0]}-{pathway[1]}.{pathway[2]}"
    model = model.replace("_", "-").upper()
    parts = {"pathway": pathway, "first": first, "last": last, "model": model}
    return Words(N_("Climate SSP{pathway}, {first}–{last}, {model}"), AHEAD, parts)


@register(
    CLIMATE,
    label=N_("Climate ahead"),
    about=r"the years ahead under $T + \Delta T$ and $P \times$ ratio, one variant for each "
    "combination",
    words=words,
    needs="temperature_change_k | precipitation_change_ratio",
    many=True,
)
def climate_change(case: Case) -> dict[str, Change]:
    """A level for every combination of the dims that the changes have beside the places."""
    given = [name for name in CHANGES if name in case.ds]
    if not given or any(name not in case.ds for name in WEATHER):
        return {}
    return {level_name(at, case.ds): _ahead(at) for at in combinations(case.ds, given)}


def combinations(ds: xr.Dataset, given: list[str]) -> list[dict[str, int]]:
    """Positions along every dim (scenario, period, model …) that the weather doesn't have."""
    places = {*ds[WEATHER[0]].dims, *ds[WEATHER[1]].dims}
    if "soc_stock_tc_ha" in ds:
        places |= set(ds["soc_stock_tc_ha"].dims)
    dims = list(dict.fromkeys(d for name in given for d in ds[name].dims if d not in places))
    spans = [range(ds.sizes[dim]) for dim in dims]
    return [dict(zip(map(str, dims), at, strict=True)) for at in product(*spans)]


def level_name(at: Mapping[str, int], ds: xr.Dataset) -> str:
    """Name of a combination, as climate_ssp126_2036_2065_gfdl_esm4."""
    words = [_word(ds[dim].values[i]) if dim in ds.coords else f"{dim}{i}" for dim, i in at.items()]
    return "_".join(["climate", *words]) if words else "climate_change"


def _word(value: Any) -> str:
    return re.sub(r"[^a-z0-9]+", "_", str(value).casefold()).strip("_")


def _ahead(at: Mapping[str, int]) -> Change:
    def changed(case: Case) -> Case:
        ds = case.ds
        new = {}
        if CHANGES[0] in ds:
            new[WEATHER[0]] = ds[WEATHER[0]] + _chosen(ds[CHANGES[0]], at)
        if CHANGES[1] in ds:
            new[WEATHER[1]] = ds[WEATHER[1]] * _chosen(ds[CHANGES[1]], at)
        return replace(case, ahead=ds.drop_vars(CHANGES, errors="ignore").assign(new))

    return changed


def _chosen(array: xr.DataArray, at: Mapping[str, int]) -> xr.DataArray:
    return array.isel({dim: i for dim, i in at.items() if dim in array.dims}, drop=True)
