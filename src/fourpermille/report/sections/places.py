"""Figures and tables with one value for each place, shared by the sections."""

from collections.abc import Callable, Sequence

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.content import Column, Figure, Table
from fourpermille.report.drawing import palette
from fourpermille.report.drawing.editions import Editions
from fourpermille.report.facts import Facts
from fourpermille.report.figures.bars import bar_chart
from fourpermille.report.figures.classes import Categories, Classes, equal_classes
from fourpermille.report.figures.maps import country_map, point_map
from fourpermille.report.numbers import MISSING, brief, num, percent, position
from fourpermille.report.runs import literal
from fourpermille.report.sections.naming import country_name

# Fewer places than this read best as bars.
FEW = 16
# A world map of countries is worth its room from so many countries on.
WORLD = 30


def shape_of(facts: Facts) -> str:
    """Choose how places are shown: "world", "points" or "bars"."""
    if facts.by_country and len(facts.codes) >= WORLD and facts.outlines:
        return "world"
    if facts.count >= FEW and facts.has("latitude") and facts.has("longitude"):
        return "points"
    return "bars"


def place_figure(
    facts: Facts,
    id_: str,
    name: str,
    palette_: tuple[str, ...],
    caption: str,
    unit: str,
) -> Figure | None:
    """Show one value of each place as a map or as bars, with the table; None without a value."""
    values = facts.values(name)
    if not np.isfinite(values).any():
        return None
    shape = shape_of(facts)
    if not np.isfinite(values).any():
        return None
    if shape == "points" and not (np.isfinite(values) & _located(facts)).any():
        shape = "bars"
    if shape == "bars":
        kept = list(_largest(facts, values))
        colour = palette.ACCENT if palette_ is palette.GREENS else palette.EARTH
        drawn = bar_chart([facts.names[i] for i in kept], [values[i] for i in kept], unit, colour)
        table = _value_table(facts, id_, name, kept, caption, unit)
        return Figure(id_, caption, _alt(facts, caption, values, unit), drawn, table=table)
    classes = equal_classes(values)
    colours = palette.shades(palette_, len(classes))

    def tip(i: int) -> str:
        return f"{facts.names[i]}: {brief(values[i])} {unit}"

    drawn = class_map(facts, values, tip, classes, colours, unit, is_world=shape == "world")
    table = class_table(facts, id_, values, classes, caption, unit)
    return Figure(id_, caption, _alt(facts, caption, values, unit), drawn, table=table)


def class_map(
    facts: Facts,
    values: np.ndarray,
    tip: Callable[[int], str],
    classes: Classes | Categories,
    colours: tuple[str, ...],
    unit: str,
    *,
    is_world: bool,
) -> Editions:
    """Draw a value of each place by its class, on countries or as points."""
    if is_world:
        known = {c: float(v) for c, v in zip(facts.codes, values, strict=True) if np.isfinite(v)}
        by_code = {code: tip(i) for i, code in enumerate(facts.codes)}
        spots = _spots(facts)
        return country_map(
            facts.outlines, known, by_code, spots, classes, colours, unit, _("no data")
        )
    return point_map(
        facts.outlines,
        facts.values("longitude"),
        facts.values("latitude"),
        values,
        tip,
        classes,
        colours,
        unit,
        _("no data"),
    )


def _located(facts: Facts) -> np.ndarray:
    """Mark the places that have a position."""
    return np.isfinite(facts.values("longitude")) & np.isfinite(facts.values("latitude"))


def _spots(facts: Facts) -> dict[str, tuple[float, float]]:
    """Return longitude and latitude of the countries, for those too small for an outline."""
    pairs = zip(facts.codes, facts.values("longitude"), facts.values("latitude"), strict=True)
    return {code: (x, y) for code, x, y in pairs if np.isfinite(x) and np.isfinite(y)}


def _largest(facts: Facts, values: Sequence[float] | np.ndarray) -> list[int]:
    """Return the places in their own order, or the largest ones when there are many."""
    if facts.count <= FEW:
        return list(range(facts.count))
    order = np.argsort(-np.nan_to_num(np.asarray(values, float), nan=-np.inf), kind="stable")
    return [int(i) for i in order[:FEW]]


def _alt(facts: Facts, caption: str, values: np.ndarray, unit: str) -> str:
    ok = np.flatnonzero(np.isfinite(values))
    if ok.size == 0:
        return caption
    low, high = int(ok[np.argmin(values[ok])]), int(ok[np.argmax(values[ok])])
    return _(
        "{caption}. Lowest {low} in {low_place}, highest {high} in {high_place} {unit}."
    ).format(
        caption=caption,
        low=brief(values[low]),
        low_place=_name(facts, low),
        high=brief(values[high]),
        high_place=_name(facts, high),
        unit=unit,
    )


def _name(facts: Facts, i: int) -> str:
    """Name a place inside a sentence; a cell by its position and its country."""
    if not facts.is_grid:
        return literal(facts.names[i])
    where = position(float(facts.values("latitude")[i]), float(facts.values("longitude")[i]))
    code = facts.codes[i]
    return f"{where} ({country_name(code)})" if code else where


def _value_table(
    facts: Facts, id_: str, name: str, kept: list[int], caption: str, unit: str
) -> Table:
    values = facts.values(name)
    return Table(
        f"{id_}_table",
        caption,
        (Column(_("Place"), align="left"), Column(_("Value"), unit)),
        tuple((literal(facts.names[i]), brief(values[i])) for i in kept),
    )


def class_table(
    facts: Facts,
    id_: str,
    values: np.ndarray,
    classes: Classes | Categories,
    caption: str,
    unit: str,
) -> Table:
    """Count places and share of the land in each class of a map."""
    ok = np.isfinite(values)
    number = np.where(ok, classes.indices(values), -1)
    weights = np.nan_to_num(facts.weights)
    whole = weights[ok].sum() or 1.0
    rows = []
    for i, label in enumerate(classes.labels()):
        here = number == i
        rows.append((label, num(here.sum(), 0), percent(weights[here].sum() / whole)))
    rows.append((_("no data"), num((~ok).sum(), 0), MISSING))
    share = _("Share of the area") if facts.has_area else _("Share of the places")
    return Table(
        f"{id_}_table",
        caption,
        (Column(_("Class"), unit, "left"), Column(_("Places")), Column(share, "%")),
        tuple(rows),
    )
