"""Section 3, what happens after: slowing growth and the new balance."""

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.content import Column, Figure, Paragraph, Section, Table, only
from fourpermille.report.drawing import palette
from fourpermille.report.facts import Facts
from fourpermille.report.figures.lines import Line, Mark, line_chart
from fourpermille.report.numbers import num, unit

SHOWN_YEARS = (0, 10, 20, 30, 50, 75, 100)


def after(facts: Facts) -> Section:
    """Tell how growth slows, how long it lasts, and what keeps the gain."""
    blocks = only(
        Paragraph(_lead(facts), lead=True),
        _stocks(facts),
        _growth(facts),
        _times(facts),
        Paragraph(
            _(
                "The gain lasts only as long as the returns do: when the extra input stops, the "
                "stock falls back towards its old level."
            )
        ),
    )
    return Section("after", _("What happens after?"), blocks)


def _shown_years(facts: Facts) -> list[int]:
    wanted = {*SHOWN_YEARS, facts.target_years}
    return [int(y) for y in facts.years if int(y) in wanted]


def _at(facts: Facts, series: np.ndarray, year: int) -> float:
    found = np.flatnonzero(facts.years == year)
    return float(series[found[0]]) if found.size else float("nan")


def _lead(facts: Facts) -> str:
    text = _(
        "A soil does not fill up for ever. With a constant extra input the stock rises fast at "
        "first, then more and more slowly, until what is added and what is lost balance again."
    )
    if facts.has_series("growth_permille_yr"):
        growth = facts.mean_by_year("growth_permille_yr")
        last = int(facts.years[-1])
        text += " " + _(
            "Growth falls from **{first} ‰** in the first year to {target} ‰ in year {years} and "
            "**{last} ‰** in year {end}."
        ).format(
            first=num(_at(facts, growth, 1), 1),
            target=num(_at(facts, growth, facts.target_years), 1),
            years=num(facts.target_years, 0),
            last=num(_at(facts, growth, last), 1),
            end=num(last, 0),
        )
    return text


def _stocks(facts: Facts) -> Figure | None:
    items = [
        ("soc_stock_with_extra_input_tc_ha", _("Extra input kept up"), palette.ACCENT, ""),
        ("soc_stock_target_tc_ha", _("Target path"), palette.WARM, "7 4"),
        ("soc_stock_baseline_tc_ha", _("Without change"), palette.GREY, "2 3"),
    ]
    series = [
        (label, facts.mean_by_year(name), colour, dash)
        for name, label, colour, dash in items
        if facts.has_series(name)
    ]
    series = [one for one in series if np.isfinite(one[1]).any()]
    if not series:
        return None
    x = facts.years.astype(float)
    drawn = line_chart(
        [Line(label, x, y, colour, dash) for label, y, colour, dash in series],
        _("Years after the start"),
        _("Mean stock [t C/ha]"),
        marks=[Mark(facts.target_years, _("end of the target"))],
    )
    caption = _("Stocks with and without the extra carbon, mean of all places")
    rows = tuple(
        (num(year, 0, group=False), *(num(_at(facts, y, year), 1) for _l, y, _c, _d in series))
        for year in _shown_years(facts)
    )
    columns = (
        Column(_("Year"), align="left"),
        *(Column(label, "t C/ha") for label, _y, _c, _d in series),
    )
    first, end = series[0][1], int(facts.years[-1])
    alt = _(
        "Lines of the mean stock over {end} years. With the extra input it rises from {start} to "
        "{target} t C/ha in year {years} and {last} in year {end}."
    ).format(
        end=num(end, 0),
        start=num(first[0], 1),
        target=num(_at(facts, first, facts.target_years), 1),
        years=num(facts.target_years, 0),
        last=num(first[-1], 1),
    )
    table = Table("stocks_table", caption, columns, rows)
    return Figure("stocks", caption, alt, drawn, table=table)


def _growth(facts: Facts) -> Figure | None:
    if not facts.has_series("growth_permille_yr"):
        return None
    growth = facts.mean_by_year("growth_permille_yr")
    ok = np.isfinite(growth)
    if not ok.any():
        return None
    x = facts.years[ok].astype(float)
    rate = np.full(x.size, facts.rate)
    caption = _("Yearly growth of the stock while the extra input is kept up")
    label = _("the target")
    drawn = line_chart(
        [
            Line(_("Growth"), x, growth[ok], palette.ACCENT),
            Line(label, x, rate, palette.WARM, "7 4", 1.5),
        ],
        _("Years after the start"),
        _("Growth [‰ a year]"),
        from_zero=True,
        marks=[Mark(facts.target_years, _("end of the target"))],
    )
    rows = tuple(
        (num(year, 0, group=False), num(_at(facts, growth, year), 1))
        for year in sorted({1, *_shown_years(facts)} - {0})
    )
    alt = _(
        "A falling curve of yearly growth: {first} per mille in year 1, {last} in year {end}."
    ).format(
        first=num(_at(facts, growth, 1), 1),
        last=num(growth[ok][-1], 1),
        end=num(facts.years[-1], 0),
    )
    columns = (Column(_("Year"), align="left"), Column(_("Growth"), unit("‰/yr")))
    table = Table("growth_table", caption, columns, rows)
    return Figure("growth", caption, alt, drawn, table=table)


def _times(facts: Facts) -> Table | None:
    rows = []
    for share in (50, 90, 95):
        name = f"years_to_{share}_percent"
        if facts.has(name):
            quantiles = [facts.quantile(name, q) for q in (0.5, 0.25, 0.75)]
            rows.append((f"{num(share, 0)} %", *(num(q, 0) for q in quantiles)))
    if not rows:
        return None
    return Table(
        "times",
        _("Years until so much of the way to the new balance is done"),
        (
            Column(_("Part of the way"), align="left"),
            Column(_("Median"), _("years")),
            Column(_("Lower quarter"), _("years")),
            Column(_("Upper quarter"), _("years")),
        ),
        tuple(rows),
    )
