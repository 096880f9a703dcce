"""What limits the supply, and where."""

from __future__ import annotations

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.content import Column, Figure, Table
from fourpermille.report.drawing import palette
from fourpermille.report.facts import Facts
from fourpermille.report.figures.bars import bar_chart
from fourpermille.report.figures.classes import Categories
from fourpermille.report.numbers import percent, years_text
from fourpermille.report.sections.places import class_map, class_table, shape_of
from fourpermille.report.sections.practice_names import limit_name
from fourpermille.report.supply_figures import limiting_fractions

LIMITING = "limiting_factor"
# In the order in which they act; one colour for each, whichever are there.
COLOURS = {
    "met": palette.ACCENT,
    "practices": "#c9c4b5",
    "adoption": palette.WARM,
    "residues": "#947100",
    "manure": "#854a18",
    "plant_growth": palette.ACCENT_LIGHT,
    "nitrogen": palette.COOL,
    "phosphorus": "#7b4173",
    "sulphur": "#d9b44a",
    "capacity": "#8c8c8c",
}
PERCENT = 100.0


def shares(facts: Facts) -> dict[str, float]:
    """Share of the land (0 to 1) on which each factor limits, in the order of their action."""
    found = limiting_fractions(facts)
    return {name: found[name] for name in COLOURS if found.get(name, 0.0) > 0.0}


def main_limit(facts: Facts) -> str:
    """Name what limits on most of the land, with its share."""
    found = shares(facts)
    if not found:
        return _("unknown")
    name = max(found, key=lambda key: found[key])
    return _("{limit} ({share} %)").format(limit=limit_name(name), share=percent(found[name]))


def limiting_figure(facts: Facts) -> Figure | None:
    """Show where which factor limits; bars of the land where places are few."""
    found = shares(facts)
    if not found:
        return None
    kept = [name for name in COLOURS if name in found]
    classes = Categories(tuple(limit_name(name) for name in kept))
    number = {name: float(i) for i, name in enumerate(kept)}
    texts = facts.texts(LIMITING)
    values = np.array([number.get(text, np.nan) for text in texts])
    caption = _("What limits the supply over {years}").format(years=years_text(facts.target_years))
    alt = _("Shares of the land: {list}.").format(
        list="; ".join(f"{limit_name(n)} {percent(s)} %" for n, s in found.items())
    )
    note = _(
        "What limits is the bound that would bring most of the demand if it alone were lifted."
    )
    shape = shape_of(facts)
    if shape == "bars":
        rows = tuple((limit_name(n), percent(s)) for n, s in found.items())
        drawn = bar_chart([row[0] for row in rows], [PERCENT * s for s in found.values()], "[%]")
        columns = (Column(_("Limit"), align="left"), Column(_("Share of the land"), "%"))
        table = Table("limiting_table", caption, columns, rows)
        return Figure("limiting", caption, alt, drawn, table=table, note=note)

    def tip(i: int) -> str:
        return f"{facts.names[i]}: {limit_name(texts[i]) or _('no data')}"

    colours = tuple(COLOURS[name] for name in kept)
    drawn = class_map(facts, values, tip, classes, colours, "", is_world=shape == "world")
    table = class_table(facts, "limiting", values, classes, caption, "")
    return Figure("limiting", caption, alt, drawn, table=table, note=note)
