"""What the header of a column means."""

import re
import unicodedata
from functools import cache

from fourpermille.core.variables import Variable, variables

_BRACKETS = re.compile(r"^(?P<label>.*?)\s*[\[(](?P<unit>[^\[\]()]*)[\])]\s*$", re.DOTALL)


def find(header: str) -> tuple[str, str | None] | None:
    """See :func:`fourpermille.core.variables.canonical_name`."""
    text = header.strip().lstrip("\ufeff").strip()
    unit: str | None = None
    candidates = _index().get(simplified(text), ())
    match = _BRACKETS.match(text)
    # "Clay [%]" loses its unit when simplified, "Inert carbon (IOM)" is a label as it stands.
    if match and (not candidates or simplified(match["label"]) == simplified(text)):
        unit = match["unit"].strip() or None
        candidates = _index().get(simplified(match["label"]), ())
    if len(candidates) == 1:
        return candidates[0], unit
    return _by_unit(candidates, unit)


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


def _by_unit(candidates: tuple[str, ...], unit: str | None) -> tuple[str, str] | None:
    """Choose among quantities that share a word by the unit that stands in brackets."""
    if unit is None:
        return None
    from fourpermille.core.units import convertible  # slow import

    fitting = [name for name in candidates if convertible(unit, name)]
    return (fitting[0], unit) if len(fitting) == 1 else None
