"""A practice as a published effect that fades: a rate with saturation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourpermille.core.factors import Row, load_factors
from fourpermille.core.parameters import load_parameters
from fourpermille.kernels.saturation import fading_gain, gain_within
from fourpermille.practices.combine import largest_and_a_share
from fourpermille.practices.schema import BOUNDS, RATES, Amount, Evidence, Practice
from fourpermille.practices.table import usable
from fourpermille.soil.annual_map import Array

PERCENT = 100.0
KG_PER_T = 1000.0
ENDS = {"low": "ci_low", "central": "mean", "high": "ci_high"}


@dataclass(frozen=True)
class Effect:
    """A published effect at its three ends, in the unit of its metric, and its label."""

    metric: str
    ends: dict[str, float]
    has_interval: bool
    confidence: str
    duration_years: float | None


def effect_of(one: Practice, unverified: bool) -> Effect | None:
    """The effect that a practice points to; None where there is none that may be used."""
    found = one.evidence
    if found is None:
        return None
    if found.france_macc:
        row = load_factors("france_macc").where(practice=found.france_macc)[0]
        value = row["storage_kgc_ha_yr_0_30"]
        mean = value / KG_PER_T if isinstance(value, float) else None
        ends = {"low": None, "central": mean, "high": None}
        return _effect(row, "rate", ends, found, unverified)
    row = load_factors("practices_effects").where(**found.wanted)[0]
    ends = {
        bound: value if isinstance(value := row[column], float) else None
        for bound, column in ENDS.items()
    }
    return _effect(row, str(row["metric"]), ends, found, unverified)


def _effect(
    row: Row, metric: str, ends: dict[str, float | None], found: Evidence, unverified: bool
) -> Effect | None:
    mean = ends["central"]
    if mean is None or (row["confidence"] == "M" and not unverified):
        return None
    low, high = (mean if ends[bound] is None else ends[bound] for bound in ("low", "high"))
    return Effect(
        metric,
        {"low": float(low or 0.0), "central": mean, "high": float(high or 0.0)},
        None not in (ends["low"], ends["high"]),
        str(row["confidence"]),
        found.duration_years,
    )


def evidence_change(
    practices: Sequence[Practice],
    stock: Array,
    years: int,
    *,
    fading_years: float | None = None,
    cap: Array | None = None,
    unverified: bool = False,
) -> tuple[Array, Array, Array]:
    """Change of the stock (years, places): central, low, high.

    ``stock`` (places) is today's; ``cap`` (places) the room of the soil, in proportion to
    which a rate falls as it fills. A rate fades with a time
    constant, so that the gain after the years of the study is what was seen; a published stock
    or ratio of stocks is approached so and held. Missing where no practice has evidence; the ends
    are missing where an effect was published without an interval.
    """
    row = load_parameters("adoption").rows["fading_years"]
    tau = {"low": row.low, "central": row.value, "high": row.high}
    effects = [(one, effect_of(one, unverified)) for one in practices]
    known = [(one, effect) for one, effect in effects if effect is not None]
    bounded = all(effect.has_interval for _, effect in known)
    out = []
    for bound in BOUNDS:
        if not known or not (bounded or bound == "central"):
            out.append(np.full((years, stock.size), np.nan))
            continue
        constant = (tau[bound] or row.value) if fading_years is None else fading_years
        gain = largest_and_a_share(
            [_gain(one, effect, bound, stock, years, constant) for one, effect in known]
        )
        out.append(gain if cap is None else gain_within(gain, cap))
    low, central, high = out
    return central, np.minimum(low, central), np.maximum(high, central)


def _gain(
    one: Practice, effect: Effect, bound: str, stock: Array, years: int, fading_years: float
) -> Array:
    """Gain (years, places) of one practice at one end of its range."""
    age = np.arange(1, years + 1, dtype=float)[:, None]
    value = effect.ends[bound]
    if effect.metric in RATES:
        rate = np.full_like(stock, value * _per_hectare(one, effect.metric, bound))
        shape = fading_gain(age, 1.0, fading_years)
        if effect.duration_years is not None:  # the mean rate of so many years
            span = effect.duration_years
            shape = shape * (span / fading_gain(span, 1.0, fading_years))
        return np.asarray(np.where(np.isfinite(stock), rate, np.nan) * shape)
    after = effect.duration_years or load_parameters("practice_response")["ipcc_years"]
    held = {
        "stock_diff": np.where(np.isfinite(stock), value, np.nan),
        "response_pct": stock * (value / PERCENT),
        "stock_change_factor": stock * (value - 1.0),
    }[effect.metric]
    reached = fading_gain(age, 1.0, fading_years) / fading_gain(after, 1.0, fading_years)
    return np.asarray(held * np.minimum(reached, 1.0))


def _per_hectare(one: Practice, metric: str, bound: str) -> float:
    """What turns a rate of this metric into t C/ha/yr."""
    if metric == "rate_co2":
        return 1.0 / load_parameters("conversions")["co2_per_c"]
    if metric == "retention":
        return sum(getattr(i.amount, bound) for i in one.levers.inputs if i.kind == "amendment")
    if metric == "rate_per_t_dry" and one.evidence:
        return _end(one.evidence.dry_matter_t_ha_yr, bound)
    return 1.0


def _end(amount: Amount | None, bound: str) -> float:
    return np.nan if usable(amount, False) is None else float(getattr(amount, bound))
