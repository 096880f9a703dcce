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
    is_among,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.evidence.between import restricted_likelihood
from fourpermille.evidence.given import studies
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
        (studies,) and their sampling variances, with the same labels if they have any.
    moderators
        Numbers (studies,) by name, such as ``{"clay_percent": [...]}``; "intercept" is the name of
        the constant, which is always there.
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
        Too few studies, no numbers, numbers of another length or with other labels, moderators that
        are the same for all studies or follow from the others, a variance that isn't above zero.

    Notes
    -----
    Weighted least squares of statsmodels with the weights 1 / (v + tau²).
    """
    try:
        import statsmodels.api as sm
    except ImportError as error:
        raise MissingExtraError("stats", _("meta-regression")) from error
    if not is_among(method, METHODS):
        raise unknown_name(_("method"), method, METHODS)
    names = _names(moderators)
    y, v, *given = studies(
        {"effects": effects, "variances": variances}
        | {f"moderators.{name}": values for name, values in moderators.items()}
    )
    terms = [ONE, *names]
    x = np.stack([np.ones(y.size), *given], axis=1)
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
    _independent(x, terms)
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
        term=terms,
    )
    out.attrs = {"method": method}
    return out


def _names(moderators: Any) -> list[str]:
    """Names of the moderators; refuses what has none, and that of the constant."""
    if not isinstance(moderators, Mapping):
        raise InputError(
            Problem(
                what=_("numbers by name are expected"),
                column="moderators",
                found=type(moderators).__name__,
                allowed='{"clay_percent": […]}',
            )
        )
    names = [str(name) for name in moderators]
    taken = [name for i, name in enumerate(names) if name in (ONE, *names[:i])]
    if taken:
        raise InputError(
            Problem(
                what=_("this is the name of the constant, which is always there")
                if taken[0] == ONE
                else _("two moderators have one name"),
                column="moderators",
                found=taken[0],
                todo=_("Leave it out, or give it another name."),
            )
        )
    return names


def _independent(x: np.ndarray, terms: list[str]) -> None:
    """Refuse a moderator that is the same for all studies, or follows from those before it."""
    centred = x[:, 1:] - x[:, 1:].mean(axis=0)
    spread = np.abs(centred).max(axis=0, initial=0.0)
    for i, name in enumerate(terms[1:]):
        same = np.ptp(x[:, i + 1]) == 0.0
        before = centred[:, : i + 1] / np.where(spread[: i + 1] > 0.0, spread[: i + 1], 1.0)
        if same or np.linalg.matrix_rank(before) <= i:
            raise InputError(
                Problem(
                    what=_("a moderator that is the same for all studies")
                    if same
                    else _("a moderator that follows from the others"),
                    column=f"moderators.{name}",
                    todo=_("Leave it out."),
                )
            )
