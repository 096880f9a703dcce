"""Names are data: signs, scripts and control characters in them harm nothing."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from fourpermille.core.errors import ApplicabilityWarning
from fourpermille.report import pdf, write_report
from fourpermille.report.facts import Facts
from fourpermille.report.runs import clean, literal, plain, runs

from .reading import Page
from .test_content import content_of, words


def renamed(results: xr.Dataset, *names: str) -> xr.Dataset:
    out = results.copy()
    out["place"] = ("cell", np.array(names, dtype=object))
    out.attrs["title"] = names[0]
    return out


@pytest.mark.parametrize("name", ["**bold**", "a `code` b", "2 * 3 ** 4", "**", "`"])
def test_signs_of_marks_stay_as_they_are(name: str) -> None:
    assert plain(f"**{literal(name)}** is") == f"{name} is"
    assert [kind for kind, _part in runs(literal(name))] == ["plain"]


def test_names_with_marks_are_shown_whole_everywhere(fields: xr.Dataset, options: dict) -> None:
    results = renamed(fields, "**one** field", "`two`", "three")
    results["latitude"], results["longitude"] = ("cell", [43.0, 44, 45]), ("cell", [3.0, 4, 5])
    options["scenario"] = {"title": "**one** field"}
    (path,) = write_report(results, **options, pdf=False)
    text = path.read_text(encoding="utf-8")
    cells = {cell for row in Page(text).rows for cell in row}
    assert {"**one** field", "`two`"} <= cells
    assert "<title>**one** field</title>" in text
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in text)


def test_control_characters_leave_a_page_and_a_pdf(fields: xr.Dataset, options: dict) -> None:
    results = renamed(fields, "a\x00b", "c\x1bd", "e\nf")
    page, printed = write_report(results, **options)
    assert printed.read_bytes().startswith(b"%PDF")
    assert not set(page.read_text(encoding="utf-8")) & set(map(chr, range(9)))
    assert clean("half \ud800 letter") == "half   letter"


@pytest.mark.parametrize("name", ["黄土高原", "खेत", "حقل"])
def test_names_in_other_scripts_cost_no_report(
    name: str, fields: xr.Dataset, options: dict, recwarn: pytest.WarningsRecorder
) -> None:
    """Whether the machine has fonts for them or not; where not, that is told."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("default", ApplicabilityWarning)
        written = write_report(renamed(fields, name, "b", "c"), **options)
    assert [path.name for path in written] == ["report.html", "report.pdf"]
    assert name in written[0].read_text(encoding="utf-8")


def test_a_pdf_that_fails_leaves_the_page(
    fields: xr.Dataset, options: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_any: object) -> bytes:
        raise RuntimeError("no such glyph\nand more")

    monkeypatch.setattr(pdf, "_compiled", fail)
    with pytest.warns(ApplicabilityWarning, match="the page holds the same: no such glyph"):
        written = write_report(fields, **options)
    assert [Path(path).name for path in written] == ["report.html"]


def one_each(names: list[str], codes: list[str], fields: xr.Dataset) -> Facts:
    results = renamed(fields.isel(cell=range(len(names))), *names)
    results["country"] = ("cell", np.array(codes, dtype=object))
    return Facts(results)


def test_a_field_in_each_of_some_countries_keeps_its_name(fields: xr.Dataset) -> None:
    facts = one_each(["Le Pré long", "Oberfeld"], ["FRA", "DEU"], fields)
    assert not facts.by_country
    assert facts.names == ["Le Pré long", "Oberfeld"]


@pytest.mark.parametrize("names", [["France", "Germany"], ["FRA", "Allemagne"], ["fr", "Alemania"]])
def test_countries_named_in_any_way_are_countries(names: list[str], fields: xr.Dataset) -> None:
    facts = one_each(names, ["FRA", "DEU"], fields)
    assert facts.by_country
    assert facts.names == ["France", "Germany"]


def test_a_country_spelt_otherwise_keeps_its_name_among_many(world: xr.Dataset) -> None:
    other = ["Magna Gallia" if name == "France" else name for name in world["place"].values]
    facts = Facts(renamed(world, *other))
    assert facts.by_country
    assert "Magna Gallia" in facts.names


def test_a_country_and_a_field_are_places(fields: xr.Dataset) -> None:
    assert not one_each(["France", "Oberfeld"], ["FRA", "DEU"], fields).by_country


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_reasons_outside_the_domain_are_in_the_readers_language(
    language: str, fields: xr.Dataset
) -> None:
    """Results carry the words of one language, and numbers that every language has words for."""
    from fourpermille.assessment.domain import domain_words
    from fourpermille.core.i18n import use_language

    results = fields.copy()
    results["outside_domain"] = ("cell", np.array(["Dauerfrost", "", ""], dtype=object))
    results["outside_domain_flags"] = ("cell", np.array([4 | 8, 0, 0], np.int16))
    with use_language(language):
        text = words(content_of(results))
        told = [domain_words(4), domain_words(8)]
    assert all(f"**{one}** – 1" in text for one in told)
    assert "Dauerfrost" not in text
