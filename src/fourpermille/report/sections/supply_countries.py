"""Supply against demand, one row for each country."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourpermille.core import weights
from fourpermille.core.i18n import _
from fourpermille.report.amounts import amounts
from fourpermille.report.content import Column, Table
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import MISSING, brief, num, unit, years_text
from fourpermille.report.sections.naming import country_name
from fourpermille.report.sections.place_tables import TOP
from fourpermille.report.sections.practice_names import limit_word
from fourpermille.report.supply_figures import DEMAND

STAGE, LIMITING = "supply_stage_tc_ha_yr", "limiting_factor"
PERCENT = 100.0
Row = tuple[str, ...]


def country_table(facts: Facts) -> Sequence[Table]:
    """Return the table of countries, the largest demand first; two where there are many."""
    codes = np.array(facts.codes)
    if not any(codes.tolist()) or not facts.has_area:
        return ()
    demand, stages = facts.values(DEMAND), facts.results[STAGE].transpose("stage", "cell").values
    limits, shown = np.array(facts.texts(LIMITING)), amounts(facts)
    found: list[tuple[float, Row]] = []
    for code in np.unique(codes[facts.counted & (codes != "")]):
        here = facts.counted & (codes == code) & np.isfinite(stages[-1])
        if not here.any():
            continue
        area = facts.weights[here]
        need = weights.weighted_total(demand[here], area)
        given = weights.weighted_total(stages[-1][here], area)
        full = weights.weighted_total(stages[0][here], area)
        share = num(PERCENT * given / need, 0) if need > 0 else MISSING
        rest = (brief(v / shown.divisor) for v in (need, full, given))
        row = (country_name(str(code)), *rest, share, limit_word(_main(limits[here], area)))
        found.append((need, row))
    rows = [row for _need, row in sorted(found, key=lambda pair: -pair[0])]
    if len(rows) <= TOP:
        return (_table(facts, "supply_countries", _caption(facts), rows),)
    every = _("Supply against demand over {years}, all {count} countries").format(
        years=years_text(facts.target_years), count=num(len(rows), 0)
    )
    return (
        _table(facts, "supply_countries", _caption(facts), rows[:TOP]),
        _table(facts, "supply_all_countries", every, rows, folded=True),
    )


def _caption(facts: Facts) -> str:
    return _("Supply against demand over {years}, from the largest demand").format(
        years=years_text(facts.target_years)
    )


def _main(limits: np.ndarray, area: np.ndarray) -> str:
    """What limits on most of the area."""
    names = np.unique(limits)
    return str(names[np.argmax([area[limits == name].sum() for name in names])])


def _table(facts: Facts, id_: str, caption: str, rows: list[Row], *, folded: bool = False) -> Table:
    carbon = unit(f"{amounts(facts).carbon_unit}/yr")
    columns = (
        Column(_("Country"), align="left"),
        Column(_("Demand"), carbon),
        Column(_("If everybody had the practices"), carbon),
        Column(_("Supply"), carbon),
        Column(_("Share"), "%"),
        Column(_("Limit on most of the land"), align="left"),
    )
    return Table(id_, caption, columns, tuple(rows), folded=folded)
