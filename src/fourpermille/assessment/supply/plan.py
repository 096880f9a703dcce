"""What is planned, and what there is of everything it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from fourpermille.practices.spread import Spread
from fourpermille.soil.annual_map import Array

RESIDUES, MANURE = "residues", "manure"
RESOURCES = (RESIDUES, MANURE)
PLANT_GROWTH = "plant_growth"


@dataclass(frozen=True)
class Plan:
    """A practice on its way over the land; arrays (places), on a field that has it.

    ``equivalent_input``: the constant extra plant input, t C/ha/yr, that gains as much by the
    target year as the practice does, whatever it works through. ``plant_carbon`` and
    ``other_carbon``: the carbon that it takes, grown on the field or brought, t C/ha/yr.
    ``resource``: what that is taken from, if it is bounded. ``brought``: nutrients that come with
    it, kg/ha/yr.
    """

    id: str
    spread: Spread
    equivalent_input: Array
    plant_carbon: Array
    other_carbon: Array
    resource: str | None = None
    brought: Mapping[str, Array] = field(default_factory=dict)

    @property
    def carbon(self) -> Array:
        """Carbon that it takes from anywhere (places), t C/ha/yr."""
        return np.asarray(self.plant_carbon + self.other_carbon)


@dataclass(frozen=True)
class Limits:
    """What there is (places); what isn't named is not limited.

    ``available``: carbon by resource beyond what returns today, t C/ha/yr. ``plant_room``: carbon
    of plants that can still return, t C/ha/yr. ``nutrients``: what crops leave, kg/ha/yr.
    ``carbon_per_nutrient``: carbon that a kg of a nutrient holds in the soil, kg/kg. A missing
    value makes the place unanswered, never unlimited.
    """

    available: Mapping[str, Array] = field(default_factory=dict)
    plant_room: Array | None = None
    nutrients: Mapping[str, Array] = field(default_factory=dict)
    carbon_per_nutrient: Mapping[str, float] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """What is bounded at all."""
        growth = () if self.plant_room is None else (PLANT_GROWTH,)
        return (*self.available, *growth, *self.nutrients)
