import itertools
import re
import sys
from pathlib import Path

import pytest
import xarray as xr

from fourpermille.core.errors import MissingExtraError
from fourpermille.report import write_report

from .reading import Page

LARGEST_BYTES = 3_000_000


@pytest.fixture(params=["world", "fields", "points", "trial"])
def results(request: pytest.FixtureRequest) -> xr.Dataset:
    return request.getfixturevalue(request.param)


@pytest.fixture
def page(results: xr.Dataset, options: dict) -> Page:
    (path,) = write_report(results, **options, pdf=False)
    assert path.stat().st_size < LARGEST_BYTES
    return Page(path.read_text(encoding="utf-8"))


def test_nothing_is_fetched_from_outside(results: xr.Dataset, options: dict) -> None:
    (path,) = write_report(results, **options, pdf=False)
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?://|//[a-z]|@import|url\(", text)
    assert "<script" not in text
    assert not re.search(r'\bon[a-z]+="', text)


def test_links_lead_to_parts_of_the_page(page: Page) -> None:
    ids = {a["id"] for _tag, a in page.attributes if a.get("id")}
    links = [a["href"] for tag, a in page.attributes if tag == "a"]
    assert links
    assert {link.removeprefix("#") for link in links if link} <= ids


def test_ids_are_unique(page: Page) -> None:
    ids = [a["id"] for _tag, a in page.attributes if a.get("id")]
    assert len(ids) == len(set(ids))


def test_every_figure_has_words_and_a_table(page: Page) -> None:
    assert page.figures
    for figure in page.figures:
        assert figure["drawings"] == figure["described"] == 2
        assert figure["tables"] == 1


def test_headings_descend_step_by_step(page: Page) -> None:
    levels = [int(tag[1]) for tag, _a in page.attributes if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_rows_are_as_wide_as_their_head(page: Page) -> None:
    assert page.tables
    for table in page.tables:
        head, *rows = table
        assert rows
        assert {len(row) for row in rows} == {len(head)}
        assert all(head)
        assert all(row[0] for row in rows)


def test_names_of_places_are_text_never_markup(fields: xr.Dataset, options: dict) -> None:
    (path,) = write_report(fields, **options, pdf=False)
    text = path.read_text(encoding="utf-8")
    assert "Font-froide &amp; &lt;Cie&gt;" in text
    assert "<Cie>" not in text


def test_the_same_run_gives_the_same_bytes(
    world: xr.Dataset, options: dict, tmp_path: Path
) -> None:
    first = [p.read_bytes() for p in write_report(world, **options)]
    second = [p.read_bytes() for p in write_report(world, **options | {"folder": tmp_path / "b"})]
    assert first == second


def test_only_finished_files_lie_in_the_folder(world: xr.Dataset, options: dict) -> None:
    paths = write_report(world, **options)
    assert [p.name for p in paths] == ["report.html", "report.pdf"]
    assert sorted(options["folder"].iterdir()) == sorted(paths)


def test_further_languages_carry_their_code(world: xr.Dataset, options: dict) -> None:
    paths = write_report(world, **options, languages=["fr", "es"], pdf=False)
    assert [p.name for p in paths] == ["report.html", "report_es.html"]
    text = paths[0].read_text(encoding="utf-8")
    french = Page(text.partition('<section id="sources"')[0])  # sources hold version numbers
    assert ("html", {"lang": "fr"}) in french.attributes
    assert "Allemagne" in french.text
    assert "+0,73" in french.text
    assert not re.search(r"\d\.\d", french.text)


def test_results_no_document_suits_are_refused(world: xr.Dataset, options: dict) -> None:
    with pytest.raises(ValueError, match="no document suits"):
        write_report(world.drop_vars("extra_input_tc_ha_yr"), **options)


def test_a_grid_of_many_places_stays_light(grid: xr.Dataset, options: dict) -> None:
    page, pdf = write_report(grid, **options)
    text = page.read_text(encoding="utf-8")
    assert page.stat().st_size < LARGEST_BYTES
    assert pdf.stat().st_size < LARGEST_BYTES
    assert "data:image/png;base64," in text
    assert "All places are in the file" in text


def test_without_the_extra_one_is_told_its_name_and_nothing_is_written(
    world: xr.Dataset, options: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)  # as if it were not installed
    with pytest.raises(MissingExtraError, match=r"fourpermille\[report\]"):
        write_report(world, **options)
    assert list(options["folder"].iterdir()) == []
