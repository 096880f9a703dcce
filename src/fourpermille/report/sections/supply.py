"""What farming can give: the supply of the chosen practices beside the demand."""

from __future__ import annotations

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.content import Column, Figure, Paragraph, Section, Table, only
from fourpermille.report.drawing import palette
from fourpermille.report.facts import Facts
from fourpermille.report.figures.bars import bar_chart
from fourpermille.report.figures.lines import Line, Mark, line_chart
from fourpermille.report.numbers import num, unit, years_text
from fourpermille.report.sections.course import at_year
from fourpermille.report.sections.limiting import limiting_figure
from fourpermille.report.sections.practice_names import (
    shown_stages,
    stage_name,
    unbounded,
)
from fourpermille.report.sections.supply_countries import country_table
from fourpermille.report.sections.supply_nutrients import nutrient_table
from fourpermille.report.sections.supply_practices import practice_table
from fourpermille.report.sections.supply_words import (
    SHARE,
    STAGE,
    date,
    lead,
    missing,
    start_year,
    where_known,
    without_room,
)
from fourpermille.report.supply_figures import DEMAND

INPUT, PERCENT = "supply_input_tc_ha_yr", 100.0
SHOWN_YEARS = (1, 10, 20, 30, 50, 75, 100)


def supply(facts: Facts) -> Section | None:
    """Tell what the practices give, when, and what limits; None where none are planned."""
    if STAGE not in facts.results.variables or not facts.counted.any():
        return None
    blocks = only(
        Paragraph(lead(facts), lead=True),
        Paragraph(
            _(
                "Each practice counts as the extra input that would gain as much by the end of the "
                "target. So does their supply: who adopts late has less time to gain. Supply and "
                "demand stand on one scale: where they are equal, the target is met. Climate is "
                "today’s; who has which practice when is an assumption."
            )
        ),
        practice_table(facts),
        _stages(facts),
        Paragraph(text) if (text := unbounded(facts)) else None,
        Paragraph(text) if (text := missing(facts)) else None,
        Paragraph(text) if (text := without_room(facts)) else None,
        limiting_figure(facts),
        _course(facts),
        nutrient_table(facts),
        country_table(facts),
    )
    return Section("supply", _("What can farming give?"), blocks)


def _stages(facts: Facts) -> Figure:
    """Show the demand and what is left of the supply after each limit."""
    table = facts.results[STAGE].transpose("stage", "cell")
    kept = shown_stages(facts, [str(s) for s in table["stage"].values])
    names = [_("Demand of the target"), *map(stage_name, kept)]
    means = (facts.mean_of(where_known(facts, table.sel(stage=one).values)) for one in kept)
    values = [facts.mean_of(where_known(facts, facts.values(DEMAND))), *means]
    caption = _("Supply and demand over {years}, mean of the land").format(
        years=years_text(facts.target_years)
    )
    label = unit("t C/ha/yr")
    drawn = bar_chart(names, values, f"[{label}]")
    rows = tuple((name, num(value, 2)) for name, value in zip(names, values, strict=True))
    columns = (Column(_("Stage"), align="left"), Column(_("Extra input"), label))
    alt = _("Bars: {list}.").format(list="; ".join(f"{name} {value}" for name, value in rows))
    note = _(
        "Each bar is what the limits above it and its own leave, as the constant extra input that "
        "gains as much by the end of the target."
    )
    return Figure(
        "supply_stages",
        caption,
        alt,
        drawn,
        Table("supply_stages_table", caption, columns, rows),
        note,
    )


def _course(facts: Facts) -> Figure | None:
    """Show the share of the target that the practices reach, year by year."""
    if not facts.has_series(SHARE):
        return None
    share = PERCENT * facts.mean_by_year(SHARE)
    ok = np.isfinite(share)
    if not ok.any():
        return None
    first = start_year(facts)
    x = first + facts.years[ok].astype(float)
    caption = _("Yearly gain from the practices as a share of what the target asks for")
    drawn = line_chart(
        [
            Line(_("Gain from the practices"), x, share[ok], palette.ACCENT),
            Line(_("what the target asks"), x, np.full(x.size, PERCENT), palette.WARM, "7 4", 1.5),
        ],
        _("Calendar year"),
        _("Share [%]"),
        from_zero=True,
        marks=[Mark(first + facts.target_years, _("end of the target"))],
    )
    supplied = facts.mean_by_year(INPUT)
    rows = tuple(
        (
            date(facts, year),
            num(at_year(facts, supplied, year), 2),
            num(at_year(facts, share, year), 0),
        )
        for year in SHOWN_YEARS
        if year in facts.years
    )
    columns = (
        Column(_("Year"), align="left"),
        Column(_("Supply"), unit("t C/ha/yr")),
        Column(_("Share"), "%"),
    )
    top = int(np.nanargmax(share))
    alt = _("A curve by year: largest in {year} with {top} %, {last} % in {end}.").format(
        year=date(facts, int(facts.years[top])),
        top=num(share[top], 0),
        last=num(share[ok][-1], 0),
        end=date(facts, int(facts.years[-1])),
    )
    table = Table("supply_course_table", caption, columns, rows)
    return Figure("supply_course", caption, alt, drawn, table=table)
