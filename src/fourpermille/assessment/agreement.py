"""How well a map agrees with measurements at points: bias, scatter, concordance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourpermille.soil.annual_map import Array


@dataclass(frozen=True)
class Agreement:
    """Map against points, in the unit of both.

    ``points`` used and ``missing`` (no measured or no mapped value); ``bias`` map less measured;
    ``rmse`` root of the mean squared difference; ``correlation`` (Pearson's); ``concordance``
    (Lin's coefficient, 1 only where every point lies on the line of equality); ``explained``, one
    less the squared differences over the variance of the measurements (below 0: the mean of the
    measurements would do better).
    """

    points: int
    missing: int
    measured_mean: float
    mapped_mean: float
    bias: float
    rmse: float
    correlation: float
    concordance: float
    explained: float


def agreement(measured: Array, mapped: Array) -> Agreement:
    """Compare two arrays (points); pairs with a gap are counted, not used.

    Lin 1989, A concordance correlation coefficient to evaluate reproducibility, eq. 1, with the
    moments of the sample divided by their number.
    """
    both = np.isfinite(measured) & np.isfinite(mapped)
    a, b = measured[both], mapped[both]
    missing = int((~both).sum())
    if a.size < 2:
        gaps = [float("nan")] * 7
        return Agreement(int(a.size), missing, *gaps)
    difference = b - a
    covariance = float(((a - a.mean()) * (b - b.mean())).mean())
    spread = float(a.var() + b.var() + (a.mean() - b.mean()) ** 2)
    deviations = float(np.sqrt(a.var() * b.var()))
    squares = float((difference**2).mean())
    return Agreement(
        points=int(a.size),
        missing=missing,
        measured_mean=float(a.mean()),
        mapped_mean=float(b.mean()),
        bias=float(difference.mean()),
        rmse=float(np.sqrt(squares)),
        correlation=covariance / deviations if deviations > 0 else float("nan"),
        concordance=2.0 * covariance / spread if spread > 0 else float("nan"),
        explained=1.0 - squares / float(a.var()) if a.var() > 0 else float("nan"),
    )
