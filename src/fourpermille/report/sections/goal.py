"""The target and the path of the extra input in words, true to how the question was put."""

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.core.weights import weighted_quantile
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num, rate_number, years_text


def rate_text(facts: Facts) -> str:
    """Write the rate as people say it: 4 per 1000, 2.25 per 1000."""
    return _("{rate} per 1000").format(rate=rate_number(facts.rate))


def classes(facts: Facts) -> set[str]:
    """Return the baseline classes of the places that count."""
    found = np.array(facts.texts("baseline_class"))[facts.counted]
    return {name for name in ("A", "B", "C") if name in found}


def goal(facts: Facts) -> str:
    """Say what the soils are to do, as the head of a sentence that goes on "these soils need"."""
    years = years_text(facts.target_years)
    if facts.rate == 0:
        return _("To keep today’s stock for {years}").format(years=years)
    if facts.rate < 0:
        return _("To lose no more than {rate} a year for {years}").format(
            rate=_("{rate} per 1000").format(rate=rate_number(-facts.rate)), years=years
        )
    return _goal_of(facts).format(rate=rate_text(facts), years=years)


def _goal_of(facts: Facts) -> str:
    """Choose the words by what is asked of soils that decline, where there are any."""
    present, asked = classes(facts), facts.asked.declining
    if "C" not in present or asked == "absolute":
        return _("To grow by {rate} a year for {years}")
    if asked == "rate":
        return (
            _("To grow by {rate} a year more than without change, for {years}")
            if present == {"C"}
            else _(
                "To grow by {rate} a year for {years}, or by so much more than without change "
                "where a soil declines"
            )
        )
    return (
        _("To gain {rate} a year for {years} on what they would hold without change")
        if present == {"C"}
        else _(
            "To gain {rate} a year for {years}, counted from the falling course where a soil "
            "declines"
        )
    )


def extra_label(facts: Facts) -> str:
    """Name the extra input so that nobody takes the last year's, or a mean, for every year's."""
    if facts.asked.is_built_up:
        return _("Extra carbon in year {year}").format(year=num(facts.target_years, 0))
    if facts.asked.path == "each_year":
        return _("Extra carbon, mean of the period")
    return _("Extra carbon")


def mean_share(facts: Facts) -> float:
    """Return the mean over the period of the extra input, as a share of the stated one.

    From two quantities of the results: the response per unit of the last year's input over the
    part retained of all that was given is the sum of the yearly shares.
    """
    if not facts.asked.is_built_up:
        return 1.0
    response, retained = (
        facts.values("response_tc_ha_per_tc_ha_yr"),
        facts.values("retained_fraction"),
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        share = response / (retained * facts.target_years)
    known = share[np.isfinite(share)]
    return float(np.median(known)) if known.size else float("nan")


def yearly_span(facts: Facts) -> tuple[float, float] | None:
    """Return the lowest and the highest middle of a year, for a path that differs each year."""
    name = "extra_input_by_year_tc_ha_yr"
    if facts.asked.path != "each_year" or not facts.has_series(name):
        return None
    if facts.has(name):
        table = facts.results[name].transpose("cell", "year")
        middle = [weighted_quantile(column, facts.weights, 0.5) for column in table.values.T]
    else:  # of a grid only the mean of the cells is at hand
        middle = facts.mean_by_year(name).tolist()
    years = facts.results["year"].values
    medians = [
        value for value, year in zip(middle, years, strict=True) if 1 <= year <= facts.target_years
    ]
    known = [value for value in medians if np.isfinite(value)]
    return (min(known), max(known)) if known else None
