"""Year by year: what is adopted, what there is for it, what the soil makes of it.

Each practice counts as the plant input that gains as much as it does by the target year, and the
model is linear in inputs: what several gain together is what the model makes of their sum, each at
its own pace and within the same limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourpermille.assessment.supply.plan import CAPACITY, PLANT_GROWTH, Limits, Plan
from fourpermille.assessment.supply.shares import on_fields, share_of
from fourpermille.soil import linear
from fourpermille.soil.annual_map import AnnualMap, Array

STREAM = "plant"
EVERYBODY, ADOPTION, GROWTH, NUTRIENTS = "everybody", "adoption", PLANT_GROWTH, "nutrients"
KG_PER_T = 1000.0


@dataclass(frozen=True)
class Supply:
    """Arrays (years + 1, places); year 0 is today, before anything is supplied.

    ``stages``: equivalent input, t C/ha/yr, after each stage in the order in which they act, from
    what everybody's adoption would give to what is left after nutrients. ``gain``: carbon gained
    beside business as usual, t C/ha, of which ``humus`` needs nutrients: inert carbon doesn't.
    ``short``: for each nutrient the share of the year's input that it refuses.
    """

    stages: Mapping[str, Array]
    gain: Array
    humus: Array
    short: Mapping[str, Array]

    @property
    def supplied(self) -> Array:
        """What reaches the soil in the end (years + 1, places), t C/ha/yr."""
        return self.stages[NUTRIENTS]

    def refused(self, name: str, years: int) -> bool:
        """Whether a bound takes anything away at any place in so many years."""
        if name in self.short:
            return bool((self.short[name][: years + 1] > 0.0).any())
        order = list(self.stages)
        before, after = (self.stages[order[order.index(name) - less]] for less in (1, 0))
        return bool((before[: years + 1] > after[: years + 1]).any())


def forward(year_map: AnnualMap, plans: Sequence[Plan], limits: Limits, years: int) -> Supply:
    """Follow the plans over the years to come; an input of a year is the mean over the year."""
    shape = (years + 1, year_map.places)
    names = (EVERYBODY, ADOPTION, *limits.available, GROWTH, CAPACITY, NUTRIENTS)
    stages = {name: np.zeros(shape) for name in names}
    short = {name: np.zeros(shape) for name in limits.nutrients}
    gain, humus = np.zeros(shape), np.zeros(shape)
    empty = np.zeros((year_map.places, len(year_map.pools)))
    inert, fed = empty, empty  # what needs no nutrients, and what does
    new = [plan.in_place(years) for plan in plans]
    everybody = _summed(plans, [1.0 - plan.spread.current_fraction for plan in plans], shape[1])
    for year in range(1, years + 1):
        during = [0.5 * (share[year - 1] + share[year]) for share in new]
        stages[EVERYBODY][year] = everybody
        served = _rationed(plans, during, limits, stages, year)
        added = year_map.stream(STREAM) * stages[GROWTH][year][:, None]
        stable = _inert_share(plans, served, stages[GROWTH][year])
        inert, fed = (year_map.after_year(one, empty) for one in (inert, fed))
        kept, left = (inert + fed).sum(axis=-1), added.sum(axis=-1)
        held = np.ones(shape[1])
        if limits.capacity is not None:
            held = share_of(limits.capacity[year] - kept, left)
        stages[CAPACITY][year] = held * stages[GROWTH][year]
        allowed, settled = held, fed.sum(axis=-1) - humus[year - 1]
        for name, share in _fed(plans, served, limits, settled, (1.0 - stable) * left).items():
            short[name][year] = 1.0 - share
            allowed = np.minimum(allowed, share)
        inert = inert + (stable * held)[:, None] * added
        fed = fed + ((1.0 - stable) * allowed)[:, None] * added
        gain[year], humus[year] = (inert + fed).sum(axis=-1), fed.sum(axis=-1)
        stages[NUTRIENTS][year] = (stable * held + (1.0 - stable) * allowed) * stages[GROWTH][year]
    unknown = np.isnan(gain[1:]).any(axis=0)  # no answer, not even nothing in the first year
    for series in (gain, humus, *stages.values()):
        series[0, unknown] = np.nan
    return Supply(stages, gain, humus, short)


def gained_by(year_map: AnnualMap, years: int) -> Array:
    """What one t C/ha of plant input in year 1, 2, … leaves in the last year (years, places)."""
    return np.diff(linear.response(year_map, years, STREAM), axis=0)[::-1]


def _rationed(
    plans: Sequence[Plan],
    during: Sequence[float],
    limits: Limits,
    stages: Mapping[str, Array],
    year: int,
) -> list[Array]:
    """Share of the land (places) that each plan can serve in a year, within what there is."""
    places = stages[ADOPTION].shape[1]
    shares = [np.full(places, one) for one in during]
    stages[ADOPTION][year] = _summed(plans, shares, places)
    for name, there in limits.available.items():
        users = [n for n, plan in enumerate(plans) if plan.resource == name]
        taken = sum((shares[n] * plans[n].carbon for n in users), np.zeros(places))
        for n in users:
            shares[n] = shares[n] * share_of(there, taken)
        stages[name][year] = _summed(plans, shares, places)
    if limits.plant_room is not None:
        grown = on_fields(shares, [plan.plant_carbon for plan in plans], limits.plant_room)
        # Plants bring a gain; a loss, as of a wetter soil, doesn't wait for them.
        shares = [
            np.where(plan.equivalent_input < 0.0, before, after)
            for plan, before, after in zip(plans, shares, grown, strict=True)
        ]
    stages[GROWTH][year] = _summed(plans, shares, places)
    return shares


def _inert_share(plans: Sequence[Plan], shares: Sequence[Array], supplied: Array) -> Array:
    """Part (places) of a year's input that comes as inert carbon, which binds no nutrients."""
    found = sum(
        (
            share * plan.inert_fraction * np.maximum(plan.equivalent_input, 0.0)
            for plan, share in zip(plans, shares, strict=True)
        ),
        np.zeros_like(supplied),
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(found > 0.0, np.minimum(found / supplied, 1.0), 0.0 * supplied)


def _fed(
    plans: Sequence[Plan], shares: Sequence[Array], limits: Limits, settled: Array, new: Array
) -> dict[str, Array]:
    """Share (places) of the year's input for which each nutrient suffices.

    Of what needs nutrients: ``settled``, how what was gained before changes in the year by itself,
    and ``new``, what the year's input would leave at its end, t C/ha.
    """
    found = {}
    for name, there in limits.nutrients.items():
        brought = sum(
            (
                share * plan.brought[name]
                for plan, share in zip(plans, shares, strict=True)
                if name in plan.brought
            ),
            np.zeros_like(new),
        )
        most = (there + brought) * limits.carbon_per_nutrient[name] / KG_PER_T
        found[name] = share_of(most - settled, new)
    return found


def _summed(plans: Sequence[Plan], shares: Sequence[Array | float], places: int) -> Array:
    """Equivalent input (places) of plans on shares of the land."""
    return sum(
        (share * plan.equivalent_input for plan, share in zip(plans, shares, strict=True)),
        np.zeros(places),
    )
