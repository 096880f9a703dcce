"""Sizes for people."""

from __future__ import annotations

from fourpermille.core.i18n import _, format_number

THOUSAND = 1000
UNITS = ("B", "kB", "MB", "GB", "TB")


def size_in_words(size: int | None) -> str:
    """Return a number of bytes as people say it: ``6.6 MB``; "size unknown" for None."""
    if size is None:
        return _("size unknown")
    value, unit = float(size), UNITS[0]
    for unit in UNITS:
        if value < THOUSAND or unit == UNITS[-1]:
            break
        value /= THOUSAND
    digits = 0 if unit == UNITS[0] or value >= 100 else 1
    return f"{format_number(value, digits)} {unit}"
