"""Which choice moves the answer most: exact functional analysis of variance of a table of answers.

A full factorial table holds one answer for every combination of the levels of several choices.
With every level equally likely and the choices independent, the variance of the answers splits
exactly into a part for every set of choices (Sobol 1993): no sampling, no model of the answer.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from fourpermille.soil.annual_map import Array

Subset = tuple[int, ...]


def variance_shares(table: Array) -> dict[Subset, float]:
    """Share of the variance of a table (one axis a choice) by every set of axes.

    The set (0,) is the first choice by itself, (0, 1) the interaction of the first two beyond
    what each does alone, and so on. The shares add up to 1; NaN where nothing varies.
    """
    axes = range(table.ndim)
    subsets = [s for size in range(table.ndim + 1) for s in combinations(axes, size)]
    effects: dict[Subset, Array] = {}
    for subset in subsets:
        others = tuple(axis for axis in axes if axis not in subset)
        effect = table.mean(axis=others, keepdims=True)
        for smaller in subsets[: subsets.index(subset)]:
            if set(smaller) < set(subset):
                effect = effect - effects[smaller]
        effects[subset] = effect
    total = _variance(table)
    return {s: _share(float(np.mean(effects[s] ** 2)), total) for s in subsets[1:]}


def first_order_shares(table: Array) -> Array:
    """Share (axes) by each choice alone: Var(E[answer | choice]) / Var(answer)."""
    total = _variance(table)
    return np.array([_share(_variance(_mean_by(table, [a])), total) for a in range(table.ndim)])


def total_shares(table: Array) -> Array:
    """Share (axes) by each choice with all its interactions.

    1 - Var(E[answer | all other choices]) / Var(answer): what would remain open if everything
    else were known.
    """
    total = _variance(table)
    out = np.empty(table.ndim)
    for axis in range(table.ndim):
        left = table - table.mean(axis=axis, keepdims=True)  # what the others don't explain
        out[axis] = _share(float(np.mean(left**2)), total)
    return out


def main_effects(table: Array) -> list[Array]:
    """For each axis, the mean answer (levels) at each of its levels."""
    return [_mean_by(table, [axis]) for axis in range(table.ndim)]


def _mean_by(table: Array, kept: list[int]) -> Array:
    others = tuple(axis for axis in range(table.ndim) if axis not in kept)
    return np.asarray(table.mean(axis=others))


def _variance(table: Array) -> float:
    """Population variance; 0 where the values differ by rounding only."""
    variance = float(np.mean((table - table.mean()) ** 2))
    rounding = 4.0 * np.finfo(float).eps * float(np.abs(table).max())
    return variance if variance > rounding**2 else 0.0


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")
