"""Tables with one row for each place: the largest needs, and all of them."""

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.amounts import Amounts, amounts
from fourpermille.report.content import Column, Table
from fourpermille.report.domain import outside
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import MISSING, brief, num, unit
from fourpermille.report.runs import literal

TOP = 20
# A longer table belongs into the CSV file.
LONGEST = 400


def top_table(facts: Facts) -> Table:
    """Show the places with the largest total, or without areas the largest need per hectare."""
    extra = facts.values("extra_input_tc_ha_yr")
    by = extra * facts.weights
    order = np.argsort(-np.nan_to_num(by, nan=-np.inf), kind="stable")[:TOP]
    if facts.count <= TOP:
        caption = _("All places")
        order = np.arange(facts.count)
    elif facts.has_area:
        caption = _("The {count} largest needs in all").format(count=num(TOP, 0))
    else:
        caption = _("The {count} largest needs per hectare").format(count=num(TOP, 0))
    return _table(facts, "top", caption, order, folded=False)


def full_table(facts: Facts) -> Table | None:
    """Show every place in the order of its name, folded away on a page."""
    if facts.count <= TOP:
        return None
    names = np.array([name.casefold() for name in facts.names])
    order = np.argsort(names, kind="stable")
    caption = _("All {count} places").format(count=num(facts.count, 0))
    note = ""
    if facts.count > LONGEST:
        order = order[:LONGEST]
        caption = _("The first {shown} of {count} places").format(
            shown=num(LONGEST, 0), count=num(facts.count, 0)
        )
        note = _("All places are in the file `tables/places.csv`.")
    return _table(facts, "all_places", caption, order, folded=True, note=note)


def _columns(facts: Facts, shown: Amounts) -> tuple[Column, ...]:
    columns = [Column(_("Country") if facts.by_country else _("Place"), align="left")]
    if facts.has_area:
        columns.append(Column(_("Area"), shown.area_unit))
    columns += [
        Column(_("Stock"), "t C/ha"),
        Column(_("Class")),
        Column(_("Returns today"), unit("t C/ha/yr")),
    ]
    if facts.keeps_otherwise:
        columns.append(Column(_("Keeps today’s stock"), unit("t C/ha/yr")))
    columns += [
        Column(_("Extra"), unit("t C/ha/yr")),
        Column(_("as dry matter"), unit("t/ha/yr")),
        Column(_("in %")),
    ]
    if facts.has_area:
        columns.append(Column(_("Extra in all"), unit(f"{shown.carbon_unit}/yr")))
    return tuple(columns)


def _rows(facts: Facts, order: np.ndarray, shown: Amounts) -> tuple[tuple[str, ...], ...]:
    area, extra = facts.values("area_ha"), facts.values("extra_input_tc_ha_yr")
    stock, keeps = facts.values("soc_stock_tc_ha"), facts.values("carbon_input_tc_ha_yr")
    matter, percent = facts.values("extra_input_tdm_ha_yr"), facts.values("extra_input_percent")
    classes, marked, short = facts.texts("baseline_class"), outside(facts), facts.missing_target
    rows = []
    for i in order:
        name = literal(facts.names[i]) + (" *" if marked[i] else "") + (" †" if short[i] else "")
        row = [name]
        if facts.has_area:
            row.append(brief(area[i] / shown.divisor))
        row += [num(stock[i], 1), classes[i] or MISSING, num(facts.returns_today[i], 2)]
        if facts.keeps_otherwise:
            row.append(num(keeps[i], 2))
        row += [num(extra[i], 2), num(matter[i], 2), num(percent[i], 0)]
        if facts.has_area:
            row.append(brief(area[i] * extra[i] / shown.divisor))
        rows.append(tuple(row))
    return tuple(rows)


def _table(
    facts: Facts, id_: str, caption: str, order: np.ndarray, *, folded: bool, note: str = ""
) -> Table:
    shown = amounts(facts)
    notes = [note]
    if facts.asked.is_built_up:
        text = _("The extra carbon is that of year {year}.")
        notes.append(text.format(year=num(facts.target_years, 0)))
    if facts.asked.path == "each_year":
        notes.append(_("The extra carbon is the mean of the period."))
    if outside(facts)[order].any():
        notes.append(_("* outside the domain of the method, see section 5"))
    if facts.missing_target[order].any():
        notes.append(_("† below its target"))
    return Table(
        id_,
        caption,
        _columns(facts, shown),
        _rows(facts, order, shown),
        note=" ".join(filter(None, notes)),
        folded=folded,
    )
