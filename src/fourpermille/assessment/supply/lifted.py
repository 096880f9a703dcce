"""What would be supplied if one bound, and it alone, were lifted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fourpermille.assessment.supply.forward import ADOPTION, Supply, forward
from fourpermille.assessment.supply.plan import Limits, Plan
from fourpermille.practices.spread import Spread
from fourpermille.soil.annual_map import AnnualMap, Array


def lifted(
    year_map: AnnualMap, plans: Sequence[Plan], limits: Limits, years: int, found: Supply
) -> Iterator[tuple[str, Array]]:
    """Each bound, and the equivalent input (years + 1, places) without it, t C/ha/yr.

    Without the bound of adoption everybody has the practices from today on. ``found``: what is
    supplied within all bounds, and without one that takes nothing anywhere.
    """
    yield (
        ADOPTION,
        forward(year_map, [_of_everybody(plan) for plan in plans], limits, years).supplied,
    )
    for name in limits.names:
        takes = found.refused(name, years)
        bounds = limits.without(name)
        yield name, forward(year_map, plans, bounds, years).supplied if takes else found.supplied


def _of_everybody(plan: Plan) -> Plan:
    today = plan.spread
    at_once = Spread(today.start_year, "immediate", current_fraction=today.current_fraction)
    return replace(plan, spread=at_once, abandonment_per_yr=0.0)
