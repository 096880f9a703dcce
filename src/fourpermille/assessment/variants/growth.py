"""Growth on the stock of the year before, or on that of the start."""

from __future__ import annotations

from dataclasses import replace

from fourpermille.assessment.case import Case
from fourpermille.assessment.target import GROWTHS
from fourpermille.assessment.variants import METHOD, Change, register


@register("growth", METHOD)
def growth(case: Case) -> dict[str, Change]:
    """The other kind of growth."""

    def other(word: str) -> Change:
        return lambda one: replace(one, target=replace(one.target, growth=word))

    return {f"growth_{word}": other(word) for word in GROWTHS if word != case.target.growth}
