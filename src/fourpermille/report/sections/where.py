"""Section 1, where are we: stock and baseline."""

import numpy as np

from fourpermille.core.i18n import _, ngettext
from fourpermille.report.amounts import amounts, mass
from fourpermille.report.content import Column, Paragraph, Section, Table, only
from fourpermille.report.drawing import palette
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import brief, num, percent, signed, unit, years_text
from fourpermille.report.sections.goal import classes
from fourpermille.report.sections.locating import locating_figure
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
        locating_figure(facts),
        figure,
        Paragraph(_class_text(facts)) if facts.counted.any() and facts.rate > 0 else None,
        _classes(facts),
    )
    return Section("where", _("Where are we?"), blocks)


def _layer(facts: Facts) -> str:
    if np.isfinite(facts.depth_cm):
        return _("the top {depth} cm").format(depth=num(facts.depth_cm, 0))
    return _("the layer described")


def _stock_text(facts: Facts) -> str:
    if not facts.counted.any():
        return _("No place has an answer, so there is nothing to add up here.")
    text = ngettext(
        "This soil holds **{mean} t of organic carbon per hectare** in {layer}.",
        "On average these soils hold **{mean} t of organic carbon per hectare** in {layer}.",
        int(facts.counted.sum()),
    ).format(mean=num(facts.mean("soc_stock_tc_ha"), 1), layer=_layer(facts))
    if facts.counted.sum() > 3:
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
    left = facts.count - int(facts.counted.sum())
    if left:
        text += " " + _left_out(facts, left)
    return text


def _left_out(facts: Facts, left: int) -> str:
    """Say which places stand behind no figure."""
    text = (
        ngettext(
            "{count} place without an answer or an area counts in no figure of this report.",
            "{count} places without an answer or an area count in no figure of this report.",
            left,
        )
        if facts.has_area
        else ngettext(
            "{count} place without an answer counts in no figure of this report.",
            "{count} places without an answer count in no figure of this report.",
            left,
        )
    )
    return text.format(count=num(left, 0))


def _class_text(facts: Facts) -> str:
    declines = {
        "relative": _(
            "for one that **declines** (class C) the target is counted from its falling baseline."
        ),
        "rate": _(
            "one that **declines** (class C) must grow by what the target says more than it would "
            "without change."
        ),
        "absolute": _(
            "one that **declines** (class C) must make good for its loss, too: the target is "
            "counted from today’s stock."
        ),
    }
    text = _(
        "What 4 per 1000 asks depends on where a soil is heading. A soil that already **rises** "
        "fast enough (class A) needs nothing more; one that is about **constant** (class B) must "
        "grow over today’s stock as the target says;"
    )
    return text + " " + declines.get(facts.asked.declining, declines["relative"])


def _classes(facts: Facts) -> Table | Paragraph | None:
    """Tell the classes in a sentence when there is only one, else in a table."""
    present = classes(facts)
    if not present:
        return None
    if len(present) > 1:
        return _class_table(facts)
    (name,) = present
    rate = facts.median("baseline_rate_permille_yr")
    years = years_text(facts.target_years)
    if name == "B" and facts.asked.is_balanced:
        return Paragraph(
            _(
                "In this run **every place is of class B**: its stock is taken to be in balance "
                "with what is returned today."
            )
        )
    text = {
        "A": _(
            "In this run **every place is of class A**: without any change its stock rises enough, "
            "by {rate} ‰ a year over {years} in the median."
        ),
        "B": _(
            "In this run **every place is of class B**: without any change its stock neither rises "
            "as fast as the target nor declines, with {rate} ‰ a year over {years} in the median."
        ),
        "C": _(
            "In this run **every place is of class C**: without any change its stock declines, by "
            "{rate} ‰ a year over {years} in the median."
        ),
    }[name]
    shown = num(abs(rate), 1) if name == "C" else signed(rate, 1)
    if name == "A":
        shown = num(rate, 1)
        if rate <= 0:  # a target of no growth, or of loss
            text = _(
                "In this run **every place is of class A**: without any change its stock meets the "
                "target, with {rate} ‰ a year over {years} in the median."
            )
    return Paragraph(text.format(rate=shown, years=years))


def _class_table(facts: Facts) -> Table:
    found = np.where(facts.counted, np.array(facts.texts("baseline_class")), "")
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
                percent(weights[here].sum() / whole),
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
