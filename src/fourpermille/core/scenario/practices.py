"""What no single key of a practice shows: names twice, shares that shrink."""

from collections.abc import Iterator

from fourpermille.core.i18n import _
from fourpermille.core.scenario.keyed import Found
from fourpermille.core.scenario.model import Scenario
from fourpermille.core.scenario.usage import key_problem


def practices(scenario: Scenario) -> Iterator[Found]:
    """Find practices that stand twice, and shares of land that can't be."""
    ids = [one.id for one in scenario.practices]
    for number, one in enumerate(scenario.practices, start=1):
        if one.id in ids[: number - 1]:
            yield key_problem(
                f"practices[{number}].id",
                _("this practice is planned twice"),
                found=one.id,
                todo=_("Remove one of them."),
            )
        if one.current_fraction > one.final_fraction:
            yield key_problem(
                f"practices[{number}].final_fraction",
                _("fewer would have the practice than today"),
                found=one.final_fraction,
                allowed=_("at least current_fraction ({share})").format(share=one.current_fraction),
            )
