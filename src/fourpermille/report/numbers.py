"""Numbers as people read them, in the language of the document."""

import math

from fourpermille.core.i18n import _, format_number, ngettext
from fourpermille.core.unit_text import unit as unit  # beside the numbers, for the sections

# The sign for "no value" in tables and texts.
MISSING = "–"
MINUS = "−"
MOST_DECIMALS = 3
HALF_PERCENT = 0.5


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


def rate_number(rate: float, least: int = 0) -> str:
    """Write a rate with as many decimals as it needs, three at most: 4 · 2.5 · 2.25 · 0.04."""
    needed = (d for d in range(least, MOST_DECIMALS) if abs(round(rate, d) - rate) < 1e-9)
    return num(rate, next(needed, MOST_DECIMALS))


def years_text(count: float) -> str:
    """Write a number of years with its word: 1 year · 30 years."""
    text = ngettext("{count} year", "{count} years", int(count))
    return text.format(count=num(count, 0))


def brief(value: float | None) -> str:
    """Write a number with about three telling digits: 1,444 · 312 · 45.3 · 6.21 · 0.95."""
    if value is None or not math.isfinite(value):
        return MISSING
    if value == 0:
        return "0"
    size = abs(value)
    return num(value, 0 if size >= 100 else 1 if size >= 10 else 2)


def percent(fraction: float) -> str:
    """Write a share (0 to 1) in whole per cents; what isn't nothing is never 0."""
    whole = 100.0 * fraction
    return "< 1" if 0.0 < whole < HALF_PERCENT else num(whole, 0)


def joined(*parts: str) -> str:
    """Join short facts with a middle dot, leaving out empty ones."""
    return " · ".join(part for part in parts if part)


def degrees(value: float, below: str, above: str, digits: int = 2) -> str:
    """Write a latitude or longitude with its side."""
    return f"{num(abs(value), digits)}° {below if value < 0 else above}"


def position(latitude: float, longitude: float, digits: int = 2) -> str:
    """Write a place on the globe: 43.72° N, 3.51° E."""
    return (
        f"{degrees(latitude, _('S'), _('N'), digits)}, {degrees(longitude, _('W'), _('E'), digits)}"
    )
