"""Section 1, where are we: stock and baseline."""

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.amounts import amounts, mass
from fourpermille.report.content import Column, Paragraph, Section, Table, only
from fourpermille.report.drawing import palette
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import brief, num, unit
from fourpermille.report.sections.places import place_figure


def where(facts: Facts) -> Section:
    """Tell the stock, its spread and the baseline classes."""
    figure = place_figure(
        facts,
        "stock",
        "soc_stock_tc_ha",
        palette.BROWNS,
        _("Organic carbon in the soil today"),
        "[t C/ha]",
    )
    blocks = only(
        Paragraph(_stock_text(facts), lead=True),
        figure,
        Paragraph(_class_text()),
        _classes(facts),
    )
    return Section("where", _("Where are we?"), blocks)


def _stock_text(facts: Facts) -> str:
    depth = facts.depth_cm
    layer = (
        _("the top {depth} cm").format(depth=num(depth, 0))
        if np.isfinite(depth)
        else _("the layer described")
    )
    text = _("On average these soils hold **{mean} t of organic carbon per hectare** in {layer}.")
    text = text.format(mean=num(facts.mean("soc_stock_tc_ha"), 1), layer=layer)
    if facts.count > 3:
        text += " " + _("The middle half lies between {low} and {high} t C/ha.").format(
            low=num(facts.quantile("soc_stock_tc_ha", 0.25), 1),
            high=num(facts.quantile("soc_stock_tc_ha", 0.75), 1),
        )
    if facts.has_area:
        shown = amounts(facts)
        text += " " + _("Together that is {total} on {area} {area_unit}.").format(
            total=mass(facts.total("soc_stock_tc_ha")),
            area=brief(float(np.nansum(facts.weights)) / shown.divisor),
            area_unit=shown.area_unit,
        )
    return text


def _class_text() -> str:
    return _(
        "What 4 per 1000 asks depends on where a soil is heading. A soil that already **rises** "
        "fast enough (class A) needs nothing more; one that is **constant** (class B) must gain "
        "what the target says; for one that **declines** (class C) the target is counted from "
        "its falling baseline."
    )


def _classes(facts: Facts) -> Table | Paragraph | None:
    """Tell the classes in a sentence when there is only one, else in a table."""
    found = np.array(facts.texts("baseline_class"))
    present = {name for name in found if name in ("A", "B", "C")}
    if not present:
        return None
    if len(present) > 1:
        return _class_table(facts, found)
    return Paragraph(
        {
            "A": _("In this run **every place is of class A**: its stock already rises enough."),
            "B": _(
                "In this run **every place is of class B**: its stock is taken to be in balance "
                "with what is returned today."
            ),
            "C": _("In this run **every place is of class C**: its stock is declining."),
        }[present.pop()]
    )


def _class_table(facts: Facts, found: np.ndarray) -> Table:
    weights = np.nan_to_num(facts.weights)
    known = np.isin(found, ["A", "B", "C"])
    whole = weights[known].sum() or 1.0
    trend = facts.values("baseline_rate_permille_yr")
    meanings = {"A": _("A – rising"), "B": _("B – constant"), "C": _("C – declining")}
    rows = []
    for name, meaning in meanings.items():
        here = found == name
        middle = float(np.nanmedian(trend[here])) if np.isfinite(trend[here]).any() else np.nan
        rows.append(
            (
                meaning,
                num(here.sum(), 0),
                num(100 * weights[here].sum() / whole, 0),
                num(middle, 1),
            )
        )
    share = _("Share of the area") if facts.has_area else _("Share of the places")
    return Table(
        "classes",
        _("Baselines: where the stock is heading without any change"),
        (
            Column(_("Baseline"), align="left"),
            Column(_("Places")),
            Column(share, "%"),
            Column(_("Median trend"), unit("‰/yr")),
        ),
        tuple(rows),
    )
