"""Some places by name, or of a grid by country, in a list short enough to read."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from fourpermille.core.countries import countries
from fourpermille.core.i18n import _, ngettext
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num
from fourpermille.report.runs import literal

# So many places are named in a list before it is cut.
NAMED = 8


def named(facts: Facts, where: NDArray[np.bool_]) -> str:
    """List the marked places: by name, or the cells of a grid by country with their number."""
    if facts.is_grid and any(facts.codes):
        return _by_country(facts, where)
    names = sorted((facts.names[i] for i in np.flatnonzero(where)), key=str.casefold)
    return listed([literal(name) for name in names])


def listed(names: list[str]) -> str:
    """Join names that are ready to be shown; those beyond a few are only counted."""
    text = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    if more > 0:
        text += " " + ngettext("and {count} more", "and {count} more", more).format(
            count=num(more, 0)
        )
    return text


def country_name(code: str) -> str:
    """Return the name of a country in the language of the document."""
    known = countries()
    return known[code].name if code in known else code or _("no country")


def _by_country(facts: Facts, where: NDArray[np.bool_]) -> str:
    found = Counter(np.array(facts.codes)[where].tolist()).most_common()
    return listed([f"{country_name(code)} {num(count, 0)}" for code, count in found])
