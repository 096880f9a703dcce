"""The error of measured stocks, told from how they scatter about their neighbours in time."""

from __future__ import annotations

import numpy as np

LEAST = 4


def scatter_sd(year: np.ndarray, stock: np.ndarray) -> float:
    """Standard deviation of a series about the straight line through the neighbours of each value.

    A smooth course cancels out, whatever its shape, so that no model is needed (pseudo-residuals of
    Gasser, Sroka and Jennen-Steinmetz 1986). NaN with fewer than four values. It holds what differs
    from one sampling to the next: sampling, laboratory and the weather of a year, but no error that
    all samplings share.
    """
    order = np.argsort(year, kind="stable")
    t, y = np.asarray(year, float)[order], np.asarray(stock, float)[order]
    if t.size < LEAST:
        return float("nan")
    span = t[2:] - t[:-2]
    known = span > 0.0
    if not known.any():
        return float("nan")
    before = (t[2:] - t[1:-1])[known] / span[known]
    after = 1.0 - before
    rest = before * y[:-2][known] + after * y[2:][known] - y[1:-1][known]
    return float(np.sqrt(np.mean(rest**2 / (before**2 + after**2 + 1.0))))
