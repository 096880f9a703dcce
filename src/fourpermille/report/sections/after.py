"""Section 3, what happens after: slowing growth and the new balance."""

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.content import Column, Figure, Paragraph, Section, Table, only
from fourpermille.report.drawing import palette
from fourpermille.report.facts import ANSWER, Facts
from fourpermille.report.figures.lines import Line, Mark, line_chart
from fourpermille.report.numbers import num, unit
from fourpermille.report.sections.course import GROWTH, at_year, course_words

PER_MILLE = 1000.0
SHOWN_YEARS = (0, 10, 20, 30, 50, 75, 100)


def after(facts: Facts) -> Section:
    """Tell how growth slows, how long it lasts, and what keeps the gain."""
    title = _("What happens after?")
    if not facts.counted.any():
        return Section("after", title, (Paragraph(_("No place has an answer."), lead=True),))
    gains = facts.median(ANSWER) > 0
    blocks = only(
        Paragraph(course_words(facts), lead=True),
        _stocks(facts),
        _growth(facts),
        _times(facts),
        Paragraph(
            _(
                "The gain lasts only as long as the returns do: when the extra input stops, the "
                "stock falls back towards its old course."
            )
        )
        if gains
        else None,
    )
    return Section("after", title, blocks)


def _shown_years(facts: Facts) -> list[int]:
    wanted = {*SHOWN_YEARS, facts.target_years, int(facts.years[-1])}
    return [int(y) for y in facts.years if int(y) in wanted]


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
    if not any(np.isfinite(y).any() for _label, y, _c, _d in series):
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
        (num(year, 0, group=False), *(num(at_year(facts, y, year), 1) for _l, y, _c, _d in series))
        for year in _shown_years(facts)
    )
    columns = (
        Column(_("Year"), align="left"),
        *(Column(label, "t C/ha") for label, _y, _c, _d in series),
    )
    first, end = series[0][1], int(facts.years[-1])
    alt = _(
        "Lines of the mean stock by year. With the extra input it goes from {start} to {target} t "
        "C/ha in year {years} and {last} in year {end}."
    ).format(
        end=num(end, 0),
        start=num(first[0], 1),
        target=num(at_year(facts, first, facts.target_years), 1),
        years=num(facts.target_years, 0),
        last=num(first[-1], 1),
    )
    table = Table("stocks_table", caption, columns, rows)
    return Figure("stocks", caption, alt, drawn, table=table)


def _growth(facts: Facts) -> Figure | None:
    if not facts.has_series(GROWTH):
        return None
    growth = facts.mean_by_year(GROWTH)
    ok = np.isfinite(growth)
    if not ok.any():
        return None
    x = facts.years[ok].astype(float)
    caption = _("Yearly growth of the stock while the extra input is kept up")
    label, wanted = _("what the target asks"), _wanted_growth(facts)
    drawn = line_chart(
        [
            Line(_("Growth"), x, growth[ok], palette.ACCENT),
            *([] if wanted is None else [Line(label, x, wanted[ok], palette.WARM, "7 4", 1.5)]),
        ],
        _("Years after the start"),
        _("Growth [‰ a year]"),
        from_zero=True,
        marks=[Mark(facts.target_years, _("end of the target"))],
    )
    rows = tuple(
        (num(year, 0, group=False), num(at_year(facts, growth, year), 1))
        for year in sorted({1, *_shown_years(facts)} - {0})
    )
    alt = _(
        "A curve of yearly growth: {first} per mille in year 1, {target} in year {years}, {last} "
        "in year {end}."
    ).format(
        first=num(at_year(facts, growth, 1), 1),
        target=num(at_year(facts, growth, facts.target_years), 1),
        years=num(facts.target_years, 0),
        last=num(growth[ok][-1], 1),
        end=num(facts.years[-1], 0),
    )
    columns = (Column(_("Year"), align="left"), Column(_("Growth"), unit("‰/yr")))
    table = Table("growth_table", caption, columns, rows)
    return Figure("growth", caption, alt, drawn, table=table)


def _wanted_growth(facts: Facts) -> np.ndarray | None:
    """Return the yearly growth (per mille) of the mean target path; NaN after the target.

    It is that of the target's rate only for compound growth over today's stock.
    """
    name = "soc_stock_target_tc_ha"
    if not facts.has_series(name):
        return None
    path = facts.mean_by_year(name)
    out = np.full_like(path, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        out[1:] = PER_MILLE * (path[1:] / path[:-1] - 1.0)
    return out


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
        _("Years until so much of the way to the new balance is done")
        if facts.asked.path == "constant"
        else _(
            "Years until so much of the way to the new balance is done, once the extra input is "
            "constant"
        ),
        (
            Column(_("Part of the way"), align="left"),
            Column(_("Median"), _("years")),
            Column(_("Lower quarter"), _("years")),
            Column(_("Upper quarter"), _("years")),
        ),
        tuple(rows),
    )
