"""The sections of a trial: how well the model follows measured stocks."""

from collections.abc import Iterator, Sequence

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.content import (
    Bullets,
    Column,
    Figure,
    Paragraph,
    Section,
    Table,
    only,
)
from fourpermille.report.facts import Facts
from fourpermille.report.figures.panels import Panel, panel_chart
from fourpermille.report.numbers import MISSING, num, signed, unit
from fourpermille.report.sections.trial_series import Trial, failures, verdict


def lines(facts: Facts) -> Section:
    """Show model and measurements side by side, in a figure for each trial."""
    trial = Trial(facts)
    every = range(len(trial.ids))
    if "trial" in facts.results.coords:
        of = [str(one) for one in facts.results["trial"].values]
        figures = [
            _figure(facts, trial, [i for i in every if of[i] == one], f"lines_{one}")
            for one in dict.fromkeys(of)
        ]
    else:
        figures = [_figure(facts, trial, every, "lines")]
    return Section("follow", _("Does the model follow the measurements?"), tuple(figures))


def _figure(facts: Facts, trial: Trial, members: Sequence[int], id: str) -> Figure:
    """Draw some of the series, with the numbers behind them."""
    x = np.asarray(facts.results["year"].values, float)
    bias = trial.values("bias_tc_ha")
    panels = []
    rows: list[tuple[str, ...]] = []
    for i in members:
        y = np.asarray(facts.results["soc_stock_tc_ha"].isel(series=i).values, float)
        here = np.isfinite(y)  # trials of other years stand beside it
        panels.append(_panel(trial, i, x[here], y[here]))
        rows += _numbers(trial, i, x[here], y[here])
    caption = _("Soil carbon measured and modelled")
    table = Table(
        f"{id}_table",
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
        _("{name}: mean error {bias} t C/ha").format(name=trial.names[i], bias=signed(bias[i], 1))
        for i in members
    )
    alt = _("A panel for each treatment with measured points and the modelled line. {list}.")
    drawn = panel_chart(panels, _("Year"), _("Stock [t C/ha]"))
    return Figure(id, caption, alt.format(list=listed), drawn, table=table)


def _panel(trial: Trial, i: int, x: np.ndarray, y: np.ndarray) -> Panel:
    years, stock, guess = trial.measured(i)
    low, high = trial.interval(i)
    return Panel(
        title=trial.plain_names[i],
        subtitle=_("{role}, RMSE {rmse} t C/ha").format(
            role=_("predicted") if trial.predicted[i] else _("fitted"),
            rmse=num(trial.values("rmse_tc_ha")[i], 1),
        ),
        x=x,
        y=y,
        measured_x=years,
        measured_y=stock,
        estimated=guess,
        predicted=trial.predicted[i],
        low=low,
        high=high,
    )


def _numbers(trial: Trial, i: int, x: np.ndarray, y: np.ndarray) -> Iterator[tuple[str, ...]]:
    for year, value, estimate in zip(*trial.measured(i), strict=True):
        modelled = float(np.interp(year, x, y))
        yield (
            trial.names[i],
            num(year, 0, group=False),
            num(value, 1) + (" *" if estimate else ""),
            num(modelled, 1),
            signed(modelled - value, 1),
        )


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
    blocks = only(Paragraph(verdict(trial), lead=True), _roles(), table, failures(trial))
    return Section("size", _("How large are the errors?"), blocks)


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
