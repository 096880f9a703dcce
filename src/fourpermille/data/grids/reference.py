"""References to a variable of a grid, as a scenario writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _

_OPTIONS = re.compile(r"^(?P<head>.*?)\s*\[(?P<options>[^\[\]]*)\]$")
_ID = re.compile(r"^[a-z][a-z0-9_]*$")
# Words in brackets that say something of the values; every other word selects along a dimension.
NUMBERS = ("scale", "offset", "valid_minimum", "valid_maximum")
WORDS = ("units", "missing", "first_year", *NUMBERS)
FORM = "catalogue_id:variable, file.nc:variable, file.tif, file.nc:variable[scenario=ssp126]"


@dataclass(frozen=True)
class Reference:
    """``source:variable[key=value, ...]`` taken apart.

    ``source`` is the id of a dataset of the catalogue or the path of a file; ``select`` chooses
    along further dimensions by label; the rest says what the file doesn't: the unit, stored
    numbers that mean missing, the range of stored numbers that are values, scale and offset, and
    the year of whose January the first of more than twelve bands is.
    """

    text: str
    source: str
    variable: str | None = None
    select: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    units: str | None = None
    missing: tuple[float, ...] = ()
    valid_minimum: float | None = None
    valid_maximum: float | None = None
    scale: float | None = None
    offset: float | None = None
    first_year: int | None = None

    @property
    def is_id(self) -> bool:
        """Whether the source is one of the catalogue, not a file."""
        return _ID.match(self.source) is not None


def parse_reference(text: str) -> Reference:
    """Take a reference apart.

    Raises
    ------
    InputError
        The text has no source, or an option without a value.
    """
    found = _OPTIONS.match(text.strip())
    head = found["head"] if found else text.strip()
    # A colon within braces belongs to a pattern of months: pr_{month:02d}.tif
    hidden = re.sub(r"\{[^}]*\}", lambda one: "_" * len(one.group()), head)
    at = hidden.rfind(":")
    source, variable = (head[:at], head[at + 1 :]) if at >= 0 else (head, "")
    if "/" in variable or "\\" in variable:  # no variable, or a drive of Windows
        source, variable = head, ""
    if not source or len(source) == 1 or "[" in head:
        raise _refusal(text)
    given: dict[str, str] = {}
    for part in found["options"].split(",") if found else ():
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not (key and equals and value) or key in given:
            raise _refusal(text, found=part.strip())
        given[key] = value
    return Reference(
        text=text.strip(),
        source=source.strip(),
        variable=variable.strip() or None,
        select=MappingProxyType({k: v for k, v in given.items() if k not in WORDS}),
        units=given.get("units"),
        missing=tuple(_number(text, one) for one in given.get("missing", "").split(";") if one),
        first_year=_year(text, given.get("first_year")),
        **{key: _number(text, given[key]) if key in given else None for key in NUMBERS},
    )


def _number(text: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise _refusal(text, found=value, allowed=_("a number")) from None


def _year(text: str, value: str | None) -> int | None:
    if value is None or (value.isdecimal() and len(value) == 4):
        return None if value is None else int(value)
    raise _refusal(text, found=value, allowed=_("a year of four digits"))


def _refusal(text: str, *, found: str | None = None, allowed: str | None = None) -> InputError:
    return InputError(
        Problem(
            what=_("a reference to a grid that can't be read"),
            found=text if found is None else _("{part} in {text}").format(part=found, text=text),
            allowed=allowed or FORM,
        )
    )
