"""Section 2, what does 4 per 1000 ask: per hectare, relative, in all, and where."""

import numpy as np

from fourpermille.core import weights
from fourpermille.core.i18n import _
from fourpermille.report.amounts import MILLION, co2_per_c, mass
from fourpermille.report.content import (
    Box,
    Column,
    Figure,
    Heading,
    Paragraph,
    Section,
    Table,
    only,
)
from fourpermille.report.context import context
from fourpermille.report.drawing import palette
from fourpermille.report.facts import Facts
from fourpermille.report.figures.distribution import distribution_chart
from fourpermille.report.numbers import num, unit
from fourpermille.report.sections.headline import rate_text, stored_per_year
from fourpermille.report.sections.place_tables import full_table, top_table
from fourpermille.report.sections.places import place_figure

# Below this a distribution says less than the places one by one.
MANY = 8
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def ask(facts: Facts) -> Section:
    """Tell the extra input per hectare, relative, in all, and where."""
    figure = place_figure(
        facts,
        "extra",
        "extra_input_tc_ha_yr",
        palette.GREENS,
        _("Carbon to be returned each year on top of today’s"),
        unit("[t C/ha/yr]"),
    )
    blocks = only(
        Paragraph(_lead(facts), lead=True),
        _key_table(facts),
        figure,
        _outside(facts),
        _distribution(facts),
        _scale_box(facts),
        Heading(_("Place by place")),
        top_table(facts),
        full_table(facts),
    )
    return Section("ask", _("What does 4 per 1000 ask?"), blocks)


def _lead(facts: Facts) -> str:
    text = _(
        "Soil carbon is a balance: what crops, residues and manure return, less what soil life "
        "breathes out. Keeping today’s stock takes {today} t C per hectare and year; growing by "
        "{rate} takes **{extra} t C more**, every year for {years} years."
    ).format(
        today=num(facts.median("carbon_input_tc_ha_yr"), 2),
        rate=rate_text(facts),
        extra=num(facts.median("extra_input_tc_ha_yr"), 2),
        years=num(facts.target_years, 0),
    )
    retained = facts.median("retained_fraction")
    if np.isfinite(retained):
        text += " " + _(
            "Most of it is food for soil life: of each tonne added over the period, about "
            "{share} kg are still in the soil at its end."
        ).format(share=num(1000 * retained, 0))
    return text


def _key_table(facts: Facts) -> Table:
    items = [
        (_("Input today"), unit("t C/ha/yr"), "carbon_input_tc_ha_yr", 2),
        (_("Extra carbon"), unit("t C/ha/yr"), "extra_input_tc_ha_yr", 2),
        (_("Extra dry matter"), unit("t/ha/yr"), "extra_input_tdm_ha_yr", 2),
        (_("Extra, relative to today"), "%", "extra_input_percent", 0),
    ]
    rows = []
    for label, per, name, digits in items:
        middle = [facts.quantile(name, q) for q in (0.25, 0.5, 0.75)]
        mean = facts.mean(name)
        shown = (middle[1], middle[0], middle[2], mean)
        rows.append((f"{label} [{per}]", *(num(v, digits) for v in shown)))
    whose = _("weighted by area") if facts.has_area else _("each place counts once")
    return Table(
        "requirement",
        _("The requirement in figures ({whose})").format(whose=whose),
        (
            Column(_("Quantity"), align="left"),
            Column(_("Median")),
            Column(_("Lower quarter")),
            Column(_("Upper quarter")),
            Column(_("Mean")),
        ),
        tuple(rows),
        note=_("A quarter of the land lies below the lower quarter, a quarter above the upper one.")
        if facts.has_area
        else "",
    )


def _outside(facts: Facts) -> Paragraph | None:
    """Warn beside the map of places for which the method was not made."""
    outside = np.array([bool(text) for text in facts.texts("outside_domain")])
    if not outside.any():
        return None
    weight = np.nan_to_num(facts.weights)
    share = num(100 * weight[outside].sum() / (weight.sum() or 1.0), 0)
    text = (
        _(
            "**Read with care:** {count} of {all} places ({share} % of the area), marked * in the "
            "tables, lie outside what the method was made for. Section 5 says why."
        )
        if facts.has_area
        else _(
            "**Read with care:** {count} of {all} places, marked * in the tables, lie outside "
            "what the method was made for. Section 5 says why."
        )
    )
    return Paragraph(text.format(count=num(outside.sum(), 0), all=num(facts.count, 0), share=share))


def _distribution(facts: Facts) -> Figure | None:
    values, shares = weights.cumulative(facts.values("extra_input_tc_ha_yr"), facts.weights)
    if values.size < MANY:
        return None
    median = facts.median("extra_input_tc_ha_yr")
    what = _("Share of the area [%]") if facts.has_area else _("Share of the places [%]")
    drawn = distribution_chart(
        values, shares, median, _("Extra carbon input [t C/ha/yr]"), what, _("Median")
    )
    caption = _("How the requirement is distributed")
    rows = tuple(
        (num(100 * q, 0), num(facts.quantile("extra_input_tc_ha_yr", q), 2)) for q in QUANTILES
    )
    table = Table(
        "distribution_table",
        caption,
        (Column(what, align="left"), Column(_("needs at most"), unit("t C/ha/yr"))),
        rows,
    )
    alt = _(
        "A rising curve of the share of the land over the extra carbon input: a quarter needs at "
        "most {low}, half at most {median}, three quarters at most {high} t C/ha/yr."
    ).format(
        low=num(facts.quantile("extra_input_tc_ha_yr", 0.25), 2),
        median=num(median, 2),
        high=num(facts.quantile("extra_input_tc_ha_yr", 0.75), 2),
    )
    return Figure("distribution", caption, alt, drawn, table=table)


def _scale_box(facts: Facts) -> Box | None:
    """Explain the size of the totals, so that nobody takes one 4 per 1000 for another."""
    if not facts.has_area or not facts.counted.any():
        return None
    stock = facts.total("soc_stock_tc_ha")
    stored = stored_per_year(facts)
    own = _(
        "{rate} of the {stock} in these soils is **{first} a year**. Over {years} years, with "
        "growth upon growth, the soils gain {stored} a year on average ({co2} a year from the "
        "air). To get there, {added} a year must be brought to them: the two must not be confused."
    ).format(
        rate=rate_text(facts),
        stock=mass(stock),
        first=mass(stock * facts.rate / 1000, largest=MILLION),
        years=num(facts.target_years, 0),
        stored=mass(stored, largest=MILLION),
        co2=mass(stored * co2_per_c(), "CO₂", largest=MILLION),
        added=mass(facts.total("extra_input_tc_ha_yr"), largest=MILLION),
    )
    world = _(
        "The {slogan} Gt C a year of the slogan is 4 per 1000 of about {all} Gt C in **all** soils "
        "of the world, 0 to 40 cm, forests and grassland included. 4 per 1000 of the world’s "
        "**croplands** alone, with the Initiative’s mean stock of {mean} t C per hectare, is about "
        "{low} to {high} Gt C a year (some 300 Mt C); other soil maps give somewhat more or less."
    ).format(
        slogan=num(context("slogan_gtc_yr"), 1),
        all=num(context("all_soils_gtc"), 0),
        mean=num(context("cropland_stock_tc_ha"), 0),
        low=num(context("cropland_low_gtc_yr"), 2),
        high=num(context("cropland_high_gtc_yr"), 2),
    )
    trap = _(
        "Figures of {low} to {high} Gt C a year for “agricultural soils” therefore count grassland "
        "and degraded land too, or mean several times 4 per 1000 on cropland. They cannot be "
        "compared with the totals of this report."
    ).format(
        low=num(context("agricultural_low_gtc_yr"), 1),
        high=num(context("agricultural_high_gtc_yr"), 1),
    )
    return Box(_("4 per 1000 of what? Mind the scale"), (own, world, trap))
