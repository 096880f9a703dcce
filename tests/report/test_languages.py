"""The reports in French and Spanish hold no English; tested once their catalogues are written."""

import re
from importlib.resources import files

import numpy as np
import pytest
import xarray as xr

from fourpermille.core import i18n
from fourpermille.report import write_report

from .reading import Page

ENOUGH_ENTRIES = 50
# One more than all reasons outside the domain together, which are bits.
EVERY_REASON = 64
# Words that English texts can hardly do without, and that neither language has.
ENGLISH = re.compile(
    r"\b(the|of|and|with|is|are|soil|soils|carbon|year|years|each|more|than|what|how|which|this|"
    r"these|from|where|not|given|share|today|growth|input|needs|computed|measured|fitted|unknown)\b",
    re.IGNORECASE,
)


def entries(language: str) -> int:
    """Number of translated texts of a catalogue; 0 without one."""
    path = i18n.LOCALE_FOLDER / language / "LC_MESSAGES" / f"{i18n.DOMAIN}.po"
    if not path.exists():
        return 0
    text = path.read_text(encoding="utf-8")
    return len(re.findall(r'^msgstr(?:\[0\])? (?:"[^"]|""\n")', text, re.M))


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("name", ["world", "fields", "trial"])
def test_no_english_is_left(
    name: str, language: str, options: dict, request: pytest.FixtureRequest
) -> None:
    if entries(language) <= ENOUGH_ENTRIES:
        pytest.skip(f"the catalogue of {language} is not written yet")
    results: xr.Dataset = request.getfixturevalue(name).copy()
    # What comes from data, not from us, stays as it is written.
    results.attrs["title"] = "Test"
    if "outside_domain" in results:  # words of another language; the numbers say the same in any
        flags = np.arange(results.sizes["cell"], dtype=np.int16) % EVERY_REASON
        results["outside_domain_flags"] = ("cell", flags)
    options |= {"scenario": {"title": "Test"}, "provenance": {}}
    (path,) = write_report(results, **options, languages=[language], pdf=False)
    text = path.read_text(encoding="utf-8")
    before_sources = text.partition('<section id="sources"')[0]  # titles stay as published
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", text)
    texts = [*Page(before_sources).words, *drawn]
    assert [text.strip() for text in texts if ENGLISH.search(text)] == []


def test_templates_hold_no_words() -> None:
    """Every word of a page comes from the content, never from the template."""
    template = (files("fourpermille.report") / "templates" / "report.html.j2").read_text(
        encoding="utf-8"
    )
    markup = re.sub(r"\{[{%#].*?[}%#]\}", " ", template, flags=re.S)
    assert not re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", " ", markup))
