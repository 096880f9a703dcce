"""Numbers as people write them: decimal point or comma, blanks between thousands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, time

from fourpermille.core.i18n import _
from fourpermille.data.table import Cell, is_empty

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+([.,]\d*)?")
_BLANKS = re.compile(r"[ \u00a0\u202f]")
_NOT_FINITE = {"nan", "+nan", "-nan", "inf", "+inf", "-inf", "infinity", "-infinity", "1.#qnan"}


class NotANumber(ValueError):  # noqa: N818 - says what the cell is, it is no fault of the program
    """A cell that holds no number; the text says why."""


def uses_decimal_comma(cells: Iterable[Cell]) -> bool:
    """Whether the numbers among the cells are written with a decimal comma.

    The majority decides; a number of the other kind is then refused, since ``1,234`` may be
    meant as one thousand or as one and a bit.
    """
    commas = points = 0
    for cell in cells:
        if not isinstance(cell, str):
            continue
        text = cell.strip()
        if _COMMA.fullmatch(text):
            commas += 1
        elif "." in text and _PLAIN.fullmatch(text):
            points += 1
    return commas > points


def number(cell: Cell, decimal_comma: bool = False) -> float:
    """The number in a cell; NaN where it is empty.

    Raises
    ------
    NotANumber
        Text, a date, a truth value, infinity or NaN, or the wrong decimal mark.
    """
    if is_empty(cell):
        return math.nan
    if isinstance(cell, bool):
        raise NotANumber(_("true or false where a number is expected"))
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise NotANumber(_("not a finite number"))
        return float(cell)
    if isinstance(cell, date | time):
        raise NotANumber(_("a date where a number is expected; a spreadsheet may have changed it"))
    return _number_of_text(str(cell).strip(), decimal_comma)


def _number_of_text(text: str, decimal_comma: bool) -> float:
    if text.lower() in _NOT_FINITE:
        raise NotANumber(_("not a finite number"))
    if text.startswith("="):
        raise NotANumber(_("a formula where a number is expected"))
    text = text.replace("\u2212", "-")  # the typographic minus sign
    if _GROUPED.fullmatch(text):
        text = _BLANKS.sub("", text)
    comma = _COMMA.fullmatch(text) is not None
    if comma and not decimal_comma:
        raise NotANumber(_("a comma in a number of a file with decimal points"))
    if decimal_comma and "." in text and _PLAIN.fullmatch(text):
        raise NotANumber(_("a point in a number of a file with decimal commas"))
    if not comma and not _PLAIN.fullmatch(text):
        raise NotANumber(_("text where a number is expected"))
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise NotANumber(_("not a finite number"))
    return value
