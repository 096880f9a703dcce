"""What farming can give, in sentences: share of the demand, the peak, what isn't known."""

from __future__ import annotations

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num, percent, years_text
from fourpermille.report.sections.limiting import main_limit
from fourpermille.report.supply_figures import DEMAND

SHARE, STAGE = "supply_share_fraction", "supply_stage_tc_ha_yr"
PERCENT = 100.0


def share_of_demand(facts: Facts) -> str:
    """Say how much of the demand the practices supply; "" where none are planned."""
    if STAGE not in facts.results.variables or not facts.counted.any():
        return ""
    demand, given = facts.mean_of(where_known(facts, facts.values(DEMAND))), _final_stage(facts)
    if not np.isfinite(given):
        return _("What the practices supply is not known for any of the places.")
    if not demand > 0:
        text = _(
            "Over {years} the practices supply **{supply} t C per hectare and year**, on the "
            "mean of the land; the target asks for no more than returns today."
        )
        return text.format(years=years_text(facts.target_years), supply=num(given, 2))
    text = _(
        "Over {years} the practices supply **{supply} of the {demand} t C per hectare and "
        "year** that the target asks for, on the mean of the land."
    ).format(years=years_text(facts.target_years), supply=num(given, 2), demand=num(demand, 2))
    text += " " + _("That is **{share} %** of the gain asked for.").format(
        share=num(PERCENT * given / demand, 0)
    )
    return text


def lead(facts: Facts) -> str:
    """Say demand, supply and share of the target, the peak, and the main limit."""
    text = share_of_demand(facts)
    if not np.isfinite(_final_stage(facts)):
        return text
    share = facts.mean_by_year(SHARE)
    if (share > 0.0).any():
        peak = int(facts.years[int(np.nanargmax(share))])
        text += " " + _(
            "Their yearly gain is largest in {peak}, with {top} % of what the target asks of "
            "today’s stock in a year."
        ).format(peak=date(facts, peak), top=num(PERCENT * float(np.nanmax(share)), 0))
    return (
        text + " " + _("What limits on most of the land: {limit}.").format(limit=main_limit(facts))
    )


def where_known(facts: Facts, values: np.ndarray) -> np.ndarray:
    """Values of the places whose supply is known: supply and demand are compared on the same."""
    known = np.isfinite(_supplied(facts))
    return np.where(known, values, np.nan)


def missing(facts: Facts) -> str:
    """Say how much of the land with a demand has no supply told; "" for none."""
    known = np.isfinite(_supplied(facts))
    lost = float(facts.weights[~known].sum()) / (float(facts.weights.sum()) or 1.0)
    if not lost > 0:
        return ""
    text = _(
        "On {share} % of the land the supply isn’t known: a practice has no known effect there, or "
        "a limit no value. Supply and demand are compared on the rest."
    )
    return text.format(share=percent(lost))


def without_room(facts: Facts) -> str:
    """Say on how much of the land nothing more can grow back into the soil; "" for none."""
    stages = facts.results[STAGE].transpose("stage", "cell")
    at = [str(one) for one in stages["stage"].values].index("plant_growth")
    before, after = stages.values[at - 1], stages.values[at]
    full = (before > 0.0) & (after <= 0.0) & facts.counted
    share = float(facts.weights[full].sum()) / (float(facts.weights.sum()) or 1.0)
    if not share > 0:
        return ""
    text = _(
        "On {share} % of the land plants return all they could already, as far as its stock tells: "
        "nothing more grows for the practices. A stock that is out of balance, such as that of "
        "drained peat, looks the same."
    )
    return text.format(share=percent(share))


def _supplied(facts: Facts) -> np.ndarray:
    """What is left after the last stage (places), t C/ha/yr."""
    return np.asarray(facts.results[STAGE].transpose("stage", "cell").values[-1])


def _final_stage(facts: Facts) -> float:
    return facts.mean_of(_supplied(facts))


def date(facts: Facts, year: int) -> str:
    """A year of the run as a calendar year."""
    return num(start_year(facts) + year, 0, group=False)


def start_year(facts: Facts) -> float:
    """Calendar year of today."""
    return float(facts.results.attrs["supply_start_year"])
