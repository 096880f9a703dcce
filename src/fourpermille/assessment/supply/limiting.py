"""What stands between the supply and the demand: the bound that is best lifted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from fourpermille.assessment.supply.forward import ADOPTION, GROWTH, NUTRIENTS
from fourpermille.assessment.supply.plan import CAPACITY, MANURE, RESIDUES
from fourpermille.soil.annual_map import Array

TINY = 1e-9  # of the demand: what rounding makes
UNKNOWN, MET, PRACTICES = "", "met", "practices"
# In the order of their codes in grids; new ones go to the end.
FACTORS = (
    *(UNKNOWN, MET, PRACTICES, ADOPTION, RESIDUES, MANURE, GROWTH),
    *("nitrogen", "phosphorus", "sulphur", CAPACITY),
)


def limiting_factor(
    stages: Mapping[str, Array],
    demand: Array,
    short: Mapping[str, Array],
    lifted: Mapping[str, Array],
) -> Array:
    """Name (places) of what limits over the years of the target.

    ``stages``, ``demand`` (places): on one scale, t C/ha/yr. ``short`` (places): how much each
    nutrient refuses. ``lifted`` (places): the supply without one bound, by its name.

    ``met``: nothing; ``adoption``: too few have them, or too late; a resource (``residues``,
    ``manure``); ``plant_growth``; ``capacity``; a nutrient: the one that would bring most of the
    demand if it alone were lifted. Empty where the place has no answer.

    Where that is less than what the practices lack even where everybody has them without a bound,
    or where bounds stand behind each other, so that no single one helps, the largest part of the
    gap: ``practices`` for that lack, or what a stage takes away of the demand. What a stage takes
    of a plenty beyond it is no part.
    """
    rows = list(stages.values())
    within = [demand, *(np.minimum(row, demand) for row in rows)]
    brings = np.nan_to_num([np.minimum(row, demand) - within[-1] for row in lifted.values()])
    best = np.array(list(lifted), dtype=object)[brings.argmax(axis=0)]
    helps = brings.max(axis=0)
    alone = (helps > TINY * np.abs(demand)) & (helps >= demand - within[1])
    known = np.isfinite(within).all(axis=0)
    worst = np.where(alone, best, _largest_part(list(stages), within, short))
    words = np.where(known, np.where(rows[-1] >= demand, MET, worst), UNKNOWN)
    return np.asarray(words.astype(str))


def _largest_part(
    names: Sequence[str], within: Sequence[Array], short: Mapping[str, Array]
) -> Array:
    """Stage (places) that takes most of the demand; of nutrients, the one that refuses most."""
    lost = np.nan_to_num([before - after for before, after in pairwise(within)])
    worst = np.array([PRACTICES, *names[1:]], dtype=object)[lost.argmax(axis=0)]
    if not short:
        return np.asarray(worst)
    elements = np.array(list(short), dtype=object)
    refusing = elements[np.stack(list(short.values())).argmax(axis=0)]
    return np.where(worst == NUTRIENTS, refusing, worst)
