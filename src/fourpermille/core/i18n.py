"""Texts and numbers in the language of the person who reads them."""

import gettext
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import NamedTuple

LANGUAGES = ("en", "fr", "es")
DOMAIN = "fourpermille"
LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "locale"

_language: ContextVar[str] = ContextVar("fourpermille_language", default="en")


class NumberStyle(NamedTuple):
    """How a language writes numbers."""

    decimal: str
    group: str
    shortest_grouped: int  # digits before the decimal sign from which thousands are separated


# The conventions of the Unicode CLDR; French separates thousands by a narrow no-break space.
NUMBER_STYLES = {
    "en": NumberStyle(".", ",", 4),
    "fr": NumberStyle(",", "\u202f", 4),
    "es": NumberStyle(",", ".", 5),
}


def current_language() -> str:
    """Return the language of this context: en, fr or es."""
    return _language.get()


def set_language(language: str) -> None:
    """Choose the language for what follows in this context.

    Raises UnknownNameError for a language that is none of LANGUAGES.
    """
    _language.set(_checked(language))


@contextmanager
def use_language(language: str) -> Iterator[None]:
    """Choose the language inside a ``with`` block."""
    token = _language.set(_checked(language))
    try:
        yield
    finally:
        _language.reset(token)


def gettext_(message: str) -> str:
    """Return a text in the current language; English where the catalogue lacks it."""
    return _catalogue(_language.get()).gettext(message) if message else ""


_ = gettext_


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a text that is translated when it is shown."""
    return text


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the singular or plural text for a count, in the current language."""
    return _catalogue(_language.get()).ngettext(singular, plural, count)


def format_number(value: float, digits: int = 0) -> str:
    """Write a number with so many decimals and the separators of the current language.

    A missing value is written as a dash, an infinite one as the sign for infinity.
    """
    if math.isnan(value):
        return "–"
    style = NUMBER_STYLES[_language.get()]
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    plain = f"{abs(value):.{max(digits, 0)}f}"
    whole, _point, decimals = plain.partition(".")
    if len(whole) >= style.shortest_grouped:
        whole = f"{int(whole):,}".replace(",", style.group)
    sign = "-" if value < 0 and float(plain) != 0 else ""
    return sign + whole + (style.decimal + decimals if decimals else "")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE_FOLDER, [language], fallback=True)


def _checked(language: str) -> str:
    if language in LANGUAGES:
        return language
    from fourpermille.core.errors import unknown_name  # real cycle

    raise unknown_name(_("language"), language, LANGUAGES)
