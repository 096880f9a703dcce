"""Which choice moves the answer most, and what random errors do to it."""

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.content import Column, Figure, Heading, Paragraph, Table
from fourpermille.report.facts import Facts
from fourpermille.report.figures.bars import share_bars
from fourpermille.report.numbers import num, unit
from fourpermille.report.sections.variants import group_name

PERCENT = 100.0
TOTAL = "extra_input_total_mtc_yr"
# Totals below this many millions of tonnes would be a row of zeros.
SHOWN_MT = 0.05


def decomposition(facts: Facts) -> Figure | None:
    """Return the shares of the variance by choice, largest first; None without them."""
    if not facts.has("total_share"):
        return None
    found = facts.results
    names = [str(name) for name in found["factor"].values]
    total, alone = found["total_share"].values, found["first_order_share"].values
    span = found["main_effect_range_tc_ha_yr"].values
    order = sorted(range(len(names)), key=lambda i: -total[i])
    table = found["extra_input_factorial_tc_ha_yr"].values
    caption = _("Which choice moves the median answer most")
    columns = (
        Column(_("Choice"), align="left"),
        Column(_("Levels")),
        Column(_("Share of the variance by itself"), "%"),
        Column(_("With interactions"), "%"),
        Column(_("Range of the mean answer"), unit("t C/ha/yr")),
    )
    rows = tuple(
        (
            group_name(names[i]),
            num(found.sizes[names[i]], 0),
            num(PERCENT * alone[i], 0),
            num(PERCENT * total[i], 0),
            num(span[i], 2),
        )
        for i in order
    )
    note = _(
        "All {count} combinations on {used} places that stand for the area; medians from {low} to "
        "{high} t C/ha/yr. Every level counts alike, so the shares depend on which levels were "
        "put side by side. Shares with interactions add up to more than 100 %."
    ).format(
        count=num(table.size, 0),
        used=num(found.attrs.get("decomposition_cells_used", np.nan), 0),
        low=num(float(table.min()), 2),
        high=num(float(table.max()), 2),
    )
    drawn = share_bars(
        [group_name(names[i]) for i in order],
        [PERCENT * float(alone[i]) for i in order],
        [PERCENT * float(total[i]) for i in order],
        (_("by itself"), _("with interactions")),
        _("Share of the variance [%]"),
    )
    alt = _("Bars from the largest share: {list}.").format(
        list="; ".join(f"{group_name(names[i])} {num(PERCENT * total[i], 0)} %" for i in order)
    )
    shares = Table("decomposition_table", caption, columns, rows)
    return Figure("decomposition", caption, alt, drawn, table=shares, note=note)


def random_errors(facts: Facts) -> tuple[Heading | Paragraph | Table, ...]:
    """Return what the Monte Carlo run says; nothing without one."""
    if not facts.has("extra_input_median_tc_ha_yr"):
        return ()
    median = facts.results["extra_input_median_tc_ha_yr"].values
    text = _(
        "With random errors of stock, climate, clay, plant quality and rates of decay, the median "
        "answer lies **between {low} and {high} t C per hectare and year in nine draws of ten** "
        "({draws} draws). The sizes of the errors are assumptions; see the parameter set "
        "uncertainty."
    ).format(
        low=num(median[0], 2),
        high=num(median[-1], 2),
        draws=num(facts.results.attrs.get("uncertainty_draws", np.nan), 0),
    )
    heading = Heading(_("Random errors of what went in"))
    return (heading, Paragraph(text), _ranges(facts))


def _ranges(facts: Facts) -> Table:
    """Put the range of half of the draws, and of nine in ten, beside their middle."""
    items = [(_("Median answer [{unit}]"), unit("t C/ha/yr"), "extra_input_median_tc_ha_yr", 2)]
    if facts.has_area and facts.has("extra_input_total_mtc_yr"):
        total = facts.results["extra_input_total_mtc_yr"].values
        digits = 0 if np.nanmax(np.abs(total)) >= PERCENT else 2
        if np.nanmax(np.abs(total)) >= SHOWN_MT:
            items.append((_("Extra carbon in all [{unit}]"), unit("Mt C/yr"), TOTAL, digits))
    rows = []
    for label, symbol, name, digits in items:
        low, lower, middle, upper, high = facts.results[name].values
        rows.append(
            (
                label.format(unit=symbol),
                num(middle, digits),
                _("{low} to {high}").format(low=num(lower, digits), high=num(upper, digits)),
                _("{low} to {high}").format(low=num(low, digits), high=num(high, digits)),
            )
        )
    return Table(
        "draws",
        _("The answer under random errors"),
        (
            Column(_("Quantity"), align="left"),
            Column(_("Middle draw")),
            Column(_("Half of the draws")),
            Column(_("Nine draws of ten")),
        ),
        tuple(rows),
    )
