"""Entries of catalogues from the text of a TOML file, with the errors of this package."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _

Entry = TypeVar("Entry", bound=BaseModel)
LONGEST = 80  # characters of what was found


def toml_table(text: str, file: str) -> dict[str, Any]:
    """Read a text of TOML; InputError, naming the file, where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(Problem(what=_("this is no TOML"), file=file, found=str(error))) from error


def entry_from(model: type[Entry], table: Mapping[str, Any], file: str) -> Entry:
    """Return an entry, a model of pydantic, with the values of a table.

    Raises
    ------
    InputError
        A key is missing, unknown or of another kind; every problem names file and key.
    """
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise InputError(*(_problem(dict(one), file) for one in error.errors())) from None


def _problem(one: Mapping[str, Any], file: str) -> Problem:
    return Problem(
        what=one["msg"],
        file=file,
        column=".".join(map(str, one["loc"])) or None,
        found=None if one["type"] == "missing" else repr(one["input"])[:LONGEST],
    )
