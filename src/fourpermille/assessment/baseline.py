"""Baselines A (rising), B (constant), C (declining), and what each asks."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from fourpermille.assessment.target import PER_MILLE, Target, growth_factor
from fourpermille.core.parameters import load_parameters
from fourpermille.soil.annual_map import Array

DIGITS = 1  # of a rate in per mille a year, as people report it


def mean_rate_permille_yr(first: Array, last: Array, years: int) -> Array:
    """Compound rate from the stock at the start and at the end."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(PER_MILLE * ((last / first) ** (1.0 / years) - 1.0))


def classify(rate_permille_yr: Array, target_permille_yr: float) -> Array:
    """A, B or C (places) from the baseline's rate; "" where it is missing.

    A rises at the target's rate or faster by itself. The baseline's rate is rounded as it would be
    reported before it is compared: to 0.1 per mille, or finer where the target has more digits.
    The target is taken as it is.
    """
    p = load_parameters("target")
    rising = np.round(rate_permille_yr, _digits(target_permille_yr)) >= target_permille_yr
    declining = np.round(rate_permille_yr, DIGITS) < p["baseline_declining_permille_yr"]
    classes = np.where(rising, "A", np.where(declining, "C", "B"))
    return np.where(np.isnan(rate_permille_yr), "", classes)


def _digits(target_permille_yr: float) -> int:
    """Digits after the point that tell a rate from the target, at least one."""
    exponent = Decimal(str(float(target_permille_yr))).as_tuple().exponent
    return max(DIGITS, -int(exponent))


def wanted_stock(target: Target, today: Array, baseline: Array, rate: Array) -> Array:
    """Stock (places) to reach at the end, from the baseline's class.

    ``baseline`` (places): the stock that business as usual leaves then; ``rate``: its compound
    rate, per mille a year. A rising baseline (A) asks nothing, so the target is the baseline. A
    constant one (B) asks growth over today's stock. A declining one (C) asks, by choice, the same
    gain relative to the baseline, the target's rate on top of the baseline's, or growth over
    today's stock (absolute).
    """
    grown = today * target.factor(target.years)
    by_class = {
        "relative": baseline + grown - today,
        "rate": today * growth_factor(rate + target.rate_permille_yr, target.years, target.growth),
        "absolute": grown,
    }
    classes = classify(rate, target.rate_permille_yr)
    wanted = np.where(classes == "C", by_class[target.declining], grown)
    wanted = np.where(classes == "A", baseline, wanted)
    return np.where(classes == "", np.nan, wanted)
