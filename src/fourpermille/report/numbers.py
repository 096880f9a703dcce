"""Numbers as people read them, in the language of the document."""

import math

from fourpermille.core.i18n import _, format_number

# The sign for "no value" in tables and texts.
MISSING = "–"
MINUS = "−"


def num(value: float | None, digits: int = 1, *, group: bool = True) -> str:
    """Write a number with so many decimals; a dash when there is none.

    ``group=False`` leaves years and axis labels without separators of thousands.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    rounded = round(float(value), digits)
    if rounded == 0:
        rounded = 0.0
    text = str(int(rounded)) if not group and digits == 0 else format_number(rounded, digits)
    return text.replace("-", MINUS)


def signed(value: float | None, digits: int = 1) -> str:
    """Write a number with its sign, plus included."""
    text = num(value, digits)
    rises = value is not None and math.isfinite(value) and round(value, digits) > 0
    return f"+{text}" if rises else text


def brief(value: float | None) -> str:
    """Write a number with about three telling digits: 1,444 · 312 · 45.3 · 6.21 · 0.95."""
    if value is None or not math.isfinite(value):
        return MISSING
    if value == 0:
        return "0"
    size = abs(value)
    return num(value, 0 if size >= 100 else 1 if size >= 10 else 2)


def unit(symbol: str) -> str:
    """Write a unit in the language: the sign of the year differs."""
    return symbol.replace("/yr", "/" + _("yr"))


def joined(*parts: str) -> str:
    """Join short facts with a middle dot, leaving out empty ones."""
    return " · ".join(part for part in parts if part)
