"""A map that tells where a few places lie."""

import numpy as np

from fourpermille.core.i18n import _, ngettext
from fourpermille.report.content import Column, Figure, Table
from fourpermille.report.facts import Facts
from fourpermille.report.figures.locating import locating_map
from fourpermille.report.numbers import num
from fourpermille.report.runs import literal
from fourpermille.report.sections.places import shape_of

# More places than this are a map of values, or none.
LARGEST = 40


def locating_figure(facts: Facts) -> Figure | None:
    """Return a map of the positions of few places; None without any, or where maps show them."""
    if shape_of(facts) != "bars":
        return None
    latitude, longitude = facts.values("latitude"), facts.values("longitude")
    known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    if not known.size or known.size > LARGEST:
        return None
    names = [facts.names[i] for i in known]
    caption = ngettext("Where the place lies", "Where the places lie", int(known.size))
    table = Table(
        "positions_table",
        caption,
        (
            Column(_("Place"), align="left"),
            Column(_("Latitude"), "°"),
            Column(_("Longitude"), "°"),
        ),
        tuple((literal(facts.names[i]), num(latitude[i], 3), num(longitude[i], 3)) for i in known),
    )
    listed = "; ".join(
        f"{literal(facts.names[i])} {num(latitude[i], 2)}, {num(longitude[i], 2)}" for i in known
    )
    alt = _("A map with the places by latitude and longitude: {list}.").format(list=listed)
    drawn = locating_map(facts.outlines, longitude[known], latitude[known], names)
    return Figure("positions", caption, alt, drawn, table=table)
