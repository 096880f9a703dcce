"""A practice that a scenario plans, and how its effect is taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourpermille.practices.by_evidence import effect_of
from fourpermille.practices.schema import Practice
from fourpermille.practices.spread import Spread
from fourpermille.soil.annual_map import Array


@dataclass(frozen=True)
class Chosen:
    """A practice, the method and the end of the range by which its effect is taken, its spread.

    ``abandonment_per_yr``: hazard with which fields give it up again, 1/yr.
    """

    practice: Practice
    spread: Spread
    method: str = "model"
    level: str = "central"
    unverified: bool = False
    abandonment_per_yr: float = 0.0

    @property
    def lacks_effect(self) -> bool:
        """Whether the method has nothing to go by, wherever the practice stands."""
        if self.method == "model":
            return not self.practice.levers.reach_the_soil
        if self.method == "ipcc":
            return self.practice.ipcc is None
        return effect_of(self.practice, self.unverified) is None

    @property
    def lacks_interval(self) -> bool:
        """Whether its effect was published without the interval whose end is wanted."""
        if self.level == "central" or self.method != "evidence":
            return False
        found = effect_of(self.practice, self.unverified)
        return found is not None and not found.has_interval


def belongs(chosen: Chosen, lands: Array, zones: Array) -> Array:
    """Whether the practice belongs on each place by land use and climate zone ("": unknown)."""
    kinds, index = np.unique(np.stack([lands, zones]).astype(str), axis=1, return_inverse=True)
    fits = [chosen.practice.fits(land or None, zone or None) for land, zone in kinds.T.tolist()]
    return np.array(fits, dtype=bool)[np.ravel(index)]
