"""Year by year: what is adopted, what there is for it, what the soil makes of it.

Each practice counts as the plant input that gains as much as it does by the target year, and the
model is linear in inputs: what several gain together is what the model makes of their sum, each at
its own pace and within the same limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourpermille.assessment.supply.plan import PLANT_GROWTH, Limits, Plan
from fourpermille.soil.annual_map import Array, at_year
from fourpermille.soil.linear import Maps

STREAM = "plant"
EVERYBODY, ADOPTION, GROWTH, NUTRIENTS = "everybody", "adoption", PLANT_GROWTH, "nutrients"
KG_PER_T = 1000.0


@dataclass(frozen=True)
class Supply:
    """Arrays (years + 1, places); year 0 is today.

    ``stages``: equivalent input, t C/ha/yr, after each stage in the order in which they act, from
    what everybody's adoption would give to what is left after nutrients. ``gain``: carbon gained
    beside business as usual, t C/ha. ``short``: for each nutrient the share of the year's input
    that it refuses.
    """

    stages: Mapping[str, Array]
    gain: Array
    short: Mapping[str, Array]

    @property
    def supplied(self) -> Array:
        """What reaches the soil in the end (years + 1, places), t C/ha/yr."""
        return self.stages[NUTRIENTS]


def forward(
    maps: Maps, plans: Sequence[Plan], limits: Limits, start_year: float, years: int
) -> Supply:
    """Follow the plans over the years to come; an input of a year is the mean over the year."""
    first = at_year(maps, 0)
    shape = (years + 1, first.places)
    names = (EVERYBODY, ADOPTION, *limits.available, GROWTH, NUTRIENTS)
    stages = {name: np.zeros(shape) for name in names}
    short = {name: np.zeros(shape) for name in limits.nutrients}
    gain, pools = np.zeros(shape), np.zeros((first.places, len(first.pools)))
    dates = start_year + np.arange(years + 1)
    shares = [plan.spread.additional_fraction * plan.spread.share(dates) for plan in plans]
    everybody = _summed(plans, [1.0 - plan.spread.current_fraction for plan in plans], first.places)
    for year in range(1, years + 1):
        now = at_year(maps, year - 1)
        during = [0.5 * (share[year - 1] + share[year]) for share in shares]
        stages[EVERYBODY][year] = everybody
        left = _rationed(plans, during, limits, stages, year)
        added = now.stream(STREAM) * stages[GROWTH][year][:, None]
        carried = now.after_year(pools, np.zeros_like(pools))
        settled = carried.sum(axis=-1) - gain[year - 1]
        allowed, refused = _fed(plans, left, limits, settled, added.sum(axis=-1))
        for name, share in refused.items():
            short[name][year] = share
        pools = carried + allowed[:, None] * added
        gain[year] = pools.sum(axis=-1)
        stages[NUTRIENTS][year] = allowed * stages[GROWTH][year]
    return Supply(stages, gain, short)


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
        grown = sum(
            (share * plan.plant_carbon for plan, share in zip(plans, shares, strict=True)),
            np.zeros(places),
        )
        ration = share_of(limits.plant_room, grown)
        grows = [plan.plant_carbon > 0.0 for plan in plans]
        shares = [
            np.where(here, ration * one, one) for here, one in zip(grows, shares, strict=True)
        ]
    stages[GROWTH][year] = _summed(plans, shares, places)
    return shares


def _fed(
    plans: Sequence[Plan], shares: Sequence[Array], limits: Limits, settled: Array, new: Array
) -> tuple[Array, dict[str, Array]]:
    """Share (places) of the year's input that finds the nutrients for what it would leave.

    ``settled``: how what was gained before changes in the year by itself; ``new``: what the year's
    input would leave at its end, t C/ha.
    """
    allowed, refused = np.ones_like(new), {}
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
        share = share_of(most - settled, new)
        refused[name] = 1.0 - share
        allowed = np.minimum(allowed, share)
    return allowed, refused


def _summed(plans: Sequence[Plan], shares: Sequence[Array | float], places: int) -> Array:
    """Equivalent input (places) of plans on shares of the land."""
    return sum(
        (share * plan.equivalent_input for plan, share in zip(plans, shares, strict=True)),
        np.zeros(places),
    )


def share_of(there: Array, wanted: Array) -> Array:
    """How much of what is wanted can be had (0 to 1); all of it where nothing is wanted."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(wanted > 0.0, np.maximum(there, 0.0) / wanted, 1.0 + 0.0 * wanted)
    return np.asarray(np.minimum(share, 1.0))
