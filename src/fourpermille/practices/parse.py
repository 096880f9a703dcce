"""Read a practice from its TOML file."""

from __future__ import annotations

import tomllib

from pydantic import ValidationError

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
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
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            Problem(what=_("this is no TOML"), file=where, found=str(error))
        ) from error
    try:
        found = Practice.model_validate({**table, "id": name})
    except ValidationError as error:
        raise InputError(*_problems(error, where)) from None
    problems = list(lost(found, where))
    if problems:
        raise InputError(*problems)
    return found


def _problems(error: ValidationError, where: str) -> list[Problem]:
    return [
        Problem(
            what=one["msg"],
            file=where,
            column=".".join(map(str, one["loc"])) or None,
            found=None if one["type"] == "missing" else repr(one["input"])[:80],
        )
        for one in error.errors()
    ]
