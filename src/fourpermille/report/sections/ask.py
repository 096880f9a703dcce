"""Section 2, what does 4 per 1000 ask: per hectare, relative, in all, and where."""

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.content import Column, Heading, Paragraph, Section, Table, only
from fourpermille.report.domain import outside
from fourpermille.report.drawing import palette
from fourpermille.report.facts import Array, Facts
from fourpermille.report.numbers import num, percent, unit, years_text
from fourpermille.report.sections.distribution import MANY, distribution
from fourpermille.report.sections.goal import extra_label, mean_share, yearly_span
from fourpermille.report.sections.place_tables import full_table, top_table
from fourpermille.report.sections.places import place_figure
from fourpermille.report.sections.scale import scale_box
from fourpermille.report.sections.shortfall import shortfall
from fourpermille.report.sections.zones import zone_tables

KG_PER_T = 1000
# From so much of the added carbon breathed out, most of it is.
HALF = 0.5


def ask(facts: Facts) -> Section:
    """Tell the extra input per hectare, relative, in all, and where."""
    if not facts.counted.any():
        text = _("No place has an answer: see section 5 for what is missing.")
        return Section("ask", _("What does 4 per 1000 ask?"), (Paragraph(text, lead=True),))
    figure = place_figure(
        facts,
        "extra",
        "extra_input_tc_ha_yr",
        palette.GREENS,
        _("Carbon to be returned each year on top of today’s")
        if facts.asked.path == "constant"
        else extra_label(facts),
        unit("[t C/ha/yr]"),
    )
    blocks = only(
        Paragraph(_lead(facts), lead=True),
        _key_table(facts),
        shortfall(facts),
        figure,
        _outside(facts),
        distribution(facts),
        scale_box(facts),
        _tables(facts),
    )
    return Section("ask", _("What does 4 per 1000 ask?"), blocks)


def _tables(facts: Facts) -> list[Heading | Table]:
    """Show the places one by one; the cells of a grid by country and by climate."""
    by_zone = zone_tables(facts)
    if by_zone:
        return [Heading(_("By country and climate")), *by_zone]
    tables = [top_table(facts), full_table(facts)]
    return [Heading(_("Place by place")), *(table for table in tables if table is not None)]


def _lead(facts: Facts) -> str:
    parts = [
        _(
            "Soil carbon is a balance: what crops, residues and manure return, less what soil life "
            "breathes out. Keeping today’s stock takes {keeps} t C per hectare and year."
        ).format(keeps=num(facts.median("carbon_input_tc_ha_yr"), 2))
    ]
    if facts.keeps_otherwise:
        parts.append(
            _("Today’s returns are {today} t C per hectare and year.").format(
                today=num(facts.median_of(facts.returns_today), 2)
            )
        )
    parts += [_asked(facts), *_retained(facts)]
    return " ".join(parts)


def _asked(facts: Facts) -> str:
    """Say what the target, or as much of it as the bounds allow, asks on top of today's returns."""
    words = {
        "extra": num(facts.median("extra_input_tc_ha_yr"), 2),
        "year": num(facts.target_years, 0),
        "years": years_text(facts.target_years),
    }
    if facts.median("extra_input_tc_ha_yr") <= 0:
        return _("In the median place the target asks for no more than today’s returns.")
    if facts.asked.path == "each_year":
        text = _(
            "The target asks for **{extra} t C more** than today’s returns on average over {years}"
        )
        span = yearly_span(facts)
        if span is not None:
            words |= {"low": num(span[0], 2), "high": num(span[1], 2)}
            text += _(", from {low} in the easiest year to {high} in the hardest")
        return text.format(**words) + "."
    if facts.asked.is_built_up:
        mean = facts.median("extra_input_tc_ha_yr") * mean_share(facts)
        return _(
            "The target asks for more than today’s returns, from year to year, up to **{extra} t C "
            "more** in year {year}; on average over the period it is {mean} t C."
        ).format(mean=num(mean, 2), **words)
    if facts.missing_target.any():
        return _(
            "Within the bounds it gets **{extra} t C more** than today’s returns, every year for "
            "{years}; the target asks for more."
        ).format(**words)
    if facts.target_years == 1:
        return _(
            "The target asks for **{extra} t C more** than today’s returns, in one year."
        ).format(**words)
    return _(
        "The target asks for **{extra} t C more** than today’s returns, every year for {years}."
    ).format(**words)


def _retained(facts: Facts) -> list[str]:
    retained = facts.median("retained_fraction")
    if not np.isfinite(retained) or not facts.median("extra_input_tc_ha_yr") > 0:
        return []
    text = _(
        "Of each tonne added over the period, about {share} kg are still in the soil at its end."
    )
    if retained < HALF:
        text = _(
            "Most of it is food for soil life: of each tonne added over the period, about "
            "{share} kg are still in the soil at its end."
        )
    return [text.format(share=num(KG_PER_T * retained, 0))]


def _key_table(facts: Facts) -> Table:
    per, percent = unit("t C/ha/yr"), "%"
    items: list[tuple[str, str, Array, int]] = [
        (_("Returns today"), per, facts.returns_today, 2),
        (extra_label(facts), per, facts.values("extra_input_tc_ha_yr"), 2),
        (_("The same as dry matter"), unit("t/ha/yr"), facts.values("extra_input_tdm_ha_yr"), 2),
        (_("The same, relative to today"), percent, facts.values("extra_input_percent"), 0),
    ]
    if facts.keeps_otherwise:
        keeps = facts.values("carbon_input_tc_ha_yr")
        items.insert(1, (_("Keeps today’s stock"), per, keeps, 2))
    several = int(facts.counted.sum()) > 1
    rows = []
    for label, symbol, values, digits in items:
        low, middle, high = (facts.quantile_of(values, q) for q in (0.25, 0.5, 0.75))
        shown = (middle, low, high, facts.mean_of(values)) if several else (middle,)
        rows.append((f"{label} [{symbol}]", *(num(v, digits) for v in shown)))
    headings = (
        (_("Median"), _("Lower quarter"), _("Upper quarter"), _("Mean"))
        if several
        else (_("Value"),)
    )
    columns = (Column(_("Quantity"), align="left"), *(Column(heading) for heading in headings))
    caption = _("The requirement in figures")
    if several:
        whose = _("weighted by area") if facts.has_area else _("each place counts once")
        caption = _("The requirement in figures ({whose})").format(whose=whose)
    note = ""
    if facts.has_area and facts.counted.sum() >= MANY:
        note = _("A quarter of the land lies below the lower quarter, a quarter above the upper.")
    return Table("requirement", caption, columns, tuple(rows), note=note)


def _outside(facts: Facts) -> Paragraph | None:
    """Warn beside the map of places for which the method was not made."""
    where = outside(facts) & facts.counted
    if not where.any():
        return None
    weight = np.nan_to_num(facts.weights)
    count, every = num(where.sum(), 0), num(facts.counted.sum(), 0)
    if facts.has_area:
        share = percent(weight[where].sum() / weight.sum())
        which = _("{count} of {all} places ({share} % of the area)").format(
            count=count, all=every, share=share
        )
    else:
        which = _("{count} of {all} places").format(count=count, all=every)
    text = _("**Read with care:** {which} lie outside what the method was made for.")
    if not facts.is_grid:
        text += " " + _("They are marked * in the tables.")
    return Paragraph(text.format(which=which) + " " + _("Section 5 says why."))
