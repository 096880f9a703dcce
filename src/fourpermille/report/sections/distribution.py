"""How the requirement is distributed over the land."""

import numpy as np

from fourpermille.core import weights
from fourpermille.core.i18n import _
from fourpermille.report.content import Column, Figure, Table
from fourpermille.report.context import context
from fourpermille.report.facts import Facts
from fourpermille.report.figures.distribution import Landmark, distribution_chart
from fourpermille.report.numbers import num, unit

# Below this a distribution says less than the places one by one.
MANY = 8
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
# The published median is one of the cells of the world's croplands.
WORLD_CELLS = 1000


def distribution(facts: Facts) -> Figure | None:
    """Return the curve of the land over its need, with the median; None for few places."""
    extra = "extra_input_tc_ha_yr"
    values, shares = weights.cumulative(facts.values(extra), facts.weights)
    if values.size < MANY or np.ptp(values) == 0:
        return None
    median = facts.median(extra)
    what = _("Share of the area [%]") if facts.has_area else _("Share of the places [%]")
    caption, note = _("How the requirement is distributed"), ""
    marks = [Landmark(_("Median"), median)]
    published = _published(facts)
    if published is not None:
        marks.append(Landmark(_("Initiative, 2017"), published))
        share = float(np.interp(published, values, shares))
        note = _(
            "The 4 per 1000 Initiative published a median of +{published} t C/ha/yr for the "
            "croplands of the world in 2017 (Lutfalla et al., EGU 2017; 30 years, RothC in inverse "
            "mode). Here {share} % of the area needs at most that."
        ).format(published=num(published, 2), share=num(100 * share, 0))
    drawn = distribution_chart(values, shares, marks, _("Extra carbon input [t C/ha/yr]"), what)
    rows = tuple((num(100 * q, 0), num(facts.quantile(extra, q), 2)) for q in QUANTILES)
    table = Table(
        "distribution_table",
        caption,
        (Column(what, align="left"), Column(_("needs at most"), unit("t C/ha/yr"))),
        rows,
    )
    alt = _(
        "A rising curve of the share of the land over the extra carbon input: a quarter needs at "
        "most {low}, half at most {median}, three quarters at most {high} t C/ha/yr."
    ).format(
        low=num(facts.quantile(extra, 0.25), 2),
        median=num(median, 2),
        high=num(facts.quantile(extra, 0.75), 2),
    )
    return Figure("distribution", caption, alt, drawn, table=table, note=note)


def _published(facts: Facts) -> float | None:
    """Return the published median (tC/ha/yr) where the run asks what it was published for."""
    world = facts.is_grid and facts.count > WORLD_CELLS and len(set(filter(None, facts.codes))) > 1
    same = facts.rate == context("published_rate_permille_yr") and facts.target_years == context(
        "published_years"
    )
    return context("published_median_tc_ha_yr") if world and same else None
