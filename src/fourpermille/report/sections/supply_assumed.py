"""What decides the supply of the practices beside the values of the places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fourpermille.core.i18n import _
from fourpermille.core.scenario import SpecField, specification
from fourpermille.core.variables import is_known
from fourpermille.report.content import Column, Table
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num, unit
from fourpermille.report.sections.practice_names import practice_name

SECTIONS = ("adoption", "limits")
LEVEL = "practices.level"
DATE = "_year"  # how the names of calendar years end, unlike those of numbers of years
MOST_DIGITS = 6


def decided_table(facts: Facts) -> Table | None:
    """Return the adoption, the plant growth and the level of the effects; None without practices.

    The numbers of ``[limits]`` that the places hold stand among the values that went in.
    """
    plans = facts.scenario.get("practices") or ()
    if not plans:
        return None
    keys = {field.path: field for field in specification()}
    rows = [*_levels(plans, keys), *_keys(facts, keys)]
    columns = (
        Column(_("Quantity"), align="left"),
        Column(_("Value")),
        Column(_("Unit"), align="left"),
        Column(_("Source"), align="left"),
    )
    caption = _("What decides what the practices give")
    return Table("supply_decided", caption, columns, tuple(rows))


def _levels(plans: Any, keys: dict[str, SpecField]) -> Iterator[tuple[str, ...]]:
    """Give a row for each level of the effects, with the practices that have it."""
    by_level: dict[str, list[str]] = {}
    for plan in plans:
        by_level.setdefault(str(plan.get("level", "central")), []).append(str(plan["id"]))
    meaning = next((f.description for path, f in keys.items() if path == LEVEL), "level")
    for level, ids in by_level.items():
        yield f"{meaning} ({', '.join(map(practice_name, ids))})", f"`{level}`", "", f"`{LEVEL}`"


def _keys(facts: Facts, keys: dict[str, SpecField]) -> Iterator[tuple[str, ...]]:
    for section in SECTIONS:
        for name, value in (facts.scenario.get(section) or {}).items():
            path = f"{section}.{name}"
            if value is None or path not in keys or is_known(name):
                continue
            field = keys[path]
            yield field.description, _shown(name, value), _unit(name, field), f"`{path}`"


def _shown(name: str, value: object) -> str:
    """Write a number as it was given, a word as it stands in the scenario."""
    if not isinstance(value, int | float):
        return f"`{value}`"
    digits = next((d for d in range(MOST_DIGITS) if round(value, d) == value), MOST_DIGITS)
    return num(value, digits, group=not name.endswith(DATE))


def _unit(name: str, field: SpecField) -> str:
    if field.unit == "year":
        return "" if name.endswith(DATE) else _("yr")
    return unit("1/yr") if field.unit == "year-1" else ""
