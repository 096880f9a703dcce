"""Scores of a model against trials: each series by itself, and with what other sites taught."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.assessment.trial_calibration import (
    SET,
    Learnt,
    learn,
    measurement_sd,
    predict,
    rate_grid,
)
from fourpermille.assessment.trial_parts import SeriesParts, TrialInput, parts_of
from fourpermille.core.parameters import load_parameters

COVERAGE = 0.9


def score_trials(
    trials: Sequence[TrialInput],
    *,
    coverage: float = COVERAGE,
    progress: Callable[[int, int, str], None] | None = None,
) -> xr.Dataset:
    """Score the model against each series, before and after learning from the other sites.

    Returns
    -------
    On ``series``: ``n``, ``bias_tc_ha`` and ``rmse_tc_ha`` of the model as it is;
    ``pooled_measurement_error_tc_ha``; ``coverage_90_fraction``, share of its stocks inside the
    interval that priors alone give; bias, error and share again with ``_elsewhere``, after
    learning from all other sites (from none where there is one site); ``role``, ``site``,
    ``trial``, ``outside_domain``. On ``fitted_site``: the rate factor learnt from the others
    (``rate_factor_elsewhere``, ``_low``, ``_high``). Without dims: that from all
    (``rate_factor_all``, ``_low``, ``_high``).
    """
    table = load_parameters(SET)
    factors = rate_grid(table).nodes
    parts: list[SeriesParts] = []
    steps = 2 * len(trials) + 1
    for number, trial in enumerate(trials):
        if progress is not None:
            progress(number, steps, trial.id)
        parts += parts_of(trial, factors)
    prior = learn([], table)
    sites = list(dict.fromkeys(one.site for one in parts))
    elsewhere = {site: learn([one for one in parts if one.site != site], table) for site in sites}
    rows = []
    for number, one in enumerate(parts):
        if progress is not None:
            progress(len(trials) + len(trials) * number // len(parts), steps, one.id)
        rows.append(_row(one, prior, elsewhere[one.site], coverage))
    out = xr.Dataset({name: ("series", [row[name] for row in rows]) for name in rows[0]})
    out = out.set_coords("series").assign_coords(fitted_site=sites)
    ends = (("", 0.5), ("_low", 0.5 - 0.5 * coverage), ("_high", 0.5 + 0.5 * coverage))
    everybody = learn(parts, table)
    for word, share in ends:
        taught = [elsewhere[site].rate_quantile(share) for site in sites]
        out[f"rate_factor_elsewhere{word}"] = ("fitted_site", taught)
        out[f"rate_factor_all{word}"] = ((), everybody.rate_quantile(share))
    out.attrs = {"coverage": coverage, "sites": len(sites), "parameter_sets": SET}
    if progress is not None:
        progress(steps, steps, "")
    return out


def _row(one: SeriesParts, prior: Learnt, taught: Learnt, coverage: float) -> dict[str, Any]:
    table = load_parameters(SET)
    plain = int(np.argmin(np.abs(prior.rate.nodes - 1.0)))
    error = one.stock()[plain] - one.measured
    sd, own = measurement_sd(one, table)
    found: dict[str, Any] = {
        "series": one.id,
        "site": one.site,
        "trial": one.trial,
        "role": "predicted" if one.is_predicted else "fitted",
        "outside_domain": one.is_outside,
        "n": one.measured.size,
        "bias_tc_ha": float(error.mean()),
        "rmse_tc_ha": float(np.sqrt(np.mean(error**2))),
        "pooled_measurement_error_tc_ha": sd,
        "measurement_error_from": "scatter" if own else "assumed",
    }
    for word, learnt in (("", prior), ("_elsewhere", taught)):
        told = predict(one, learnt, coverage, table)
        inside = (one.measured >= told.low) & (one.measured <= told.high)
        found[f"coverage_90_fraction{word}"] = float(inside.mean())
        if word:
            rest = told.mean - one.measured
            found[f"bias_tc_ha{word}"] = float(rest.mean())
            found[f"rmse_tc_ha{word}"] = float(np.sqrt(np.mean(rest**2)))
    return found
