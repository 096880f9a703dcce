"""The series of a trial, and what their errors amount to in words."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from fourpermille.core.i18n import _, ngettext
from fourpermille.report.content import Box
from fourpermille.report.context import context
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num
from fourpermille.report.runs import clean, literal


class Trial:
    """The series of a trial with their names."""

    def __init__(self, facts: Facts) -> None:
        self.results = facts.results
        self.ids = [str(s) for s in facts.results["series"].values]
        self.given: dict[str, Mapping[str, Any]] = {
            str(one.get("id")): one for one in facts.scenario.get("series") or ()
        }
        titles = [str(self.given.get(i, {}).get("title") or i) for i in self.ids]
        self.plain_names = [clean(title) for title in titles]
        self.names = [literal(title) for title in titles]
        self.predicted = [str(r) == "predicted" for r in facts.results["role"].values]

    def values(self, name: str) -> np.ndarray:
        """Return one number for each series; NaN when the results lack it."""
        if name not in self.results.variables:
            return np.full(len(self.ids), np.nan)
        return np.asarray(self.results[name].values, float)

    def measured(self, i: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return years, stocks, and which of them were only estimated."""
        one = self.results.isel(series=i)
        year = np.asarray(one["measured_year"].values, float)
        stock = np.asarray(one["measured_stock_tc_ha"].values, float)
        known = np.isfinite(year) & np.isfinite(stock)
        status = np.array([str(s) != "measured" for s in one["measured_status"].values])
        return year[known], stock[known], status[known]

    def interval(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of the interval for each measured stock; NaN where there is none."""
        one = self.results.isel(series=i)
        year, stock = one["measured_year"].values, one["measured_stock_tc_ha"].values
        known = np.isfinite(year) & np.isfinite(stock)
        nothing = np.full(known.shape, np.nan)
        ends = (
            np.asarray(one[name].values, float) if name in one.variables else nothing
            for name in ("soc_stock_low_tc_ha", "soc_stock_high_tc_ha")
        )
        low, high = (end[known] for end in ends)
        return low, high

    def measured_mean(self, i: int) -> float:
        """Return the mean of the measured stocks that judge the model."""
        _year, stock, guess = self.measured(i)
        return float(stock[~guess].mean()) if (~guess).any() else float("nan")

    def misses(self, i: int) -> bool:
        """Say whether the mean error is more than the stated share of the measured mean."""
        share = context("trial_bias_share")
        return bool(abs(self.values("bias_tc_ha")[i]) > share * self.measured_mean(i))


def verdict(trial: Trial) -> str:
    """Give the result in one or two sentences."""
    predicted = [i for i, p in enumerate(trial.predicted) if p]
    rmse = trial.values("rmse_tc_ha")
    judged = [i for i in predicted if np.isfinite(rmse[i])]
    if not judged:
        return _(
            "In every treatment the carbon input was fitted to the measurements: the lines show "
            "that the model **can** follow them, not that it predicts them."
        )
    good = [i for i in judged if not trial.misses(i)]
    return ngettext(
        "Without fitting, the model stays within {share} % of the measured mean in **{good} of "
        "{count} treatment**. Typical error: {low} to {high} t C per hectare.",
        "Without fitting, the model stays within {share} % of the measured mean in **{good} of "
        "{count} treatments**. Typical error: {low} to {high} t C per hectare.",
        len(judged),
    ).format(
        share=num(100 * context("trial_bias_share"), 0),
        good=num(len(good), 0),
        count=num(len(judged), 0),
        low=num(min(rmse[i] for i in judged), 1),
        high=num(max(rmse[i] for i in judged), 1),
    )


def _weakest(trial: Trial) -> str:
    """Name the single measurement that the model misses by most."""
    found = []
    for i, name in enumerate(trial.names):
        years, stock, guess = trial.measured(i)
        one = trial.results["soc_stock_tc_ha"].isel(series=i)
        modelled = np.interp(years, np.asarray(one["year"].values, float), one.values)
        found += [
            (abs(m - s), name, year, s, m)
            for year, s, m, g in zip(years, stock, modelled, guess, strict=True)
            if not g
        ]
    if not found:
        return _("Nothing was measured: the model cannot be judged.")
    _size, name, year, stock_there, model_there = max(found)
    return _(
        "The largest single miss: **{name}** in {year}, measured {stock}, modelled {model} t C/ha."
    ).format(
        name=name,
        year=num(year, 0, group=False),
        stock=num(stock_there, 1),
        model=num(model_there, 1),
    )


def failures(trial: Trial) -> Box:
    """Name the largest single miss, and every treatment missed by more than the stated share."""
    bias = trial.values("bias_tc_ha")
    texts = [_weakest(trial)]
    missed = [i for i in range(len(trial.ids)) if np.isfinite(bias[i]) and trial.misses(i)]
    if not missed:
        texts.append(
            _(
                "No treatment is missed by more than {share} % on average; single years differ "
                "more: samples of a field scatter, and one mean climate stands for all years."
            ).format(share=num(100 * context("trial_bias_share"), 0))
        )
    for i in missed:
        words = (
            _("**{name}**: the model holds {error} t C/ha too much on average.")
            if bias[i] > 0
            else _("**{name}**: the model holds {error} t C/ha too little on average.")
        )
        texts.append(words.format(name=trial.names[i], error=num(abs(bias[i]), 1)))
    return Box(_("Where the model is weakest"), tuple(texts))
