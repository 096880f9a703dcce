"""What practices change in the data that a soil model reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.practices.schema import Input, Practice
from fourpermille.practices.table import usable
from fourpermille.soil.calendar import MONTHS

SOUTH = MONTHS // 2  # months by which the seasons of the south are away from those of the north


@dataclass(frozen=True)
class Brought:
    """Carbon that comes beside today's inputs: what it is, and how much of it."""

    given: Input
    amount: float


def brought(practices: Sequence[Practice], bound: str, unverified: bool) -> list[Brought]:
    """What the practices bring, at one end of their ranges."""
    return [
        Brought(given, getattr(given.amount, bound))
        for one in practices
        for given in one.levers.inputs
        if usable(given.amount, unverified)
    ]


def changed(
    ds: xr.Dataset,
    practices: Sequence[Practice],
    bound: str,
    unverified: bool,
    cover_slows_decay: bool = False,
) -> xr.Dataset:
    """Data of a repeating year under the practices, at one end of their ranges.

    Tillage is that of the practice which disturbs the soil least; months are covered that any
    covers; water is added. Where the rate modifier is given as such, cover and water can't act.
    At the low end cover never slows decay, in the middle only where asked for: in RothC that
    effect exceeds the one of the carbon brought where it is warm, and trials don't show it.
    """
    out = ds
    factors = [_tillage(one, bound) for one in practices if one.levers.tillage]
    if factors:
        out = out.assign(tillage_modifier=xr.DataArray(min(factors)))
    covered = {month for one in practices for month in one.levers.cover_months}
    slower = bound == "high" or (bound == "central" and cover_slows_decay)
    if covered and slower and "plant_cover" in out:
        out = out.assign(plant_cover=np.maximum(out["plant_cover"], in_months(out, covered)))
    for one in practices:
        water = one.levers.water
        if water and "precipitation_mm" in out and usable(water.amount, unverified):
            share = in_months(out, water.months) / len(water.months)
            amount = getattr(water.amount, bound)
            out = out.assign(precipitation_mm=out["precipitation_mm"] + amount * share)
    return out


def idle_levers(ds: xr.Dataset, practices: Sequence[Practice]) -> list[str]:
    """Levers that the data leave no room for: cover and water, where the rate is given."""
    idle = []
    for one in practices:
        if one.levers.cover_months and "plant_cover" not in ds:
            idle.append(f"{one.id}: plant_cover")
        if one.levers.water and "precipitation_mm" not in ds:
            idle.append(f"{one.id}: precipitation_mm")
    return idle


def idle_text(names: str) -> str:
    """Say which levers have no room."""
    return _("the data leave no room for a part of what the practice does: {names}").format(
        names=names
    )


def in_months(ds: xr.Dataset, months: Sequence[int] | set[int]) -> xr.DataArray:
    """1 in these months and 0 in the others, on ``month`` and, by latitude, on places.

    Months are those of the northern hemisphere; half a year is added south of the equator.
    """
    north = np.isin(np.arange(1, MONTHS + 1), list(months)).astype(float)
    here = xr.DataArray(north, dims="month")
    name = next((n for n in ("latitude", "lat") if n in ds or n in ds.coords), None)
    if name is not None:
        there = xr.DataArray(np.roll(north, SOUTH), dims="month")
        here = xr.where(ds[name] < 0, there, here)
    if "month" in ds.coords:
        here = here.assign_coords(month=ds["month"])
    return here


def _tillage(one: Practice, bound: str) -> float:
    """Modifier of a practice: the low end of the gain is the high end of decay."""
    row = load_parameters("tillage").rows[one.levers.tillage]
    end = {"low": row.high, "central": None, "high": row.low}[bound]
    return row.value if end is None else end
