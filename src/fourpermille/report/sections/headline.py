"""The answer first: one sentence and three figures."""

import numpy as np

from fourpermille.core.i18n import _, ngettext
from fourpermille.report.amounts import MILLION, amounts, co2_per_c, mass, sized
from fourpermille.report.content import KeyFigure
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import brief, num, signed


def rate_text(facts: Facts) -> str:
    """Write the rate as people say it: 4 per 1000, 2.5 per 1000."""
    return _("{rate} per 1000").format(rate=num(facts.rate, 0 if facts.rate % 1 == 0 else 1))


def answer(facts: Facts) -> str:
    """Give the whole result in two sentences."""
    extra = facts.median("extra_input_tc_ha_yr")
    if not np.isfinite(extra):
        return _("No place had the data that an answer needs; the gaps are listed in section 5.")
    if extra <= 0:
        return _(
            "These soils already grow by {rate} a year or more: the median place needs no more "
            "carbon than it receives today."
        ).format(rate=rate_text(facts))
    return _(
        "To grow by {rate} a year for {years} years, these soils need **{extra} t of carbon per "
        "hectare and year** more than today – about {matter} t of dry matter, "
        "{percent} % more than plants and manure return now."
    ).format(
        rate=rate_text(facts),
        years=num(facts.target_years, 0),
        extra=signed(extra, 2),
        matter=num(facts.median("extra_input_tdm_ha_yr"), 1),
        percent=num(facts.median("extra_input_percent"), 0),
    )


def middle_words(facts: Facts) -> str:
    """Say whose median a median is."""
    if facts.has_area:
        return _("median: half of the land needs less, half needs more")
    if facts.count == 1:
        return _("for this place")
    return _("median: half of the places need less, half need more")


def key_figures(facts: Facts) -> tuple[KeyFigure, ...]:
    """Choose the three figures a reader should remember."""
    first = KeyFigure(
        signed(facts.median("extra_input_tc_ha_yr"), 2),
        _("t C per ha and year"),
        _("more carbon to the soil – {whose}").format(whose=middle_words(facts)),
    )
    second = KeyFigure(
        signed(facts.median("extra_input_percent"), 0) + " %",
        _("on top of today’s returns"),
        _("{input} t C per ha and year from plants and manure keep today’s stock").format(
            input=num(facts.median("carbon_input_tc_ha_yr"), 2)
        ),
    )
    return first, second, _third(facts)


def _third(facts: Facts) -> KeyFigure:
    if facts.has_area:
        total, unit = sized(facts.total("extra_input_tc_ha_yr"), largest=MILLION)
        stays = stored_per_year(facts)
        return KeyFigure(
            total,
            _("{carbon} a year in all").format(carbon=unit),
            _("to be brought to the soil; {stays} a year ({co2}) stay there").format(
                stays=mass(stays, largest=MILLION),
                co2=mass(stays * co2_per_c(), "CO₂", largest=MILLION),
            ),
        )
    return KeyFigure(
        num(facts.median("retained_fraction") * 100, 0) + " %",
        _("of the extra carbon stays"),
        _("in the soil after {years} years; the rest has returned to the air").format(
            years=num(facts.target_years, 0)
        ),
    )


def stored_per_year(facts: Facts) -> float:
    """Return the mean yearly gain over the baseline up to the target year, in tC/yr.

    Of the stocks that are reached, which bounds on the input may keep below the target.
    """
    if not facts.has_area or not facts.counted.any():
        return float("nan")
    gain = facts.reached - facts.at_target("soc_stock_baseline_tc_ha")
    ok = np.isfinite(gain)
    return float(np.sum(np.maximum(gain[ok], 0) * facts.weights[ok]) / facts.target_years)


def count_words(facts: Facts) -> str:
    """Say how many places, or countries, there are."""
    count = num(facts.count, 0)
    if facts.by_country:
        return ngettext("{count} country", "{count} countries", facts.count).format(count=count)
    return ngettext("{count} place", "{count} places", facts.count).format(count=count)


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
    growth = str(facts.results.attrs.get("target_growth", "compound"))
    words = {"compound": _("compound growth"), "linear": _("linear growth")}.get(growth, growth)
    found.append(
        _("target {rate} ‰ a year for {years} years, {growth}").format(
            rate=num(facts.rate, 1), years=num(facts.target_years, 0), growth=words
        )
    )
    return tuple(found)
