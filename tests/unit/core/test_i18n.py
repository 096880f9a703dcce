"""Languages: context, fall-back, and numbers as the CLDR has them."""

import contextvars
import threading

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fourpermille.core.errors import UnknownNameError
from fourpermille.core.i18n import (
    LANGUAGES,
    _,
    current_language,
    format_number,
    ngettext,
    set_language,
    use_language,
)


def test_a_block_gives_the_language_back() -> None:
    assert current_language() == "en"
    with use_language("fr"):
        assert current_language() == "fr"
        with use_language("es"):
            assert current_language() == "es"
        assert current_language() == "fr"
    assert current_language() == "en"


def test_the_language_belongs_to_its_context() -> None:
    seen = []
    set_language("fr")
    inherited = contextvars.copy_context()
    thread = threading.Thread(target=lambda: seen.append(inherited.run(current_language)))
    thread.start()
    thread.join()
    contextvars.copy_context().run(set_language, "es")
    assert seen == ["fr"]
    assert current_language() == "fr"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"'de'.*en, fr, es"):
        set_language("de")
    with pytest.raises(UnknownNameError), use_language("fra"):
        pass
    assert current_language() == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_without_translation_stays_english(language: str) -> None:
    with use_language(language):
        assert _("no catalogue has this sentence") == "no catalogue has this sentence"
        assert _("") == ""
        assert ngettext("{n} egg of a dodo", "{n} eggs of a dodo", 1) == "{n} egg of a dodo"
        assert ngettext("{n} egg of a dodo", "{n} eggs of a dodo", 3) == "{n} eggs of a dodo"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "1,234,567.9"), ("fr", "1\u202f234\u202f567,9"), ("es", "1.234.567,9")],
)
def test_numbers_are_written_in_the_language(language: str, text: str) -> None:
    with use_language(language):
        assert format_number(1234567.89, 1) == text
        assert format_number(-1234567.89, 1) == f"-{text}"


def test_spanish_does_not_separate_four_digits() -> None:
    with use_language("es"):
        assert format_number(1234.5, 1) == "1234,5"
        assert format_number(12345) == "12.345"


def test_numbers_that_are_none() -> None:
    assert format_number(float("nan"), 2) == "–"
    assert format_number(float("inf")) == "∞"
    assert format_number(float("-inf")) == "-∞"
    assert format_number(-0.001, 2) == "0.00"


@pytest.mark.parametrize("language", LANGUAGES)
@given(eighths=st.integers(-(10**12), 10**12), digits=st.integers(3, 6))
def test_numbers_are_those_of_the_cldr(language: str, eighths: int, digits: int) -> None:
    numbers = pytest.importorskip("babel.numbers")
    value = eighths / 8  # exact in binary and in three decimals: no question of rounding
    # Babel leaves out that the CLDR separates Spanish numbers from five digits on only.
    assume(language != "es" or not 1000 <= abs(value) < 10000)
    expected = numbers.format_decimal(value, "#,##0." + "0" * digits, language)
    with use_language(language):
        assert format_number(value, digits) == expected
