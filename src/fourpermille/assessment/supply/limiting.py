"""What stands between the supply and the demand: the stage that takes most."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from fourpermille.assessment.supply.forward import ADOPTION, GROWTH, NUTRIENTS
from fourpermille.assessment.supply.plan import CAPACITY, MANURE, RESIDUES
from fourpermille.soil.annual_map import Array

UNKNOWN, MET, PRACTICES = "", "met", "practices"
# In the order of their codes in grids; new ones go to the end.
FACTORS = (
    *(UNKNOWN, MET, PRACTICES, ADOPTION, RESIDUES, MANURE, GROWTH),
    *("nitrogen", "phosphorus", "sulphur", CAPACITY),
)


def limiting_factor(
    stages: Mapping[str, Array], demand: Array, short: Mapping[str, Array]
) -> Array:
    """Name (places) of what limits most over the years of the target.

    ``stages``, ``demand`` (places): on one scale, t C/ha/yr. ``short`` (places): how much each
    nutrient refuses.

    ``met``: nothing; ``practices``: they would not suffice even where everybody had them at once;
    ``adoption``: too few have them, or too late; a resource (``residues``, ``manure``);
    ``plant_growth``; ``capacity``; a nutrient. Empty where the place has no answer.

    What everybody's adoption would lack, and what each stage after that takes away of the demand,
    are the parts of the gap and sum to it; the largest limits. What a stage takes of a plenty
    beyond the demand is no part. Of nutrients, the one that refuses most.
    """
    names, rows = list(stages), list(stages.values())
    within = [demand, *(np.minimum(row, demand) for row in rows)]
    lost = [before - after for before, after in pairwise(within)]
    labels = np.array([PRACTICES, *names[1:]], dtype=object)
    stacked = np.stack(lost)
    known = np.isfinite(stacked).all(axis=0)
    worst = labels[np.where(known, stacked, 0.0).argmax(axis=0)]
    if short:
        elements = np.array(list(short), dtype=object)
        worst = np.where(
            worst == NUTRIENTS, elements[np.stack(list(short.values())).argmax(axis=0)], worst
        )
    words = np.where(known, np.where(rows[-1] >= demand, MET, worst), UNKNOWN)
    return np.asarray(words.astype(str))
