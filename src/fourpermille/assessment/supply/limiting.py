"""What stands between the supply and the demand: the stage that takes most."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from fourpermille.assessment.supply.forward import ADOPTION, GROWTH, NUTRIENTS, Supply
from fourpermille.assessment.supply.plan import MANURE, RESIDUES
from fourpermille.soil.annual_map import Array

UNKNOWN, MET, PRACTICES = "", "met", "practices"
# In the order of their codes in grids; new ones go to the end.
FACTORS = (
    *(UNKNOWN, MET, PRACTICES, ADOPTION, RESIDUES, MANURE, GROWTH),
    *("nitrogen", "phosphorus", "sulphur"),
)


def limiting_factor(found: Supply, demand: Array, year: int) -> Array:
    """Name (places) of what limits most in a year.

    ``met``: nothing; ``practices``: they would not suffice even where everybody had them;
    ``adoption``: too few have them by then; a resource (``residues``, ``manure``);
    ``plant_growth``; a nutrient. Empty where the place has no answer.

    The demand less what everybody's adoption would give, and what each stage after that takes away,
    are the parts of the gap; the largest limits. Of nutrients, the one that refuses most.
    """
    names = list(found.stages)
    rows = [found.stages[name][year] for name in names]
    lost = [demand - rows[0]]
    lost += [before - after for before, after in pairwise(rows)]
    labels = np.array([PRACTICES, *names[1:]], dtype=object)
    stacked = np.stack(lost)
    known = np.isfinite(stacked).all(axis=0)
    worst = labels[np.where(known, stacked, 0.0).argmax(axis=0)]
    if found.short:
        elements = np.array(list(found.short), dtype=object)
        most = elements[np.stack([row[year] for row in found.short.values()]).argmax(axis=0)]
        worst = np.where(worst == NUTRIENTS, most, worst)
    words = np.where(known, np.where(rows[-1] >= demand, MET, worst), UNKNOWN)
    return np.asarray(words.astype(str))
