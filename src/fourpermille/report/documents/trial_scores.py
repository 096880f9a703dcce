"""The page on a model against long-term trials: scores, lines, what was assumed, what lacks."""

import json

import numpy as np
import xarray as xr

from fourpermille.core.i18n import _, current_language
from fourpermille.report.base import DOCUMENTS, DocumentKind
from fourpermille.report.chrome import footer, words
from fourpermille.report.content import Box, Column, Content, Paragraph, Section, Table, only
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num, signed
from fourpermille.report.runs import literal
from fourpermille.report.sections.trial import lines
from fourpermille.report.sections.trial_series import Trial, failures, verdict

PERCENT = 100.0


def suits(results: xr.Dataset) -> bool:
    """Say whether the results are scores of a model against trials."""
    return "pooled_measurement_error_tc_ha" in results.variables and "series" in results.dims


def build(facts: Facts) -> Content:
    """Write the content in the current language."""
    trial = Trial(facts)
    return Content(
        language=current_language(),
        title=_("RothC against long-term trials"),
        kicker=_("Model against measurements"),
        summary=verdict(trial),
        facts=(_("{count} series").format(count=num(len(trial.ids), 0)),),
        about="",
        key_figures=(),
        sections=(_scores(facts, trial), lines(facts), _learnt(facts, trial), _assumed(facts)),
        footer=footer(facts),
        words=words(),
    )


def _scores(facts: Facts, trial: Trial) -> Section:
    """Bias, error and coverage of each series, as the model is and as the other sites teach it."""
    outside = [str(reason) for reason in facts.results["outside_domain"].values]
    rows = tuple(
        (
            trial.names[i] + (" *" if outside[i] else ""),
            _("predicted") if trial.predicted[i] else _("fitted"),
            num(trial.values("n_measurements")[i], 0),
            signed(trial.values("bias_tc_ha")[i], 1),
            num(trial.values("rmse_tc_ha")[i], 1),
            num(trial.values("pooled_measurement_error_tc_ha")[i], 1),
            num(PERCENT * trial.values("coverage_90_fraction")[i], 0),
        )
        for i in range(len(trial.ids))
    )
    columns = (
        Column(_("Series"), align="left"),
        Column(_("Input"), align="left"),
        Column(_("n")),
        Column(_("Mean error"), "t C/ha"),
        Column(_("RMSE"), "t C/ha"),
        Column(_("Error of a measurement"), "t C/ha"),
        Column(_("Inside the 90 % interval"), "%"),
    )
    note = _(
        "The interval holds what may be off before any trial is looked at: rate, inputs, the model "
        "itself, the measurement. * a material or a depth that the model was not made for: scored, "
        "nothing is learnt from it."
    )
    table = Table("scores", _("Scores of the model"), columns, rows, note=note)
    return Section(
        "scores",
        _("How well does the model do?"),
        only(table, failures(trial)),
    )


def _learnt(facts: Facts, trial: Trial) -> Section:
    """What each site is told by the others, and whether it helps."""
    results = facts.results
    sites = [str(site) for site in results["fitted_site"].values]
    rows = tuple(
        (
            literal(site),
            *(
                num(float(results[f"rate_factor_elsewhere{end}"].values[i]), 2)
                for end in ("", "_low", "_high")
            ),
        )
        for i, site in enumerate(sites)
    )
    columns = (
        Column(_("Site left out"), align="left"),
        Column(_("Rate factor of the others")),
        Column(_("5 %")),
        Column(_("95 %")),
    )
    table = Table("learnt", _("What the other sites say of the decay rates"), columns, rows)
    return Section(
        "learnt",
        _("Does what one site teaches hold at another?"),
        (*_typical_errors(results), table, _taught(trial)),
    )


def _typical_errors(results: xr.Dataset) -> tuple[Paragraph, ...]:
    """The typical error of the plain run, of the mean over the priors, and after learning."""
    judged = np.array([str(role) == "predicted" for role in results["role"].values])
    judged &= np.asarray([not str(reason) for reason in results["outside_domain"].values])
    if not judged.any():
        return ()
    plain, before, after = (
        num(float(np.sqrt(np.mean(results[f"rmse{word}_tc_ha"].values[judged] ** 2))), 1)
        for word in ("", "_prior", "_elsewhere")
    )
    errors = (
        _(
            "The typical error is {plain} t C/ha with the inputs as told, {before} averaged over "
            "all that the priors allow, and {after} after learning from the other sites. The last "
            "two compare with each other: both are means over what is uncertain."
        )
        if results.sizes["fitted_site"] > 1
        else _(
            "The typical error is {plain} t C/ha with the inputs as told, {before} averaged over "
            "all that the priors allow. With one site there is nobody to learn from."
        )
    )
    inside = results["coverage_90_fraction"].values[judged]
    series = _(
        "An error that a whole series shares puts it inside its interval as a whole, or outside: "
        "all stocks of {whole} of {count} predicted series lie inside, and {least} % of the "
        "stocks of the worst."
    ).format(
        whole=num(int((inside == 1.0).sum()), 0),
        count=num(inside.size, 0),
        least=num(PERCENT * float(inside.min()), 0),
    )
    told = errors.format(plain=plain, before=before, after=after)
    return Paragraph(told), Paragraph(series)


def _taught(trial: Trial) -> Table:
    """Error and share inside the interval of each predicted series, before and after learning."""
    names = (
        *("rmse_prior_tc_ha", "rmse_elsewhere_tc_ha"),
        *("coverage_90_fraction", "coverage_90_elsewhere_fraction"),
    )
    found = [trial.values(name) for name in names]
    rows = tuple(
        (
            trial.names[i],
            *(num(values[i], 1) for values in found[:2]),
            *(num(PERCENT * values[i], 0) for values in found[2:]),
        )
        for i in range(len(trial.ids))
        if trial.predicted[i]
    )
    columns = (
        Column(_("Series"), align="left"),
        Column(_("RMSE, nothing learnt"), "t C/ha"),
        Column(_("RMSE, taught by other sites"), "t C/ha"),
        Column(_("Inside the 90 % interval"), "%"),
        Column(_("Inside, taught by other sites"), "%"),
    )
    return Table("taught", _("Before and after learning from other sites"), columns, rows)


def _assumed(facts: Facts) -> Section:
    """Every input that a source doesn't give, with the value used and why; trials not here."""
    told = json.loads(str(facts.results.attrs.get("assumed", "{}")))
    rows = tuple(
        (literal(trial), *(literal(str(row[k])) for k in ("what", "value", "why", "confidence")))
        for trial, found in told.items()
        for row in found
    )
    columns = tuple(
        Column(word, align="left")
        for word in (_("Trial"), _("Quantity"), _("Value"), _("Why"), _("Confidence"))
    )
    table = Table("assumed", _("Inputs that the sources do not give"), columns, rows)
    missing = json.loads(str(facts.results.attrs.get("missing_trials", "{}")))
    lost = tuple(literal(f"{row['title']}: {row['lacks']}") for row in missing.values())
    box = Box(_("Not run: the data are not on this machine"), lost) if lost else None
    return Section("assumed", _("What was assumed?"), only(table, box))


DOCUMENTS.register("trial_scores")(DocumentKind("trial_scores", suits, build))
