"""The sections of a trial: how well the model follows measured stocks."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from fourpermille.core.i18n import _, ngettext
from fourpermille.report.content import (
    Box,
    Bullets,
    Column,
    Figure,
    Paragraph,
    Section,
    Table,
    only,
)
from fourpermille.report.context import context
from fourpermille.report.facts import Facts
from fourpermille.report.figures.panels import Panel, panel_chart
from fourpermille.report.numbers import MISSING, num, signed, unit


class Trial:
    """The series of a trial with their names."""

    def __init__(self, facts: Facts) -> None:
        self.results = facts.results
        self.ids = [str(s) for s in facts.results["series"].values]
        self.given: dict[str, Mapping[str, Any]] = {
            str(one.get("id")): one for one in facts.scenario.get("series") or ()
        }
        self.names = [str(self.given.get(i, {}).get("title") or i) for i in self.ids]
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


def lines(facts: Facts) -> Section:
    """Show model and measurements side by side."""
    trial = Trial(facts)
    x = np.asarray(facts.results["year"].values, float)
    bias, rmse = trial.values("bias_tc_ha"), trial.values("rmse_tc_ha")
    panels = []
    rows = []
    for i, name in enumerate(trial.names):
        y = np.asarray(facts.results["soc_stock_tc_ha"].isel(series=i).values, float)
        years, stock, guess = trial.measured(i)
        role = _("predicted") if trial.predicted[i] else _("fitted")
        text = _("{role}, RMSE {rmse} t C/ha").format(role=role, rmse=num(rmse[i], 1))
        panels.append(Panel(name, text, x, y, years, stock, guess, trial.predicted[i]))
        for year, value, estimate in zip(years, stock, guess, strict=True):
            modelled = float(np.interp(year, x, y))
            rows.append(
                (
                    name,
                    num(year, 0, group=False),
                    num(value, 1) + (" *" if estimate else ""),
                    num(modelled, 1),
                    signed(modelled - value, 1),
                )
            )
    caption = _("Soil carbon measured and modelled")
    table = Table(
        "lines_table",
        caption,
        (
            Column(_("Treatment"), align="left"),
            Column(_("Year")),
            Column(_("Measured"), "t C/ha"),
            Column(_("Modelled"), "t C/ha"),
            Column(_("Difference"), "t C/ha"),
        ),
        tuple(rows),
        note=_("* estimated, not measured: neither fitted nor judged"),
    )
    listed = "; ".join(
        _("{name}: mean error {bias} t C/ha").format(name=n, bias=signed(bias[i], 1))
        for i, n in enumerate(trial.names)
    )
    alt = _("A panel for each treatment with measured points and the modelled line. {list}.")
    drawn = panel_chart(panels, _("Year"), _("Stock [t C/ha]"))
    figure = Figure("lines", caption, alt.format(list=listed), drawn, table=table)
    return Section("follow", _("Does the model follow the measurements?"), (figure,))


def _roles() -> Paragraph:
    return Paragraph(
        _(
            "A **fitted** line had its yearly plant input chosen so that it meets the "
            "measurements as well as one number can. A **predicted** line saw none of its own "
            "measurements: it is the test of the model."
        )
    )


def errors(facts: Facts) -> Section:
    """Give the error of each series and name the failures."""
    trial = Trial(facts)
    count, bias, rmse = (trial.values(n) for n in ("n_measurements", "bias_tc_ha", "rmse_tc_ha"))
    rows = tuple(
        (
            name,
            _("predicted") if trial.predicted[i] else _("fitted"),
            num(count[i], 0),
            num(trial.measured_mean(i), 1),
            signed(bias[i], 1),
            num(rmse[i], 1),
        )
        for i, name in enumerate(trial.names)
    )
    table = Table(
        "errors",
        _("Errors of the model"),
        (
            Column(_("Treatment"), align="left"),
            Column(_("Input"), align="left"),
            Column(_("Measurements")),
            Column(_("Mean measured"), "t C/ha"),
            Column(_("Mean error"), "t C/ha"),
            Column(_("RMSE"), "t C/ha"),
        ),
        rows,
        note=_(
            "Mean error: modelled less measured. RMSE: root of the mean squared error, in which "
            "large misses weigh more."
        ),
    )
    blocks = only(Paragraph(verdict(trial), lead=True), _roles(), table, _failures(trial))
    return Section("size", _("How large are the errors?"), blocks)


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


def _failures(trial: Trial) -> Box:
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


def inputs(facts: Facts) -> Section:
    """Say which inputs were used, and why."""
    trial = Trial(facts)
    plant, manure = trial.values("plant_input_tc_ha_yr"), trial.values("manure_input_tc_ha_yr")
    rows = tuple(
        (
            name,
            num(plant[i], 2),
            num(manure[i], 2) if np.isfinite(manure[i]) else MISSING,
            _why(trial, i),
        )
        for i, name in enumerate(trial.names)
    )
    table = Table(
        "inputs",
        _("Carbon inputs of the treatments"),
        (
            Column(_("Treatment"), align="left"),
            Column(_("Plants"), unit("t C/ha/yr")),
            Column(_("Manure"), unit("t C/ha/yr")),
            Column(_("Where it comes from"), align="left"),
        ),
        rows,
    )
    points = Bullets(
        (
            _("**One climate**: the mean months of one period stand for all years."),
            _("**Start in balance**: the soil is taken to be in balance in the first year."),
            _("**Constant inputs**: the same plant input each year, though yields changed."),
            _("**Manure**: decays by its own split into pools, from the parameter table."),
            _("Measured stocks: **no uncertainty given**; model: **no uncertainty given**."),
        )
    )
    return Section("given", _("What went in, and what was assumed?"), only(table, points))


def _why(trial: Trial, i: int) -> str:
    given = str(trial.given.get(trial.ids[i], {}).get("plant_input_tc_ha_yr", ""))
    if given.startswith("series:"):
        other = given.removeprefix("series:")
        name = trial.names[trial.ids.index(other)] if other in trial.ids else other
        return _("taken over from {name}").format(name=name)
    if not trial.predicted[i]:
        return _("fitted to the measured stocks")
    return _("as stated in the scenario")
