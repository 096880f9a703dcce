"""Places where a bound on the extra input keeps the stock away from its target."""

import numpy as np

from fourpermille.core.i18n import _, ngettext
from fourpermille.report.content import Box
from fourpermille.report.facts import SAME, Facts
from fourpermille.report.numbers import num
from fourpermille.report.sections.naming import named


def shortfall(facts: Facts) -> Box | None:
    """Count and name the places below their target, and those above it; None without any."""
    gap = facts.values("target_stock_tc_ha") - facts.reached
    target = facts.values("target_stock_tc_ha")
    over = facts.counted & (gap < -SAME * np.abs(target))
    texts = []
    if facts.missing_target.any():
        worst = int(np.argmax(np.where(facts.missing_target, gap, -np.inf)))
        texts.append(
            ngettext(
                "The most that the scenario allows is too little at **{count} of {all} place**: "
                "{names}. Its stock ends {gap} t C/ha below the target.",
                "The most that the scenario allows is too little at **{count} of {all} places**: "
                "{names}. Their stocks end up to {gap} t C/ha below the target.",
                int(facts.missing_target.sum()),
            ).format(
                count=num(facts.missing_target.sum(), 0),
                all=num(facts.counted.sum(), 0),
                names=named(facts, facts.missing_target),
                gap=num(gap[worst], 1),
            )
        )
    if over.any():
        texts.append(
            ngettext(
                "The least that the scenario demands is more than the target needs at {count} "
                "place: {names}.",
                "The least that the scenario demands is more than the target needs at {count} "
                "places: {names}.",
                int(over.sum()),
            ).format(count=num(over.sum(), 0), names=named(facts, over))
        )
    return Box(_("Where the bounds hold"), tuple(texts)) if texts else None
