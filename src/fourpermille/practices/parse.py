"""Read a practice from its TOML file."""

from __future__ import annotations

from fourpermille.core.errors import InputError
from fourpermille.core.toml_entry import entry_from, toml_table
from fourpermille.practices.pointers import lost
from fourpermille.practices.schema import Practice


def parse_practice(name: str, text: str) -> Practice:
    """Read a practice from the text of a TOML file; ``name`` is its id.

    Raises
    ------
    InputError
        The text is no TOML; a key is missing, unknown or of another kind; or a word points to a
        row, a source or a note that isn't there. Every problem names file and key.
    """
    where = f"{name}.toml"
    table = toml_table(text, where)
    found = entry_from(Practice, {**table, "id": name}, where)
    problems = list(lost(found, where))
    if problems:
        raise InputError(*problems)
    return found
