"""What the header of a column means."""

import re
import unicodedata
from functools import cache

from fourpermille.core.unit_text import readable
from fourpermille.core.variables import Variable, variables

_BRACKETS = re.compile(r"^(?P<label>.*?)\s*[\[(](?P<unit>[^\[\]()]*)[\])]\s*$", re.DOTALL)


def find(header: str) -> tuple[str, str | None] | None:
    """See :func:`fourpermille.core.variables.canonical_name`."""
    text = header.strip().lstrip("\ufeff").strip()
    whole = _index().get(simplified(text), ())
    match = _BRACKETS.match(text)
    if match:
        unit = match["unit"].strip() or None
        candidates = _index().get(simplified(match["label"]), ())
        if candidates and (not whole or _is_unit_of(unit, candidates, text, match["label"])):
            return (candidates[0], unit) if len(candidates) == 1 else _by_unit(candidates, unit)
    return (whole[0], None) if len(whole) == 1 else None


def _is_unit_of(unit: str | None, candidates: tuple[str, ...], text: str, label: str) -> bool:
    """Whether brackets hold a unit where the whole header is known too.

    ``Depth [cm]`` reads like ``depth_cm``, and ``Inert carbon (IOM)`` is a label as it stands.
    """
    rows = (variables()[name] for name in candidates)
    known = {spelling for row in rows for spelling in (row.units, readable(row))}
    return unit in known or simplified(text) == simplified(label)


def simplified(text: str) -> str:
    """Return a header without case, accents and separators: ``"Argile (%)"`` is ``argile``."""
    plain = unicodedata.normalize("NFKD", text)
    letters = (c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", "".join(letters).casefold()).strip("_")


@cache
def _index() -> dict[str, tuple[str, ...]]:
    """Names of quantities by simplified header; several where a word alone is ambiguous."""
    index: dict[str, list[str]] = {}
    for row in variables().values():
        for key in _keys(row):
            names = index.setdefault(key, [])
            if row.name not in names:
                names.append(row.name)
    # A canonical name means itself, whatever else uses the word.
    return {
        key: (key,) if key in variables() else tuple(names) for key, names in index.items() if key
    }


def _keys(row: Variable) -> set[str]:
    return {simplified(text) for text in (row.name, *row.aliases, *row.labels.values())}


def _by_unit(candidates: tuple[str, ...], unit: str | None) -> tuple[str, str | None] | None:
    """Choose among quantities that share a word by the unit that stands in brackets."""
    if unit is None:
        return None
    from fourpermille.core.units import convertible  # slow import

    fitting = [name for name in candidates if convertible(unit, name)]
    return (fitting[0], unit) if len(fitting) == 1 else None
