"""Effects of several studies pooled: random effects, and how far studies differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, OutOfRangeError, Problem, is_among, unknown_name
from fourpermille.core.i18n import _
from fourpermille.evidence.between import METHODS
from fourpermille.evidence.given import number, studies
from fourpermille.evidence.words import told

Array = np.ndarray
COVERAGE = 0.95


def pool_effects(
    effects: Any,
    variances: Any,
    *,
    method: str = "dl",
    metric: Any = None,
    coverage: float = COVERAGE,
    units: str | None = None,
) -> xr.Dataset:
    """Pool effects of studies, each with its variance.

    Parameters
    ----------
    effects, variances
        (studies,) numbers of one metric and their sampling variances, with the same labels if
        they have any (DataArrays, Series). A study without either is left out and counted.
    method
        How far studies differ: "dl" (DerSimonian and Laird 1986), "pm" (Paule and Mandel 1982),
        "reml" (restricted maximum likelihood), or "fixed" (they don't).
    metric
        One word, or one for each study: studies of different metrics are refused.
    coverage
        Of the intervals, 0 to 1; normal quantiles.
    units
        Of the effects, for the labels; those that ``effects`` bears, if it is a DataArray.

    Returns
    -------
    Without dims: ``mean``, ``se``, ``ci_low``, ``ci_high``; ``tau2`` (variance between studies),
    ``q`` (Cochran's), ``i2`` (0 to 1, share of the spread that isn't sampling);
    ``prediction_low`` and ``prediction_high`` (where the effect of a new study would lie);
    ``studies`` and ``studies_missing``. One study doesn't tell how far studies differ: ``i2`` is
    missing, as are, but for "fixed", ``tau2`` and the prediction; its interval is that of its own
    sampling.

    Raises
    ------
    InputError
        No study, no numbers, two metrics, or a method that isn't there.
    OutOfRangeError
        A variance that isn't above zero, an infinite number, a coverage outside 0 to 1.
    ShapeError
        Other lengths or labels, or more than one dimension.

    Notes
    -----
    w = 1 / (v + tau²), mean = sum(w y) / sum(w), se² = 1 / sum(w), q = sum(y² / v) about the mean
    of fixed effects; i² = max(0, (q - df) / q). The same experiment in several syntheses counts
    several times: pool primary studies, or say so.
    """
    if units is None:
        units = str(getattr(effects, "attrs", {}).get("units", "1"))
    y, v, missing = _studies(effects, variances)
    _one_metric(metric)
    if not is_among(method, METHODS):
        raise unknown_name(_("method"), method, tuple(METHODS))
    coverage = number("coverage", coverage)
    if not 0.0 < coverage < 1.0:
        raise OutOfRangeError(
            Problem(
                what=_("not allowed"), column="coverage", found=f"{coverage:g}", allowed="0 … 1"
            )
        )
    between: Callable[[Array, Array], float] = METHODS[method]
    df = y.size - 1
    tells = df > 0 or method == "fixed"  # one study doesn't tell how far studies differ
    tau2 = between(y, v) if tells else np.nan
    mean, se = weighted(y, v, tau2 if tells else 0.0)
    q = float(np.sum((y - weighted(y, v, 0.0)[0]) ** 2 / v))
    half = _quantile(coverage)
    spread = float(np.sqrt(tau2 + se**2))
    values = {
        "mean": mean,
        "se": se,
        "ci_low": mean - half * se,
        "ci_high": mean + half * se,
        "tau2": tau2,
        "q": q,
        "i2": np.nan if df == 0 else max(0.0, (q - df) / q) if q > 0.0 else 0.0,
        "prediction_low": mean - half * spread,
        "prediction_high": mean + half * spread,
        "studies": y.size,
        "studies_missing": missing,
    }
    out = told({name: ((), value) for name, value in values.items()}, units)
    out.attrs = {"method": method, "coverage": coverage}
    return out


def weighted(y: Array, v: Array, tau2: float) -> tuple[float, float]:
    """Mean of effects weighted by 1 / (v + tau²), and its standard error."""
    w = 1.0 / (v + tau2)
    return float(np.sum(w * y) / np.sum(w)), float(np.sqrt(1.0 / np.sum(w)))


def _quantile(coverage: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + 0.5 * coverage)


def _studies(effects: Any, variances: Any) -> tuple[Array, Array, int]:
    """Numbers of the studies that have both, and how many haven't."""
    y, v = studies({"effects": effects, "variances": variances})
    known = np.isfinite(y) & np.isfinite(v)
    if not known.any():
        raise InputError(
            Problem(
                what=_("no study has an effect and a variance"),
                column="effects, variances",
                found=str(y.size),
            )
        )
    above_zero(v, known)
    return y[known], v[known], int((~known).sum())


def above_zero(v: Array, known: Array) -> None:
    """Refuse a variance of a study that isn't above zero."""
    bad = np.flatnonzero(known & ~(v > 0.0))
    if bad.size:
        raise OutOfRangeError(
            Problem(
                what=_("a variance must be above zero"),
                row=int(bad[0]) + 1,
                column="variances",
                found=f"{v[bad[0]]:g}",
                allowed="> 0",
            )
        )


def _one_metric(metric: Any) -> None:
    """Refuse studies that measured different things."""
    words: Any = [] if metric is None else np.asarray(metric, dtype=object).flat
    found = sorted({str(word) for word in words})
    if len(found) > 1:
        raise InputError(
            Problem(
                what=_("effects of different metrics are never pooled together"),
                column="metric",
                found=", ".join(found),
                todo=_("Pool each metric by itself, or bring all to one."),
            )
        )
