"""What a practice is worth as an input, and what it takes, on a field that has it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourpermille.assessment.supply.chosen import Chosen
from fourpermille.assessment.supply.plan import MANURE, Plan
from fourpermille.assessment.supply.together import Question, gains_of
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.practices.changes import brought
from fourpermille.practices.schema import Amount
from fourpermille.practices.table import usable
from fourpermille.soil import linear
from fourpermille.soil.annual_map import Array

PERCENT = 100.0


def plans_of(asked: Question, chosen: Sequence[Chosen]) -> list[Plan]:
    """Plans of the practices, as constant plant inputs that gain as much by the end.

    Where a practice doesn't belong it brings, takes and gains nothing.
    """
    for number, one in enumerate(chosen, start=1):
        check_effect(one, f"practices[{number}].")
    setup = asked.setup
    per_input = linear.response(setup.year.map, asked.years, "plant")[-1]
    plant_today = setup.state.inputs[:, setup.year.map.streams.index("plant")]
    return [
        _plan(one, gain / per_input, plant_today, here)
        for one, gain, here in zip(chosen, gains_of(asked, chosen), asked.belongs, strict=True)
    ]


def check_effect(one: Chosen, key: str = "") -> None:
    """Refuse a practice that the method knows nothing of, or no end of the range.

    ``key``: what stands before the names of the keys in messages. Raises InputError.
    """
    if one.lacks_effect:
        raise InputError(
            Problem(
                what=_("the practice has no effect that this method may use"),
                column=f"{key}method",
                found=f"{one.practice.id}, {one.method}",
                todo=_("Choose another method, or allow figures known from memory only."),
            )
        )
    if one.lacks_interval:
        raise InputError(
            Problem(
                what=_("the effect was published without an interval, and has no ends"),
                column=f"{key}level",
                found=f"{one.practice.id}, {one.level}",
                allowed="central",
                todo=_('Set level = "central", or choose another method.'),
            )
        )


def _plan(one: Chosen, equivalent: Array, plant_today: Array, here: Array) -> Plan:
    plant, other = np.zeros_like(plant_today), np.zeros_like(plant_today)
    things = brought([one.practice], one.level, one.unverified)
    for found in things:
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
        levers.taken_from or (MANURE if bool(np.any(other)) else None),
        {"nitrogen": np.where(here, nitrogen, 0.0)},
        one.abandonment_per_yr,
        1.0 if things and all(found.given.kind == "inert" for found in things) else 0.0,
    )


def _number(amount: Amount | None, one: Chosen) -> float:
    return float(getattr(amount, one.level)) if usable(amount, one.unverified) else 0.0
