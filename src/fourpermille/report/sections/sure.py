"""Section 4, how sure are we: the answer under other assumptions."""

import numpy as np

from fourpermille.core import weights
from fourpermille.core.i18n import _, ngettext
from fourpermille.report.content import Box, Column, Figure, Paragraph, Section, Table, only
from fourpermille.report.facts import Facts
from fourpermille.report.figures.bars import tornado
from fourpermille.report.numbers import MISSING, num, signed, unit
from fourpermille.report.sections.gaps import label
from fourpermille.report.sections.spread import decomposition, random_errors
from fourpermille.report.sections.variants import (
    extremes,
    group_name,
    variant_meaning,
    variant_name,
)


def sure(facts: Facts) -> Section:
    """Tell how the answer moves when an assumption moves, and what has no uncertainty."""
    figure = _tornado(facts)
    errors = random_errors(facts)
    blocks = only(
        Paragraph(_lead(facts), lead=True),
        figure,
        _left_out(facts),
        decomposition(facts),
        *errors,
        Box(
            _("What these figures are not"),
            (
                _(
                    "The bars are answers under other assumptions, one changed at a time. They are "
                    "no confidence interval."
                ),
                _(
                    "The random errors are those of quantities. For the areas and for what the "
                    "model leaves out: **no uncertainty given**."
                )
                if errors
                else _(
                    "For the stocks, the climate and the areas that went in: **no uncertainty "
                    "given**. For the model itself: **no uncertainty given**."
                ),
            ),
        ),
    )
    return Section("sure", _("How sure are we?"), blocks)


def _left_out(facts: Facts) -> Paragraph | None:
    """Name the choices that were to be varied, but for which the data lack something."""
    found = []
    for name, needs in facts.variants_left_out.items():
        words = _(" or ").join(label(one.strip()) for one in needs.split("|") if one.strip())
        named = _("“{name}”").format(name=group_name(name))
        found.append(f"{named} ({words})" if words else named)
    if not found:
        return None
    text = _("Not varied, since the data lack what it takes: {list}.")
    return Paragraph(text.format(list="; ".join(found)))


def variant_medians(facts: Facts) -> dict[str, float]:
    """Return the median extra input by variant, weighted by area; empty without variants."""
    if "extra_input_variant_tc_ha_yr" not in facts.results.variables:
        return {}
    table = facts.results["extra_input_variant_tc_ha_yr"].transpose("variant", "cell")
    return {
        str(name): weights.weighted_quantile(row, facts.weights, 0.5)
        for name, row in zip(table["variant"].values, table.values, strict=True)
    }


def variant_gaps(facts: Facts) -> dict[str, int]:
    """Return the number of places without an answer by variant."""
    if "extra_input_variant_tc_ha_yr" not in facts.results.variables:
        return {}
    table = facts.results["extra_input_variant_tc_ha_yr"].transpose("variant", "cell")
    missing = np.isnan(table.values).sum(axis=1)
    return dict(zip(map(str, table["variant"].values), map(int, missing), strict=True))


def _with_gaps(meaning: str, more: int) -> str:
    """Add to a meaning that places have no answer which the reference has."""
    if more <= 0:
        return meaning
    gaps = ngettext(
        "{count} place more without an answer", "{count} places more without an answer", more
    ).format(count=num(more, 0))
    return f"{meaning}; {gaps}"


def _lead(facts: Facts) -> str:
    medians = variant_medians(facts)
    others = {k: v for k, v in medians.items() if k != "reference" and np.isfinite(v)}
    if not others or not np.isfinite(medians.get("reference", np.nan)):
        return _("No variants were asked for: **no uncertainty given**.")
    every = [medians.get("reference", np.nan), *others.values()]
    largest = max(others, key=lambda k: abs(others[k] - medians["reference"]))
    return _(
        "Changing one assumption at a time, the median answer of {reference} t C per hectare and "
        "year ranges **from {low} to {high}**. What moves it most: {largest}."
    ).format(
        reference=num(medians["reference"], 2),
        low=num(np.nanmin(every), 2),
        high=num(np.nanmax(every), 2),
        largest=_("“{name}”").format(name=variant_name(largest)),
    )


def _tornado(facts: Facts) -> Figure | None:
    medians = variant_medians(facts)
    if len(medians) < 2 or not np.isfinite(medians.get("reference", np.nan)):
        return None
    reference = medians["reference"]
    if not np.isfinite(reference):
        return None
    order = sorted(
        (name for name in medians if name != "reference"),
        key=lambda k: -abs(np.nan_to_num(medians[k] - reference)),
    )
    caption = _("How the median answer moves when one assumption changes")
    kept = set(extremes({k: v for k, v in medians.items() if np.isfinite(v)}))
    bars = [name for name in order if name in kept or not np.isfinite(medians[name])]
    if len(bars) < len(order):
        caption += " " + _("(of the climates to come, the lowest and the highest)")
    drawn = tornado(
        [variant_name(k) for k in bars],
        [medians[k] for k in bars],
        reference,
        _("Difference from {reference} [t C/ha/yr]").format(reference=num(reference, 2)),
    )
    gaps = variant_gaps(facts)
    rows = [(variant_name("reference"), variant_meaning("reference"), num(reference, 2), "", "")]
    for name in order:
        value = medians[name]
        rows.append(
            (
                variant_name(name),
                _with_gaps(variant_meaning(name), gaps.get(name, 0) - gaps.get("reference", 0)),
                num(value, 2),
                signed(value - reference, 2),
                signed(100 * (value / reference - 1), 0) if reference else MISSING,
            )
        )
    columns = (
        Column(_("Assumption"), align="left"),
        Column(_("Meaning"), align="left"),
        Column(_("Median"), unit("t C/ha/yr")),
        Column(_("Difference"), unit("t C/ha/yr")),
        Column(_("Difference"), "%"),
    )
    table = Table("variants_table", caption, columns, tuple(rows))
    alt = _("Bars to the left and right of the reference: {list}.").format(
        list="; ".join(f"{variant_name(k)} {signed(medians[k] - reference, 2)}" for k in bars)
    )
    return Figure("variants", caption, alt, drawn, table=table)
