"""The answer first, in a sentence or two, and the frame it stands in."""

import numpy as np

from fourpermille.core.i18n import _, ngettext
from fourpermille.report.amounts import amounts
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import brief, num, rate_number, signed, years_text
from fourpermille.report.sections.goal import classes, goal, rate_text


def answer(facts: Facts) -> str:
    """Give the whole result in two sentences."""
    extra = facts.median("extra_input_tc_ha_yr")
    if not np.isfinite(extra):
        return _("No place had the data that an answer needs; the gaps are listed in section 5.")
    if facts.missing_target.any():
        return _bounded(facts)
    if extra <= 0:
        return _nothing_needed(facts)
    return _needed(facts).format(
        goal=goal(facts),
        extra=signed(extra, 2),
        year=num(facts.target_years, 0),
        more=_more(facts),
    )


def _nothing_needed(facts: Facts) -> str:
    """Say that nothing more is asked, and why only where every place tells why."""
    if facts.rate > 0 and classes(facts) == {"A"}:
        return _(
            "These soils already grow by {rate} a year or more: the median place needs no more "
            "carbon than it receives today."
        ).format(rate=rate_text(facts))
    return _("{goal}, the median place needs no more carbon than it receives today.").format(
        goal=goal(facts)
    )


def _needed(facts: Facts) -> str:
    """Choose the sentence that is true of the path the extra input takes."""
    path, count = facts.asked.path, facts.count
    if path == "each_year":
        return ngettext(
            "{goal}, and keep to that path in every single year, this soil needs **{extra} t of "
            "carbon per hectare and year** more than today on average, another amount each year "
            "– {more}.",
            "{goal}, and keep to that path in every single year, these soils need **{extra} t of "
            "carbon per hectare and year** more than today on average, another amount each year "
            "– {more}.",
            count,
        )
    if facts.asked.is_built_up:
        return ngettext(
            "{goal}, this soil needs more from year to year, until in year {year} it receives "
            "**{extra} t of carbon per hectare and year** more than today – {more}.",
            "{goal}, these soils need more from year to year, until in year {year} they receive "
            "**{extra} t of carbon per hectare and year** more than today – {more}.",
            count,
        )
    return ngettext(
        "{goal}, this soil needs **{extra} t of carbon per hectare and year** more than today – "
        "{more}.",
        "{goal}, these soils need **{extra} t of carbon per hectare and year** more than today – "
        "{more}.",
        count,
    )


def _more(facts: Facts) -> str:
    """Put the extra input into dry matter, and beside what is returned today."""
    matter = num(facts.median("extra_input_tdm_ha_yr"), 1)
    percent = facts.median("extra_input_percent")
    if not np.isfinite(percent):
        return _("about {matter} t of dry matter").format(matter=matter)
    return _(
        "about {matter} t of dry matter, {percent} % more than plants and manure return now"
    ).format(matter=matter, percent=num(percent, 0))


def _bounded(facts: Facts) -> str:
    """Say how much the bounds allow, and that it isn't enough."""
    count, every = int(facts.missing_target.sum()), int(facts.counted.sum())
    given = _(
        "Within the bounds that the scenario sets on the extra input, the soils get **{extra} t of "
        "carbon per hectare and year** more than today – {more}."
    ).format(extra=signed(facts.median("extra_input_tc_ha_yr"), 2), more=_more(facts))
    years = years_text(facts.target_years)
    if every == 1:
        text = _("**That is not enough for the target** of {rate} a year for {years}.")
        return given + " " + text.format(rate=rate_text(facts), years=years)
    text = ngettext(
        "**That is not enough: {count} of {all} places ends below its target** of {rate} a year "
        "for {years}.",
        "**That is not enough: {count} of {all} places end below their target** of {rate} a year "
        "for {years}.",
        count,
    ).format(count=num(count, 0), all=num(every, 0), rate=rate_text(facts), years=years)
    return given + " " + text


def stored_per_year(facts: Facts) -> float:
    """Return the mean yearly gain over the baseline up to the target year, in tC/yr.

    The gain is the one reached, which a bound on the input may keep below the target's.
    """
    if not facts.has_area:
        return float("nan")
    gain = facts.reached - facts.at_target("soc_stock_baseline_tc_ha")
    return facts.total_of(gain) / facts.target_years


def count_words(facts: Facts) -> str:
    """Say how many places, or countries, there are, and how many of them count."""
    counted = int(facts.counted.sum())
    count = num(facts.count, 0)
    if facts.by_country:
        text = ngettext("{count} country", "{count} countries", facts.count)
    elif facts.is_grid:
        text = ngettext("{count} cell", "{count} cells", facts.count)
    else:
        text = ngettext("{count} place", "{count} places", facts.count)
    text = text.format(count=count)
    if counted < facts.count:
        text += " " + _("({count} left out)").format(count=num(facts.count - counted, 0))
    return text


def fact_line(facts: Facts) -> tuple[str, ...]:
    """Name the frame of the answer: places, area, depth, target."""
    shown = amounts(facts)
    depth = facts.depth_cm
    found = [count_words(facts)]
    if facts.has_area:
        area = float(np.nansum(facts.weights)) / shown.divisor
        found.append(f"{brief(area)} {shown.area_unit}")
    if np.isfinite(depth):
        found.append(_("soil from 0 to {depth} cm").format(depth=num(depth, 0)))
    growth = facts.asked.growth
    words = {"compound": _("compound growth"), "linear": _("linear growth")}.get(growth, growth)
    found.append(
        _("target {rate} ‰ a year for {years}, {growth}").format(
            rate=rate_number(facts.rate, 1), years=years_text(facts.target_years), growth=words
        )
    )
    return (*found, *_path_words(facts))


def _path_words(facts: Facts) -> tuple[str, ...]:
    """Name a path of the extra input that isn't the usual, constant one."""
    words = {
        "ramp": _("extra input rising in equal steps"),
        "logistic": _("extra input rising along an adoption curve"),
        "shares": _("extra input by yearly shares"),
        "each_year": _("extra input of each year as the target needs it"),
    }
    return (words[facts.asked.path],) if facts.asked.path in words else ()
