"""How the stock goes on, in words that suit the path of the extra input."""

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.facts import ANSWER, Facts
from fourpermille.report.numbers import num, years_text

GROWTH = "growth_permille_yr"


def at_year(facts: Facts, series: np.ndarray, year: int) -> float:
    """Return the value of a yearly series in a year; NaN where it has none."""
    found = np.flatnonzero(facts.years == year)
    return float(series[found[0]]) if found.size else float("nan")


def course_words(facts: Facts) -> str:
    """Say how the stock goes on, and how fast it grows when."""
    return " ".join(filter(None, (_path_text(facts), _course(facts), _growth_text(facts))))


def _course(facts: Facts) -> str:
    """Say from where to where the mean stock goes."""
    name = "soc_stock_with_extra_input_tc_ha"
    if not facts.has_series(name):
        return ""
    stock = facts.mean_by_year(name)
    return _(
        "The mean stock goes from {start} to {target} t C per hectare in year {years} and {last} "
        "in year {end}."
    ).format(
        start=num(stock[0], 1),
        target=num(at_year(facts, stock, facts.target_years), 1),
        years=num(facts.target_years, 0),
        last=num(stock[-1], 1),
        end=num(facts.years[-1], 0),
    )


def _path_text(facts: Facts) -> str:
    """Say how the stock rises under the path that the extra input takes."""
    head = _("A soil does not fill up for ever.")
    if not facts.median(ANSWER) > 0:
        return _("No more is returned than today, so the stock takes the course it is on.")
    years = years_text(facts.target_years)
    if facts.asked.path == "constant":
        text = _(
            "With a constant extra input the stock gains most at first, then less and less, until "
            "what is added and what is lost balance again."
        )
    elif facts.asked.path == "each_year":
        text = _(
            "For {years} the extra input of each year is what keeps the stock on its target path; "
            "that of the last year then goes on, and the stock comes to rest where what is added "
            "and what is lost balance again."
        )
    else:
        text = _(
            "The extra input is built up over {years} and then kept as it is. From there on the "
            "stock gains less and less, until what is added and what is lost balance again."
        )
    return f"{head} {text.format(years=years)}"


def _growth_text(facts: Facts) -> str:
    """Tell the growth of the first, the target and the last year, and the peak between them."""
    if not facts.has_series(GROWTH):
        return ""
    growth = facts.mean_by_year(GROWTH)
    last, year = int(facts.years[-1]), facts.target_years
    shown = {
        "first": num(at_year(facts, growth, 1), 1),
        "target": num(at_year(facts, growth, year), 1),
        "years": num(year, 0),
        "last": num(at_year(facts, growth, last), 1),
        "end": num(last, 0),
    }
    known = np.where(np.isfinite(growth), growth, -np.inf)
    peak = int(facts.years[int(np.argmax(known))])
    top = num(at_year(facts, growth, peak), 1)
    if shown["first"] == shown["target"] == shown["last"] == top:
        return _("Growth stays at **{first} ‰** a year.").format(**shown)
    if year == last:
        return _(
            "Growth is **{first} ‰** in the first year and **{last} ‰** in year {end}."
        ).format(**shown)
    if top == shown["first"] == shown["target"]:
        return _(
            "Growth is **{first} ‰** a year up to year {years}, and falls to **{last} ‰** in year "
            "{end}."
        ).format(**shown)
    if year == 1:
        return _(
            "Growth is **{first} ‰** in the first year and **{last} ‰** in year {end}."
        ).format(**shown)
    if top == shown["first"]:
        text = _(
            "Growth falls from **{first} ‰** in the first year to {target} ‰ in year {years} and "
            "**{last} ‰** in year {end}."
        )
    elif top == shown["target"]:
        text = _(
            "Growth rises from **{first} ‰** in the first year to {target} ‰ in year {years}, and "
            "falls to **{last} ‰** in year {end}."
        )
    else:
        text = _(
            "Growth is **{first} ‰** in the first year, highest in year {peak} with {top} ‰, "
            "{target} ‰ in year {years} and **{last} ‰** in year {end}."
        )
    return text.format(peak=num(peak, 0), top=top, **shown)
