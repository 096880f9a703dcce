"""Growth on the stock of the year before, or on that of the start."""

from __future__ import annotations

from dataclasses import replace

from fourpermille.assessment.case import Case
from fourpermille.assessment.target import GROWTHS
from fourpermille.assessment.variants import METHOD, Change, Words, register
from fourpermille.core.i18n import N_

WORDS = {
    "growth_linear": Words(
        N_("Linear growth"),
        N_("the target adds the same tonnage each year, without compounding"),
    ),
    "growth_compound": Words(N_("Compound growth"), N_("the target grows on what was gained")),
}


@register(
    METHOD,
    label=N_("Linear or compound growth"),
    about="linear instead of compound growth, or the other way round",
    words=WORDS.get,
)
def growth(case: Case) -> dict[str, Change]:
    """The other kind of growth."""

    def other(word: str) -> Change:
        return lambda one: replace(one, target=replace(one.target, growth=word))

    return {f"growth_{word}": other(word) for word in GROWTHS if word != case.target.growth}
