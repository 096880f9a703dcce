"""The report on a trial: the model against measured stocks."""

import numpy as np
import xarray as xr

from fourpermille.core.i18n import _, current_language, ngettext
from fourpermille.report.base import DOCUMENTS, DocumentKind
from fourpermille.report.chrome import footer, words
from fourpermille.report.content import Content, KeyFigure
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num, signed
from fourpermille.report.runs import literal
from fourpermille.report.sections.sources import sources
from fourpermille.report.sections.trial import errors, inputs, lines
from fourpermille.report.sections.trial_series import Trial, verdict


def suits(results: xr.Dataset) -> bool:
    """Say whether the results compare a model with measurements."""
    compared = "measured_stock_tc_ha" in results.variables and "series" in results.dims
    return compared and "pooled_measurement_error_tc_ha" not in results.variables


def _keys(trial: Trial) -> tuple[KeyFigure, ...]:
    """Choose the typical error and mean error of prediction, and the number of measurements."""
    rmse, bias = trial.values("rmse_tc_ha"), trial.values("bias_tc_ha")
    judged = np.array(trial.predicted) & np.isfinite(rmse)
    which = _("median of the predicted treatments")
    if not judged.any():
        judged, which = np.isfinite(rmse), _("median of the fitted treatments")
    worst = int(np.argmax(np.where(judged, np.abs(bias), -1)))
    count = int(np.nansum(trial.values("n_measurements")))
    return (
        KeyFigure(num(count, 0), _("measured stocks"), _("not counting estimated start values")),
        KeyFigure(num(float(np.median(rmse[judged])), 1), _("t C/ha typical error"), which),
        KeyFigure(
            signed(float(bias[worst]), 1),
            _("t C/ha largest mean error"),
            _("{name} (plus: the model holds too much)").format(name=trial.names[worst]),
        ),
    )


def build(facts: Facts) -> Content:
    """Write the content in the current language."""
    trial = Trial(facts)
    years = facts.results["year"].values
    title = str(facts.scenario.get("title") or facts.results.attrs.get("title") or _("Trial"))
    return Content(
        language=current_language(),
        title=literal(title),
        kicker=_("Model against measurements"),
        summary=verdict(trial),
        facts=(
            ngettext("{count} treatment", "{count} treatments", len(trial.ids)).format(
                count=num(len(trial.ids), 0)
            ),
            _("{first} to {last}").format(
                first=num(float(years[0]), 0, group=False),
                last=num(float(years[-1]), 0, group=False),
            ),
        ),
        about=literal(str(facts.scenario.get("description") or "")),
        key_figures=_keys(trial),
        sections=(errors(facts), lines(facts), inputs(facts), sources(facts)),
        footer=footer(facts),
        words=words(),
    )


DOCUMENTS.register("trial")(DocumentKind("trial", suits, build))
