"""What is planned, and what there is of everything it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from fourpermille.kernels.adoption import sum_of_cohorts
from fourpermille.practices.spread import Spread
from fourpermille.soil.annual_map import Array

RESIDUES, MANURE = "residues", "manure"
PLANT_GROWTH, CAPACITY = "plant_growth", "capacity"
# What a gain binds of each nutrient.
DEMANDS = {
    "nitrogen": "nitrogen_demand_kgn_ha",
    "phosphorus": "phosphorus_demand_kgp_ha",
    "sulphur": "sulphur_demand_kgs_ha",
}


@dataclass(frozen=True)
class Plan:
    """A practice on its way over the land; arrays (places), on a field that has it.

    ``equivalent_input``: the constant extra plant input, t C/ha/yr, that gains as much by the
    target year as the practice does, whatever it works through. ``plant_carbon`` and
    ``other_carbon``: the carbon that it takes, grown on the field or brought, t C/ha/yr.
    ``resource``: what that is taken from, if it is bounded. ``brought``: nutrients that come with
    it, kg/ha/yr. ``abandonment_per_yr``: hazard with which fields give it up again.
    ``inert_fraction``: part of the carbon it brings that is inert and binds no nutrients.
    """

    id: str
    spread: Spread
    equivalent_input: Array
    plant_carbon: Array
    other_carbon: Array
    resource: str | None = None
    brought: Mapping[str, Array] = field(default_factory=dict)
    abandonment_per_yr: float = 0.0
    inert_fraction: float = 0.0

    def in_place(self, years: int) -> Array:
        """Share of all the land (years + 1) on which it is new and still done, from today on."""
        age = np.arange(years + 1)
        share = self.spread.share(self.spread.start_year + age)
        if self.abandonment_per_yr:
            share = sum_of_cohorts(share, np.exp(-self.abandonment_per_yr * age))
        return np.asarray(self.spread.additional_fraction * share)

    @property
    def carbon(self) -> Array:
        """Carbon that it takes from anywhere (places), t C/ha/yr."""
        return np.asarray(self.plant_carbon + self.other_carbon)


@dataclass(frozen=True)
class Limits:
    """What there is (places); what isn't named is not limited.

    ``available``: carbon by resource beyond what returns today, t C/ha/yr, which any field of the
    place may get. ``plant_room``: carbon of plants that can still return to a field, t C/ha/yr.
    ``nutrients``: what crops leave, kg/ha/yr. ``carbon_per_nutrient``: carbon that a kg of a
    nutrient holds in the soil, kg/kg. ``capacity`` (years + 1, places): what the soil can hold in
    each year beyond business as usual, t C/ha. A missing value makes the place unanswered, never
    unlimited.
    """

    available: Mapping[str, Array] = field(default_factory=dict)
    plant_room: Array | None = None
    nutrients: Mapping[str, Array] = field(default_factory=dict)
    carbon_per_nutrient: Mapping[str, float] = field(default_factory=dict)
    capacity: Array | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What is bounded at all."""
        growth = () if self.plant_room is None else (PLANT_GROWTH,)
        full = () if self.capacity is None else (CAPACITY,)
        return (*self.available, *growth, *full, *self.nutrients)

    def without(self, name: str) -> Limits:
        """The same, but for one bound."""
        return replace(
            self,
            available={n: there for n, there in self.available.items() if n != name},
            plant_room=None if name == PLANT_GROWTH else self.plant_room,
            nutrients={n: there for n, there in self.nutrients.items() if n != name},
            capacity=None if name == CAPACITY else self.capacity,
        )
