"""Meta-regression: what the effects of studies depend on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    InputError,
    MissingExtraError,
    Problem,
    ShapeError,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.evidence.between import restricted_likelihood
from fourpermille.evidence.pooling import above_zero
from fourpermille.evidence.words import told

METHODS = ("reml", "fixed")
ONE = "intercept"


def regress_effects(
    effects: Any, variances: Any, moderators: Mapping[str, Any], *, method: str = "reml"
) -> xr.Dataset:
    """Regress effects of studies on what differs between them, with a variance between studies.

    Parameters
    ----------
    effects, variances
        (studies,) and their sampling variances.
    moderators
        Numbers (studies,) by name, such as ``{"clay_percent": [...]}``.
    method
        "reml", the variance between studies by restricted maximum likelihood; "fixed": none.

    Returns
    -------
    On ``term`` (intercept first): ``coefficient``, ``se``, ``p_value`` (normal); without dims:
    ``tau2``, ``r2`` (share of the variance between studies that the moderators explain),
    ``studies``, ``studies_missing``.

    Raises
    ------
    MissingExtraError
        statsmodels isn't installed (extra ``stats``).
    InputError, ShapeError, OutOfRangeError
        Too few studies, numbers of another length, a variance that isn't above zero.

    Notes
    -----
    Weighted least squares of statsmodels with the weights 1 / (v + tau²).
    """
    try:
        import statsmodels.api as sm
    except ImportError as error:
        raise MissingExtraError("stats", _("meta-regression")) from error
    if method not in METHODS:
        raise unknown_name(_("method"), method, METHODS)
    y, v = (np.asarray(x, float).ravel() for x in (effects, variances))
    columns = {ONE: np.ones(y.size)} | {
        n: np.asarray(x, float).ravel() for n, x in moderators.items()
    }
    for name, column in {"variances": v, **columns}.items():
        if column.shape != y.shape:
            raise ShapeError(
                Problem(
                    what=_("one number for each study is needed"),
                    column=name,
                    found=str(column.shape),
                    allowed=str(y.shape),
                )
            )
    x = np.stack(list(columns.values()), axis=1)
    known = np.isfinite(y) & np.isfinite(v) & np.isfinite(x).all(axis=1)
    above_zero(v, known)
    y, v, x, missing = y[known], v[known], x[known], int((~known).sum())
    if y.size <= x.shape[1]:
        raise InputError(
            Problem(
                what=_("too few studies for so many moderators"),
                column="effects",
                found=str(y.size),
                allowed=f"> {x.shape[1]}",
            )
        )
    tau2 = restricted_likelihood(y, v, x) if method == "reml" else 0.0
    fit = sm.WLS(y, x, weights=1.0 / (v + tau2)).fit(
        cov_type="fixed scale", cov_kwds={"scale": 1.0}, use_t=False
    )
    alone = restricted_likelihood(y, v) if method == "reml" else 0.0
    out = told(
        {
            "coefficient": ("term", fit.params),
            "se": ("term", fit.bse),
            "p_value": ("term", fit.pvalues),
            "tau2": ((), tau2),
            "r2": ((), max(0.0, 1.0 - tau2 / alone) if alone > 0.0 else np.nan),
            "studies": ((), y.size),
            "studies_missing": ((), missing),
        },
        term=list(columns),
    )
    out.attrs = {"method": method}
    return out
