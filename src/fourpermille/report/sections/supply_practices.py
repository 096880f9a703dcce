"""The planned practices: who has them, who will, and what each is worth on a field."""

from __future__ import annotations

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.content import Column, Table
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import MISSING, num, percent, unit
from fourpermille.report.sections.practice_names import practice_name

WORTH, BELONGS = "practice_worth_tc_ha_yr", "practice_belongs"
PERCENT = 100.0


def practice_table(facts: Facts) -> Table | None:
    """Return a row for each practice; None where the results don't tell them apart."""
    plans = facts.scenario.get("practices", ())
    if not {WORTH, BELONGS} <= set(facts.results.variables) or not plans:
        return None
    worth, places = (facts.results[one].transpose("practice", "cell") for one in (WORTH, BELONGS))
    rows = []
    for plan in plans:
        values = np.asarray(worth.sel(practice=plan["id"]).values, float)
        known, here = np.isfinite(values), places.sel(practice=plan["id"]).values == 1.0
        rows.append(
            (
                practice_name(str(plan["id"])),
                num(PERCENT * float(plan["current_fraction"]), 0),
                num(PERCENT * float(plan["final_fraction"]), 0),
                _percent_of_land(facts, known & here),
                num(facts.mean_of(values), 2) if (known & facts.counted).any() else MISSING,
                _basis(plan),
            )
        )
    columns = (
        Column(_("Practice"), align="left"),
        Column(_("Has it today"), "%"),
        Column(_("Has it in the end"), "%"),
        Column(_("Works on"), _("% of the land")),
        Column(_("Worth on a field"), unit("t C/ha/yr")),
        Column(_("By"), align="left"),
    )
    note = _("Worth: the mean of the land, 0 where a practice doesn’t belong.")
    return Table("supply_practices", _("What is planned"), columns, tuple(rows), note=note)


def _percent_of_land(facts: Facts, here: np.ndarray) -> str:
    whole = float(facts.weights.sum())
    return percent(float(facts.weights[here].sum()) / whole) if whole else MISSING


def _basis(plan: dict[str, object]) -> str:
    """The method, and the end of the range where it isn't the middle."""
    method = {
        "model": _("soil model"),
        "evidence": _("trials"),
        "ipcc": _("factors of the IPCC"),
    }.get(str(plan.get("method", "model")), str(plan.get("method")))
    level = {"low": _("low end"), "high": _("high end")}.get(str(plan.get("level", "")))
    return method if level is None else f"{method}, {level}"
