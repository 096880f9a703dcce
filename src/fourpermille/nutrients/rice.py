"""Methane of flooded rice, by the guidelines of the IPCC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xarray as xr

from fourpermille.core.errors import OutOfRangeError, Problem
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _
from fourpermille.core.variables import variable
from fourpermille.crop.arguments import missing, quantity_like, word
from fourpermille.kernels.emissions import organic_scaling, rice_methane
from fourpermille.nutrients.arguments import labelled, quantities
from fourpermille.nutrients.gwp import potentials
from fourpermille.nutrients.ranges import Figure, figure, spread, told

TABLE = "rice_ch4_factors"
EDITION = "2019"
REGIONS = {
    "world": "World",
    "africa": "Africa",
    "east_asia": "East Asia",
    "southeast_asia": "Southeast Asia",
    "south_asia": "South Asia",
    "europe": "Europe",
    "north_america": "North America",
    "south_america": "South America",
}
WATER = {
    "continuous": "irrigated, continuously flooded",
    "single_drainage": "irrigated, single drainage",
    "awd": "irrigated, multiple drainage (AWD)",
    "irrigated": "irrigated, aggregated",
    "rainfed": "rainfed, regular",
    "drought_prone": "rainfed, drought-prone",
    "deep_water": "deep water",
    "rainfed_or_deep": "rainfed and deep water, aggregated",
    "upland": "upland",
}
PRE_SEASON = {
    "short": "not flooded pre-season <180 d",
    "long": "not flooded pre-season >180 d",
    "over_a_year": "not flooded pre-season >365 d",
    "flooded": "flooded pre-season >30 d",
    "unknown": "aggregated (pre-season unknown)",
}
TIMING = {
    "short": "straw incorporated <30 d before cultivation",
    "long": "straw incorporated >30 d before cultivation",
}
AMENDMENTS = {"compost": "compost", "manure": "farmyard manure", "green_manure": "green manure"}


def rice_ch4(
    *,
    days: Any = None,
    straw_tdm_ha: Any = 0,
    straw_timing: str = "short",
    compost_t_ha: Any = 0,
    farmyard_manure_t_ha: Any = 0,
    green_manure_t_ha: Any = 0,
    water: str = "continuous",
    pre_season: str = "short",
    region: str = "world",
    crops_per_year: Any = 1,
    gwp: str = "ar5",
    unverified: bool = False,
) -> xr.Dataset:
    """Methane of a rice field in a year.

    Straw and other amendments are of one crop; the year has ``crops_per_year`` of them. Quantities
    are numbers or arrays of any shape, matched by their dims.

    Parameters
    ----------
    days
        From planting to harvest; the mean of the region if not given. For most regions that is
        known from memory only and needs ``unverified=True``.
    straw_tdm_ha, straw_timing
        Straw worked in, t dry matter/ha, "short" (less than 30 days before cultivation) or "long".
    compost_t_ha, farmyard_manure_t_ha, green_manure_t_ha
        Fresh mass, t/ha.
    water
        "continuous", "single_drainage", "awd" (multiple drainage), "irrigated" (not known which);
        "rainfed", "drought_prone", "deep_water", "rainfed_or_deep" (not known which); "upland".
        Soils that are drained in between emit more nitrous oxide: pass ``rice_water="drained"`` to
        ``n2o`` for "single_drainage" and "awd".
    pre_season
        Before the crop the field is not flooded for less than 180 days ("short"), for more
        ("long"), for more than a year ("over_a_year"); or flooded over 30 days ("flooded");
        "unknown".
    region
        "world", "africa", "east_asia", "southeast_asia", "south_asia", "europe",
        "north_america", "south_america".
    gwp
        As in ``n2o``; AR6 gives methane of living origin 27.0.

    Returns
    -------
    xarray.Dataset
        ``organic_scaling`` (SFo); ``ch4_kg_ha_yr`` and ``ch4_tco2e_ha_yr`` with ``_low`` and
        ``_high`` from the ranges of the factors.

    Raises
    ------
    InputError, OutOfRangeError, ShapeError, UnitsError

    Notes
    -----
    EFc · SFw · SFp · (1 + Σ ROA CFOA)^0.59 · days: IPCC 2019, Volume 4, Equations 5.1 to 5.3.
    Straw raises soil carbon too: see both.
    """
    metric = potentials(gwp)
    place = REGIONS[word("region", region, tuple(REGIONS))]
    table = load_factors(TABLE)

    def of(factor: str, level: str) -> Figure:
        return figure(table, {"factor": factor, "level": level}, unverified=unverified)

    figures = {
        "base": of("EFc", place),
        "water": of("SFw", WATER[word("water", water, tuple(WATER))]),
        "pre_season": of("SFp", PRE_SEASON[word("pre_season", pre_season, tuple(PRE_SEASON))]),
        "straw": of("CFOA", TIMING[word("straw_timing", straw_timing, tuple(TIMING))]),
        "exponent": of("SFo_exponent", "all"),
        **{name: of("CFOA", level) for name, level in AMENDMENTS.items()},
    }
    length = of("days", place) if days is None else None
    season = quantity_like("days", "season_days", length.value if length else days)
    at = quantities(
        season_days=season,
        straw_tdm_ha=straw_tdm_ha,
        compost_t_ha=compost_t_ha,
        farmyard_manure_t_ha=farmyard_manure_t_ha,
        green_manure_t_ha=green_manure_t_ha,
        crops_per_year=crops_per_year,
    )
    _check_year(at["season_days"] * at["crops_per_year"])
    tonnes = {
        "straw": at["straw_tdm_ha"],
        "compost": at["compost_t_ha"],
        "manure": at["farmyard_manure_t_ha"],
        "green_manure": at["green_manure_t_ha"],
    }
    if length is not None:
        figures["days"] = length

    def gas(p: Mapping[str, Any]) -> xr.DataArray:
        season = at["season_days"] if length is None else p["days"]
        return rice_methane(season, organic_scaling(tonnes, p), p) * at["crops_per_year"]

    central, low, high = spread(gas, figures)
    values = {name: one.value for name, one in figures.items()}
    fields = {"organic_scaling": organic_scaling(tonnes, values)}
    for end, mass in (("", central), ("low_", low), ("high_", high)):
        fields[f"ch4_{end}kg_ha_yr"] = mass
        fields[f"ch4_{end}tco2e_ha_yr"] = mass * metric.per_kg("CH4_nonfossil")
    result = labelled(fields)
    result.attrs = {
        "gas": "CH4",
        "method": "IPCC rice, tier 1",
        "vintage": EDITION,
        "gwp_id": metric.gwp_id,
        "gwp_ch4": metric.of("CH4_nonfossil"),
        "source": "ipcc_2019",
        **told(one for name, one in figures.items() if _matters(name, tonnes)),
        "missing": missing(result["ch4_kg_ha_yr"]),
    }
    return result


def _check_year(flooded: xr.DataArray) -> None:
    """Refuse crops that together last longer than the year."""
    longest = variable("season_days").maximum
    if longest is not None and bool((flooded > longest).any()):
        raise OutOfRangeError(
            Problem(
                what=_("the crops of a year last longer than the year"),
                column="days * crops_per_year",
                found=f"{float(flooded.max()):g}",
                allowed=_("at most {bound}").format(bound=f"{longest:g}"),
                todo=_("Give the days of one crop, and crops_per_year."),
            )
        )


def _matters(name: str, tonnes: Mapping[str, xr.DataArray]) -> bool:
    """Whether a factor had a say: that of an amendment which nobody gave had none."""
    return name not in tonnes or bool((tonnes[name] > 0).any())
