"""What the gain of the practices binds of nutrients: its price in the field."""

from __future__ import annotations

from fourpermille.assessment.supply.plan import DEMANDS
from fourpermille.core.i18n import _
from fourpermille.report.content import Column, Table
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import brief, num, unit
from fourpermille.report.sections.practice_names import limit_name
from fourpermille.report.sections.supply_words import where_known

# The largest total of the nutrients tells the unit of all, so that they can be compared.
SIZES_KG = (("kt/yr", 1e6), ("t/yr", 1e3), ("kg/yr", 1.0))


def nutrient_table(facts: Facts) -> Table | None:
    """Return a row for each nutrient; None where the results don't tell them."""
    if not set(DEMANDS.values()) <= set(facts.results.variables):
        return None
    rows = []
    totals = [
        facts.total_of(where_known(facts, facts.values(name))) / facts.target_years
        for name in DEMANDS.values()
    ]
    largest = max(map(abs, totals))
    symbol, size = next((one for one in SIZES_KG if largest >= one[1]), SIZES_KG[-1])
    for total, (element, variable) in zip(totals, DEMANDS.items(), strict=True):
        bound = where_known(facts, facts.values(variable))
        mean = facts.mean_of(bound)
        row = [limit_name(element), num(mean, 0), num(mean / facts.target_years, 1)]
        if facts.has_area:
            row.append(brief(total / size))
        rows.append(tuple(row))
    columns = [
        Column(_("Nutrient"), align="left"),
        Column(_("Bound by the end of the target"), "kg/ha"),
        Column(_("In a year"), unit("kg/ha/yr")),
    ]
    if facts.has_area:
        columns.append(Column(_("In all"), unit(symbol)))
    note = _(
        "What the carbon gained by the practices holds as stable organic matter. It has to come "
        "from what crops leave, legumes, manure or fertiliser, and isn’t there for crops any more."
    )
    caption = _("Nutrients that the gain binds, mean of the land")
    return Table("supply_nutrients", caption, tuple(columns), tuple(rows), note=note)
