"""Variance between studies: several estimators by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Array = np.ndarray
STEPS = 200
TOLERANCE = 1e-12  # of the variance, relative to the largest that is looked at


def fixed(_y: Array, _v: Array) -> float:
    """Studies don't differ beyond sampling."""
    return 0.0


def dersimonian_laird(y: Array, v: Array) -> float:
    """max(0, (q - df) / c) with c = sum(w) - sum(w²) / sum(w), w = 1 / v (moments)."""
    w = 1.0 / v
    c = np.sum(w) - np.sum(w**2) / np.sum(w)
    q = _spread(y, v, 0.0)
    return max(0.0, float((q - (y.size - 1)) / c)) if c > 0.0 else 0.0


def paule_mandel(y: Array, v: Array) -> float:
    """The variance at which the weighted spread equals its degrees of freedom (bisection)."""
    df = y.size - 1
    if df < 1 or _spread(y, v, 0.0) <= df:
        return 0.0
    low, high = 0.0, _largest(y, v)
    while _spread(y, v, high) > df:
        high *= 2.0
    for _step in range(STEPS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _spread(y, v, middle) > df else (low, middle)
        if high - low <= TOLERANCE * high:
            break
    return 0.5 * (low + high)


def restricted_likelihood(y: Array, v: Array, x: Array | None = None) -> float:
    """Maximum of the restricted likelihood beside the moderators ``x`` (studies, terms).

    On a bracket that holds it; zero where it lies there. Without ``x`` a mean alone.
    """
    from scipy.optimize import minimize_scalar  # slow import

    terms = np.ones((y.size, 1)) if x is None else x
    if y.size <= terms.shape[1]:
        return 0.0

    def minus_log_likelihood(tau2: float) -> float:
        w = 1.0 / (v + tau2)
        information = terms.T @ (w[:, None] * terms)
        rest = y - terms @ np.linalg.solve(information, terms.T @ (w * y))
        logs = np.sum(np.log(v + tau2)) + np.linalg.slogdet(information)[1]
        return float(0.5 * (logs + np.sum(w * rest**2)))

    high = _largest(y, v)
    found = minimize_scalar(
        minus_log_likelihood, bounds=(0.0, high), method="bounded", options={"xatol": 1e-10 * high}
    )
    best = float(found.x)
    return best if minus_log_likelihood(best) < minus_log_likelihood(0.0) else 0.0


METHODS: dict[str, Callable[[Array, Array], float]] = {
    "dl": dersimonian_laird,
    "pm": paule_mandel,
    "reml": restricted_likelihood,
    "fixed": fixed,
}


def _spread(y: Array, v: Array, tau2: float) -> float:
    """Weighted squares of the effects about their weighted mean."""
    w = 1.0 / (v + tau2)
    mean = np.sum(w * y) / np.sum(w)
    return float(np.sum(w * (y - mean) ** 2))


def _largest(y: Array, v: Array) -> float:
    """A variance beyond any that the effects can ask for."""
    return float(10.0 * (np.var(y, ddof=1) + np.max(v)))
