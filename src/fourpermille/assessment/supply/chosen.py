"""What a practice is worth as an input, and what it takes, on a field that has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fourpermille.assessment.supply.plan import MANURE, Plan
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.practices.by_evidence import evidence_change
from fourpermille.practices.by_factor import factor_change
from fourpermille.practices.by_model import model_change
from fourpermille.practices.changes import brought
from fourpermille.practices.places import belongs
from fourpermille.practices.schema import Amount, Practice
from fourpermille.practices.spread import Spread
from fourpermille.practices.table import usable
from fourpermille.soil import linear
from fourpermille.soil.annual_map import Array
from fourpermille.soil.setup import Setup

PERCENT = 100.0
EDITION = "2019"  # of the IPCC's factors
LEVELS = ("central", "low", "high")  # in the order in which the methods answer
Changes = Callable[[Sequence[Practice], bool], tuple[Array, Array, Array]]


@dataclass(frozen=True)
class Chosen:
    """A practice, the method and the end of the range by which its effect is taken, its spread."""

    practice: Practice
    spread: Spread
    method: str = "model"
    level: str = "central"
    unverified: bool = False


def plans_of(
    setup: Setup, chosen: Sequence[Chosen], zones: Sequence[str], years: int
) -> list[Plan]:
    """Plans of the practices on the places of a set-up, as inputs that gain as much in ``years``.

    ``zones``: climate zone of each place, "" where there is none. Practices of one method that
    stand together count for less than the sum of each: their inputs are scaled so that all of
    them on one field gain what the rule of the method for several makes of them.
    """
    per_input = linear.response(setup.year.map, years, "plant")[years]
    gains = _together(setup, chosen, _methods(setup, zones, years))
    _refuse_without_effect(setup, chosen, gains)
    plant_today = setup.state.inputs[:, setup.year.map.streams.index("plant")]
    plans = []
    for one, gain in zip(chosen, gains, strict=True):
        here = fitting(setup, one, zones)
        plans.append(_plan(one, np.where(here, gain / per_input, 0.0), plant_today, here))
    return plans


def fitting(setup: Setup, one: Chosen, zones: Sequence[str]) -> Array:
    """Where (places) a practice belongs, by climate zone and land use, as far as these are known.

    Elsewhere it supplies nothing and takes nothing.
    """
    in_zone = np.array([one.practice.fits(None, zone or None) for zone in zones], dtype=bool)
    return in_zone & belongs(setup.cells, [one.practice])


def _refuse_without_effect(setup: Setup, chosen: Sequence[Chosen], gains: Sequence[Array]) -> None:
    """Refuse a practice that no place with a stock has an effect of."""
    known = np.isfinite(setup.stock)
    for number, (one, gain) in enumerate(zip(chosen, gains, strict=True), start=1):
        if known.any() and not np.isfinite(gain[known]).any():  # whether or not it belongs
            raise InputError(
                Problem(
                    what=_("the practice has no effect that this method may use"),
                    column=f"practices[{number}].method",
                    found=f"{one.practice.id}, {one.method}",
                    todo=_("Choose another method, or allow figures known from memory only."),
                )
            )


def _methods(setup: Setup, zones: Sequence[str], years: int) -> dict[str, Changes]:
    """The change of the stock (years, places) by each method: central, low, high."""
    stock = setup.stock
    return {
        "model": lambda found, unsure: model_change(setup, found, years, unsure),
        "evidence": lambda found, unsure: evidence_change(found, stock, years, unverified=unsure),
        "ipcc": lambda found, unsure: factor_change(
            found, zones, None, stock, years, edition=EDITION, unverified=unsure
        ),
    }


def _together(setup: Setup, chosen: Sequence[Chosen], methods: dict[str, Changes]) -> list[Array]:
    """Gain (places) of each at the end, scaled to what those of its method gain together."""
    alone = [
        methods[one.method]([one.practice], one.unverified)[LEVELS.index(one.level)][-1]
        for one in chosen
    ]
    scale = [np.ones(setup.cells.size) for _one in chosen]
    for method, change in methods.items():
        mine = [n for n, one in enumerate(chosen) if one.method == method]
        if len(mine) < 2:
            continue
        unsure = any(chosen[n].unverified for n in mine)
        joint = change([chosen[n].practice for n in mine], unsure)[0][-1]
        singles = sum(change([chosen[n].practice], unsure)[0][-1] for n in mine)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(singles > 0.0, joint / singles, 1.0)
        for n in mine:
            scale[n] = np.clip(share, 0.0, 1.0)
    return [gain * one for gain, one in zip(alone, scale, strict=True)]


def _plan(one: Chosen, equivalent: Array, plant_today: Array, here: Array) -> Plan:
    plant, other = np.zeros_like(plant_today), np.zeros_like(plant_today)
    for found in brought([one.practice], one.level, one.unverified):
        share = found.given.units == "percent_of_plant_input"
        amount = plant_today * found.amount / PERCENT if share else found.amount
        if found.given.kind == "plant":
            plant = plant + amount
        else:
            other = other + amount
    levers = one.practice.levers
    nitrogen = sum(
        _number(amount, one)
        for amount in (levers.nitrogen_fixed_kgn_ha_yr, levers.nitrogen_brought_kgn_ha_yr)
    )
    return Plan(
        one.practice.id,
        one.spread,
        equivalent,
        np.where(here, plant, 0.0),
        np.where(here, other, 0.0),
        levers.taken_from or (MANURE if bool(other.any()) else None),
        {"nitrogen": np.where(here, nitrogen, 0.0)},
    )


def _number(amount: Amount | None, one: Chosen) -> float:
    return float(getattr(amount, one.level)) if usable(amount, one.unverified) else 0.0
