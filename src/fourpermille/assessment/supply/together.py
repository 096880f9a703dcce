"""What practices gain on one field by the end of the target, each its part of what all gain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fourpermille.assessment.supply.chosen import Chosen
from fourpermille.practices.by_evidence import evidence_change
from fourpermille.practices.by_factor import factor_change
from fourpermille.practices.by_model import model_change
from fourpermille.practices.combine import largest_and_a_share
from fourpermille.practices.schema import Practice
from fourpermille.soil.annual_map import Array
from fourpermille.soil.setup import Setup

EDITION = "2019"  # of the IPCC's factors
CENTRAL = "central"
LEVELS = (CENTRAL, "low", "high")  # in the order in which the methods answer


@dataclass(frozen=True)
class Question:
    """The fields, how long they are followed, and where each practice belongs (places)."""

    setup: Setup
    zones: Sequence[str]
    years: int
    belongs: Sequence[Array]

    def gain(
        self, found: Sequence[Practice], method: str, level: str, *, unverified: bool
    ) -> Array:
        """Gain (places) of practices on one field at the end, t C/ha."""
        setup, stock, years = self.setup, self.setup.stock, self.years
        if method == "model":
            bounds = (CENTRAL,) if level == CENTRAL else None
            ends = model_change(setup, found, years, unverified, bounds=bounds)
        elif method == "evidence":
            ends = evidence_change(found, stock, years, unverified=unverified)
        else:
            ends = factor_change(
                found, self.zones, None, stock, years, edition=EDITION, unverified=unverified
            )
        return np.asarray(ends[LEVELS.index(level)][-1])


def gains_of(asked: Question, chosen: Sequence[Chosen]) -> list[Array]:
    """Gain (places) of each practice, nothing where it doesn't belong.

    Those that are taken by one method gain together what its rule for several makes of them; of
    what different methods give, the largest counts in full and the others by a share, as with
    published effects. Never more than the sum.
    """
    gains = [np.zeros(asked.setup.cells.size)] * len(chosen)
    totals = []
    for mine in _ways(asked, chosen):
        found = _of_one_way(asked, [chosen[n] for n in mine], [asked.belongs[n] for n in mine])
        for n, gain in zip(mine, found, strict=True):
            gains[n] = gain
        totals.append(np.sum(found, axis=0))
    if len(totals) == 1:
        return gains
    joint = largest_and_a_share(totals)
    return _adding_up(gains, gains, joint)


def _ways(asked: Question, chosen: Sequence[Chosen]) -> Iterator[list[int]]:
    """Numbers of the practices that one method takes together.

    Figures from memory are for those that ask for them; the others stand apart only where they
    would otherwise get some.
    """
    for method in dict.fromkeys(one.method for one in chosen):
        mine = [n for n, one in enumerate(chosen) if one.method == method]
        apart: list[int] = []
        if any(chosen[n].unverified for n in mine):
            apart = [n for n in mine if not chosen[n].unverified and _has_memory(asked, chosen[n])]
        yield from filter(None, ([n for n in mine if n not in apart], apart))


def _has_memory(asked: Question, one: Chosen) -> bool:
    """Whether figures known from memory would change what a practice gains."""
    for level in {CENTRAL, one.level}:
        sure, all_figures = (
            asked.gain([one.practice], one.method, level, unverified=flag) for flag in (False, True)
        )
        if not np.array_equal(sure, all_figures, equal_nan=True):
            return True
    return False


def _of_one_way(asked: Question, chosen: Sequence[Chosen], belongs: Sequence[Array]) -> list[Array]:
    """Gains (places) of practices by one method, those of several scaled to what all gain."""
    method, unsure = chosen[0].method, any(one.unverified for one in chosen)

    def gain(some: Sequence[Chosen], level: str) -> Array:
        return asked.gain([one.practice for one in some], method, level, unverified=unsure)

    central = [np.where(here, gain([one], CENTRAL), 0.0) for one, here in _pairs(chosen, belongs)]
    own = [
        middle if one.level == CENTRAL else np.where(here, gain([one], one.level), 0.0)
        for (one, here), middle in zip(_pairs(chosen, belongs), central, strict=True)
    ]
    joint = np.sum(central, axis=0)
    sets = np.stack(list(belongs))
    for inside in np.unique(sets, axis=1).T:  # which of them stand together differs by place
        if inside.sum() > 1:
            some = [one for one, is_here in zip(chosen, inside, strict=True) if is_here]
            here = (sets == inside[:, None]).all(axis=0)
            joint = np.where(here, gain(some, CENTRAL), joint)
    return _adding_up(own, central, joint)


def _adding_up(own: Sequence[Array], central: Sequence[Array], joint: Array) -> list[Array]:
    """Gains lowered alike, in proportion to their size, so that the central ones sum to ``joint``.

    A loss grows by what a gain of its size shrinks.
    """
    size = np.sum([np.abs(one) for one in central], axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        less = (joint - np.sum(central, axis=0)) / size
    less = np.where(less < 0.0, less, 0.0)  # a practice without an effect leaves the others theirs
    return [gain + less * np.abs(gain) for gain in own]


def _pairs(chosen: Sequence[Chosen], belongs: Sequence[Array]) -> list[tuple[Chosen, Array]]:
    return list(zip(chosen, belongs, strict=True))
