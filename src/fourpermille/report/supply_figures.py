"""Headline figures of the supply of practices, for ``summary.json``."""

from typing import Any

import numpy as np

from fourpermille.assessment.supply.plan import DEMANDS
from fourpermille.report.amounts import MILLION
from fourpermille.report.facts import Facts

INPUT, SHARE, STAGE = "supply_input_tc_ha_yr", "supply_share_fraction", "supply_stage_tc_ha_yr"
LIMITING, DEMAND = "limiting_factor", "supply_demand_tc_ha_yr"


def supply_figures(facts: Facts) -> dict[str, Any]:
    """Return the figures of the supply; none where no practices are planned.

    ``supply_mean_tc_ha_yr`` and ``supply_total_mtc_yr``: within all limits over the years of the
    target, as the extra input that gains as much by its end.
    ``supply_everybody_mean_tc_ha_yr``: if everybody had the practices. ``supply_demand_fraction``:
    supply over demand, on the land where both are known; ``supply_missing``: places with a demand
    whose supply isn't. ``supply_met_fraction``: share of the land on which the supply meets the
    demand. ``supply_peak_fraction``: largest mean
    of the yearly share of the target, reached ``supply_peak_year`` years from today.
    ``limiting_fractions``: share of the land by what limits. ``nitrogen_demand_kgn_ha`` and so on:
    what the gain by the end of the target binds, mean of the land.
    """
    if STAGE not in facts.results.variables or not facts.counted.any():
        return {}
    stages = facts.results[STAGE].transpose("stage", "cell").values
    share = facts.mean_by_year(SHARE)
    top = int(np.argmax(np.where(np.isfinite(share), share, -np.inf)))
    peaks = bool(share[top] > 0.0)
    limits = limiting_fractions(facts)
    supplied = np.isfinite(stages[-1])
    demand = facts.mean_of(np.where(supplied, facts.values(DEMAND), np.nan))
    return {
        "supply_everybody_mean_tc_ha_yr": facts.mean_of(np.where(supplied, stages[0], np.nan)),
        "supply_mean_tc_ha_yr": facts.mean_of(stages[-1]),
        "supply_total_mtc_yr": facts.total_of(stages[-1]) / MILLION,
        "supply_demand_fraction": facts.mean_of(stages[-1]) / demand if demand > 0 else None,
        "supply_missing": int((facts.counted & ~supplied).sum()),
        "supply_peak_fraction": float(share[top]) if peaks else None,
        "supply_peak_year": int(facts.years[top]) if peaks else None,
        "supply_met_fraction": limits.get("met", 0.0) if limits else None,
        "limiting_fractions": limits,
    } | {name: facts.mean(name) for name in DEMANDS.values() if facts.has(name)}


def limiting_fractions(facts: Facts) -> dict[str, float]:
    """Share of the land (0 to 1) on which each factor limits; places without an answer left out."""
    names = np.array(facts.texts(LIMITING))
    known = names != ""
    whole = float(facts.weights[known].sum()) or 1.0
    return {
        str(name): float(facts.weights[names == name].sum()) / whole
        for name in np.unique(names[known & (facts.weights > 0)])
    }
