"""How a practice spreads, and what many fields that began in different years add up to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


def logistic_share(time: Any, start: float, midpoint: float, steepness: float) -> Array:
    """Share of the area that could adopt and has (0 to 1), along a logistic curve.

    (L(t) - L(t0)) / (1 - L(t0)) with L(t) = 1 / (1 + exp(-k (t - t_m))); 0 before the start. Times
    in years, steepness k per year. Written with the terms that don't cancel where k (t0 - t_m) is
    large.
    """
    since = np.maximum(np.asarray(time, float) - start, 0.0)
    left = -steepness * (since + start - midpoint)  # its exponential may be too large for a number
    return np.asarray(-np.expm1(-steepness * since) * np.exp(-np.logaddexp(0.0, left)))


def linear_share(time: Any, start: float, years: float) -> Array:
    """Share of the area that has adopted (0 to 1), growing evenly over ``years``."""
    return np.asarray(np.clip((np.asarray(time, float) - start) / years, 0.0, 1.0))


def sum_of_cohorts(share: Array, response: Array) -> Array:
    """Sum over cohorts of how many began in a step times how far they are now.

    Parameters
    ----------
    share
        Adopted share (n + 1) at the ends of n equal steps.
    response
        Response (..., n + 1) of a field at the ages 0, 1, ... n steps.

    Returns
    -------
    (..., n + 1). Those that begin in a step do so evenly within it; between two ages the response
    is a straight line, so that the sum is exact for such a response.
    """
    begun = np.diff(share)
    middle = 0.5 * (response[..., 1:] + response[..., :-1])
    age = np.subtract.outer(np.arange(begun.size), np.arange(begun.size))  # (now, age of a cohort)
    weight = np.where(age >= 0, begun[np.maximum(age, 0)], 0.0)
    total = middle @ weight.T + share[0] * response[..., 1:]
    return np.asarray(np.concatenate([share[0] * response[..., :1], total], axis=-1))
