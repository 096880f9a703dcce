"""A run told in a few lines, or as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from fourpermille.cli.talk import say, show, show_json
from fourpermille.core.i18n import _, ngettext
from fourpermille.core.sizes import size_in_words

# Why a place has no answer, in the words of the results.
WHY, IMPOSSIBLE_PAST, OTHER = "without_answer", "impossible_past", "other"
LEAST_MINUTES = 2  # below, seconds say more


def run_answer(result: Any) -> dict[str, Any]:
    """What ``--json`` prints of a run; its schema is ``info schemas run``."""
    return {
        "scenario": result.scenario_id,
        "folder": None if result.folder is None else str(result.folder),
        "summary": dict(result.summary),
        "files": [str(path) for path in result.files],
        "warnings": list(result.warnings),
    }


def show_run(result: Any) -> None:
    """Print the answer of a run in words and where everything lies."""
    show(result.title)
    for line in result.headline:
        show(f"  {line}")
    _say_gaps(result)
    if result.unused_columns:
        say(_("Columns not used: {names}").format(names=result.unused_columns))
    for path in result.reports:
        say(_("Report: {path}").format(path=path))
    if result.folder is not None:
        say(_("All files: {path}").format(path=result.folder))


def _say_gaps(result: Any) -> None:
    """Say how many places have no answer, why, and where to see which."""
    summary = result.summary
    missing, cells = summary.get("cells_missing", 0), summary.get("cells", 0)
    if "cells_masked" in summary:  # of a grid, only cells with an answer are listed
        cells += missing
    other = _other_reasons(result)
    if missing and any(other.values()):
        whys = (
            (_("Data are missing"), missing - sum(other.values())),
            (
                _("No past explains today’s stock: the plant input would have to be negative"),
                other[IMPOSSIBLE_PAST],
            ),
            (_("The model has no answer"), other[OTHER]),
        )
        text = _("{missing} of {cells} places without an answer:").format(
            missing=missing, cells=cells
        )
        told = "; ".join(f"{why} ({count})" for why, count in whys if count)
        say(f"{text} {told}. " + _("See the report or tables/places.csv."))
    elif missing:
        text = ngettext(
            "Of {cells} places, {count} has no answer because values are missing: see the report "
            "or tables/places.csv.",
            "Of {cells} places, {count} have no answer because values are missing: see the report "
            "or tables/places.csv.",
            missing,
        )
        say(text.format(cells=cells, count=missing))


def _other_reasons(result: Any) -> dict[str, int]:
    """How many places have all their data, and still no answer, by the reason."""
    counts = result.summary.get("missing_by_variable")
    if counts is None:  # of a table, each place tells
        reasons = result.results.get(WHY)
        counts = Counter([] if reasons is None else map(str, reasons.values))
    return {name: int(counts.get(name, 0)) for name in (IMPOSSIBLE_PAST, OTHER)}


def show_plan(plan: Mapping[str, Any], as_json: bool) -> None:
    """Print what a run would do."""
    if as_json:
        show_json(plan)
        return
    unknown = _("not known")
    lines = [
        _("Scenario: {value}").format(value=plan["scenario"]),
        _("Places: {value}").format(value=_known(plan["places"], unknown)),
    ]
    if plan["blocks"]:
        lines.append(
            _("Cells of the grid: {cells}, in {blocks} blocks").format(
                cells=plan["grid_cells"], blocks=plan["blocks"]
            )
        )
    lines += [
        _("Months of weather a place: {value}").format(value=_known(plan["months"], unknown)),
        _("Time: about {value} s").format(value=plan["seconds"])
        if plan["minutes"] < LEAST_MINUTES
        else _("Time: about {value} minutes").format(value=plan["minutes"]),
        _("Results: about {value}").format(value=size_in_words(plan["bytes"])),
        _("Folder: {value}").format(value=plan["folder"]),
        _("Missing files: {value}").format(value=", ".join(plan["missing"]) or _("none")),
    ]
    for line in lines:
        show(line)


def _known(value: Any, unknown: str) -> Any:
    return unknown if value is None else value
