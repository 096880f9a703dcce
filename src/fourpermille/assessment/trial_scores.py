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
    rate_grid,
)
from fourpermille.assessment.trial_parts import SeriesParts, TrialInput, parts_of
from fourpermille.assessment.trial_prediction import Prediction, predict
from fourpermille.core.parameters import load_parameters
from fourpermille.core.variables import variable

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
    On ``series``: ``n_measurements``, ``bias_tc_ha`` and ``rmse_tc_ha`` of the model as it is;
    ``pooled_measurement_error_tc_ha``; ``coverage_90_fraction``, share of its stocks inside the
    interval that priors alone give; ``bias_prior_tc_ha`` and ``rmse_prior_tc_ha`` of the mean over
    the priors; ``bias_elsewhere_tc_ha``, ``rmse_elsewhere_tc_ha`` of the mean after learning from
    all other sites (from none where there is one site), to be compared with the priors, and
    ``coverage_90_elsewhere_fraction``; ``role``, ``site``, ``trial``; ``measurement_error_from``
    ("scatter", or "assumed" for a short series); ``outside_domain`` (why the model wasn't made for
    it). On ``fitted_site``: the rate factor learnt from the others (``rate_factor_elsewhere``,
    ``_low``, ``_high``). Without dims: that from all (``rate_factor_all``, ``_low``, ``_high``).
    On (series, measurement): ``soc_stock_low_tc_ha`` and ``soc_stock_high_tc_ha``, where the model
    expects each measurement after learning from the other sites.
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
    most = max(len(seen.year) for one in trials for seen in one.measurements.values())
    interval = np.full((2, len(parts), most), np.nan)
    for number, one in enumerate(parts):
        if progress is not None:
            progress(len(trials) + len(trials) * number // len(parts), steps, one.id)
        told = predict(one, elsewhere[one.site], coverage, table)
        interval[:, number, one.position] = told.low, told.high
        rows.append(_row(one, prior, predict(one, prior, coverage, table), told))
    out = xr.Dataset({name: ("series", [row[name] for row in rows]) for name in rows[0]})
    out = out.set_coords(["series", "site", "trial"]).assign_coords(fitted_site=sites)
    ends = (("", 0.5), ("_low", 0.5 - 0.5 * coverage), ("_high", 0.5 + 0.5 * coverage))
    everybody = learn(parts, table)
    for word, share in ends:
        taught = [elsewhere[site].rate_quantile(share) for site in sites]
        out[f"rate_factor_elsewhere{word}"] = ("fitted_site", taught)
        out[f"rate_factor_all{word}"] = ((), everybody.rate_quantile(share))
    for name, end in zip(("low", "high"), interval, strict=True):
        out[f"soc_stock_{name}_tc_ha"] = (("series", "measurement"), end)
    for key in out.data_vars:
        known = variable(str(key))
        out[key].attrs = {"long_name": known.about} | (
            {} if known.is_text else {"units": known.units}
        )
    sets = [str(getattr(one.parameters, "name", one.parameters)) for one in trials]
    out.attrs = {
        "coverage": coverage,
        "sites": len(sites),
        "model": ", ".join(dict.fromkeys(one.model for one in trials)),
        "parameter_sets": ", ".join(dict.fromkeys([*sets, SET])),
    }
    if progress is not None:
        progress(steps, steps, "")
    return out


def _row(one: SeriesParts, prior: Learnt, untold: Prediction, told: Prediction) -> dict[str, Any]:
    table = load_parameters(SET)
    plain = int(np.argmin(np.abs(prior.rate.nodes - 1.0)))
    error = one.stock()[plain] - one.measured
    sd, own = measurement_sd(one, table)
    found: dict[str, Any] = {
        "series": one.id,
        "site": one.site,
        "trial": one.trial,
        "role": "predicted" if one.is_predicted else "fitted",
        "outside_domain": one.outside,
        "n_measurements": one.measured.size,
        "bias_tc_ha": float(error.mean()),
        "rmse_tc_ha": float(np.sqrt(np.mean(error**2))),
        "pooled_measurement_error_tc_ha": sd,
        "measurement_error_from": "scatter" if own else "assumed",
    }
    found["coverage_90_fraction"] = _inside(one, untold)
    found["coverage_90_elsewhere_fraction"] = _inside(one, told)
    for word, predicted in (("prior", untold), ("elsewhere", told)):
        rest = predicted.mean - one.measured
        found[f"bias_{word}_tc_ha"] = float(rest.mean())
        found[f"rmse_{word}_tc_ha"] = float(np.sqrt(np.mean(rest**2)))
    return found


def _inside(one: SeriesParts, told: Prediction) -> float:
    """Share of the measured stocks inside the interval."""
    return float(np.mean((one.measured >= told.low) & (one.measured <= told.high)))
