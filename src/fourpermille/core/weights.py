"""Area-weighted means and quantiles of places, and totals over their area.

A quantile here is exact and takes no interpolation between places: places are put in order of
their value, and the p-quantile is the smallest value v such that the places with a value of at
most v hold at least the share p of the area. When that share is met exactly at a place, the
mean of its value and the next one is taken, so that equal areas give the usual median.
Places without a value or without an area take no part and are counted by ``used``.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Shares that differ by less than this are equal: sums of areas carry rounding.
SAME_SHARE = 1e-12


def used(values: ArrayLike, weights: ArrayLike) -> NDArray[np.bool_]:
    """Mark the places that have both a value and a positive weight."""
    v, w = np.asarray(values, float), np.asarray(weights, float)
    counts: NDArray[np.bool_] = np.isfinite(v) & np.isfinite(w) & (w > 0)
    return counts


def weighted_mean(values: ArrayLike, weights: ArrayLike) -> float:
    """Return the weighted mean in the unit of the values; NaN when no place counts."""
    ok = used(values, weights)
    if not ok.any():
        return float("nan")
    v, w = np.asarray(values, float)[ok], np.asarray(weights, float)[ok]
    return float(np.sum(v * w) / np.sum(w))


def weighted_total(values: ArrayLike, weights: ArrayLike) -> float:
    """Return the sum of value times weight; NaN when no place counts."""
    ok = used(values, weights)
    if not ok.any():
        return float("nan")
    return float(np.sum(np.asarray(values, float)[ok] * np.asarray(weights, float)[ok]))


def weighted_quantile(values: ArrayLike, weights: ArrayLike, share: float) -> float:
    """Return the exact weighted quantile, 0 < share < 1; NaN when no place counts."""
    ok = used(values, weights)
    if not ok.any():
        return float("nan")
    v, w = np.asarray(values, float)[ok], np.asarray(weights, float)[ok]
    order = np.argsort(v, kind="stable")
    v = v[order]
    reached = np.cumsum(w[order])
    reached /= reached[-1]
    at = int(np.searchsorted(reached, share - SAME_SHARE))
    at = min(at, v.size - 1)
    if abs(reached[at] - share) <= SAME_SHARE and at + 1 < v.size:
        return float((v[at] + v[at + 1]) / 2)
    return float(v[at])


def cumulative(values: ArrayLike, weights: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    """Return the values in order and the share of the area (0 to 1) at or below each."""
    ok = used(values, weights)
    v, w = np.asarray(values, float)[ok], np.asarray(weights, float)[ok]
    order = np.argsort(v, kind="stable")
    share = np.cumsum(w[order])
    return v[order], share / share[-1] if share.size else share
