"""Read an entry of the catalogue from its TOML file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.toml_entry import entry_from, toml_table
from fourpermille.data.catalogue.entry import Entry


def parse_entry(name: str, text: str) -> Entry:
    """Read an entry from the text of a TOML file; ``name`` is its id.

    Raises
    ------
    InputError
        The text is no TOML, a key is missing, unknown or of another kind.
    """
    where = f"{name}.toml"
    table = toml_table(text, where)
    files = [one for file in table.get("files", []) for one in _expanded(file, where)]
    return entry_from(Entry, {**table, "files": files, "id": name}, where)


def _expanded(file: dict[str, Any], where: str) -> Iterator[dict[str, Any]]:
    """One file for each combination of the words that ``expand`` gives."""
    words = {key: _range(values) for key, values in file.get("expand", {}).items()}
    rest = {key: value for key, value in file.items() if key != "expand"}
    try:
        for values in product(*words.values()):
            chosen = dict(zip(words, values, strict=True))
            for key in {"name", "url"} & rest.keys():
                rest[key] = file[key].format(**chosen)
            yield dict(rest)
    except KeyError as error:
        raise InputError(
            Problem(
                what=_("a word in braces has no values under 'expand'"),
                file=where,
                found=error.args[0],
            )
        ) from error


def _range(values: list[str]) -> list[str]:
    """The values, with ``01..12`` replaced by the numbers between, as wide as the first."""
    out = []
    for value in values:
        first, dots, last = value.partition("..")
        if not dots:
            out.append(value)
            continue
        out += [str(n).zfill(len(first)) for n in range(int(first), int(last) + 1)]
    return out
