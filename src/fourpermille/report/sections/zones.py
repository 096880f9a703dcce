"""Tables of a grid: one row for each country, and one for each climate zone."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from fourpermille.assessment.climate_zone import ZONES, zone_name
from fourpermille.core import weights
from fourpermille.core.i18n import _
from fourpermille.report.amounts import Amounts, amounts
from fourpermille.report.content import Column, Table
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import brief, num, unit
from fourpermille.report.sections.naming import country_name
from fourpermille.report.sections.place_tables import TOP

CLIMATE, COUNTRY = "climate_zone", "country"

Row = tuple[str, ...]


def zone_tables(facts: Facts) -> list[Table]:
    """Return the tables of a grid by country and by climate zone, as far as it has them."""
    if not facts.is_grid:
        return []
    return [*_by_country(facts), *_by_climate(facts)]


def _by_country(facts: Facts) -> list[Table]:
    rows = _rows(facts, facts.codes, country_name)
    if not rows:
        return []
    if len(rows) <= TOP:
        caption = _("All countries, from the largest need in all")
        return [_table(facts, "countries", _("Country"), caption, rows)]
    top = _("The {count} countries with the largest needs in all").format(count=num(TOP, 0))
    every = _("All {count} countries, from the largest need in all").format(count=num(len(rows), 0))
    return [
        _table(facts, "countries", _("Country"), top, rows[:TOP]),
        _table(facts, "all_countries", _("Country"), every, rows, folded=True),
    ]


def _by_climate(facts: Facts) -> list[Table]:
    found = facts.texts(CLIMATE)
    if not any(found):
        return []

    def name(zone: str) -> str:
        return zone_name(zone) if zone in ZONES else zone

    caption = _("Climate zones, from the largest need in all")
    return [_table(facts, "climates", _("Climate zone"), caption, _rows(facts, found, name))]


def _rows(facts: Facts, zones: list[str], name: Callable[[str], str]) -> list[Row]:
    """Return a row for each zone of the cells that count, the largest total first."""
    if not any(zones):
        return []
    shown = amounts(facts)
    which, names = pd.factorize(np.array(zones, dtype=object), sort=True)
    extra, stock = facts.values("extra_input_tc_ha_yr"), facts.values("soc_stock_tc_ha")
    percent = facts.values("extra_input_percent")
    found: list[tuple[float, Row]] = []
    for zone in np.unique(which[facts.counted]):  # in the order of their names
        here = (which == zone) & facts.counted
        area = facts.weights[here]
        need = weights.weighted_total(extra[here], area)
        row = [name(str(names[zone])), num(here.sum(), 0)]
        if facts.has_area:
            row.append(brief(area.sum() / shown.divisor))
        row += [
            num(weights.weighted_mean(stock[here], area), 1),
            num(weights.weighted_quantile(facts.returns_today[here], area, 0.5), 2),
            num(weights.weighted_quantile(extra[here], area, 0.5), 2),
            num(weights.weighted_quantile(percent[here], area, 0.5), 0),
        ]
        if facts.has_area:
            row.append(brief(need / shown.divisor))
        found.append((need, tuple(row)))
    return [row for _need, row in sorted(found, key=lambda pair: -pair[0])]


def _columns(facts: Facts, what: str, shown: Amounts) -> tuple[Column, ...]:
    columns = [Column(what, align="left"), Column(_("Cells"))]
    if facts.has_area:
        columns.append(Column(_("Area"), shown.area_unit))
    columns += [
        Column(_("Stock"), "t C/ha"),
        Column(_("Returns today"), unit("t C/ha/yr")),
        Column(_("Extra"), unit("t C/ha/yr")),
        Column(_("in %")),
    ]
    if facts.has_area:
        columns.append(Column(_("Extra in all"), unit(f"{shown.carbon_unit}/yr")))
    return tuple(columns)


def _table(
    facts: Facts, id_: str, what: str, caption: str, rows: list[Row], *, folded: bool = False
) -> Table:
    note = _("Stocks are means, the rest medians of the land of a row; the last column is its sum.")
    columns = _columns(facts, what, amounts(facts))
    return Table(id_, caption, columns, tuple(rows), note=note, folded=folded)
