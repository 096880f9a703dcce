import re

import numpy as np
import pytest
import xarray as xr

from fourpermille.report.content import Box, Content, Figure
from fourpermille.report.facts import Facts
from fourpermille.report.numbering import numbered
from fourpermille.report.write import kind_of


def content_of(results: xr.Dataset, **more: object) -> Content:
    return numbered(kind_of(results).build(Facts(results, **more)))  # type: ignore[arg-type]


def words(content: Content) -> str:
    """Every text of a document, one a line."""
    found: list[str] = []

    def visit(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, tuple | list):
            for part in value:
                visit(part)
        elif hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                if name != "drawing":
                    visit(getattr(value, name))

    visit(content)
    return "\n".join(found)


def test_the_headline_says_what_the_data_say(fields: xr.Dataset) -> None:
    content = content_of(fields)
    middle = np.median(fields["extra_input_tc_ha_yr"])
    assert f"+{middle:.2f} t of carbon per hectare and year" in content.summary
    assert content.key_figures[0].value == f"+{middle:.2f}"


def test_the_sections_come_in_the_order_of_the_questions(world: xr.Dataset) -> None:
    assert [s.id for s in content_of(world).sections] == [
        "where", "ask", "after", "sure", "assumed", "sources",
    ]  # fmt: skip


def test_gaps_are_counted_and_named(world: xr.Dataset) -> None:
    text = words(content_of(world))
    assert re.search(r"1 of 34 places has no answer", text)
    assert re.search(r"Data are missing.*: Niger\.", text)


def test_no_gap_no_alarm(fields: xr.Dataset) -> None:
    assert "No gaps: each of the 3 places has an answer." in words(content_of(fields))


def test_places_outside_the_domain_are_named(world: xr.Dataset) -> None:
    text = words(content_of(world))
    assert "Japan, New Zealand" in text
    assert "Japan *" in text


def test_defaults_are_told_from_given_values(world: xr.Dataset) -> None:
    table = next(t for t in content_of(world).tables() if t.id == "inputs")
    sources = {row[0]: row[-1] for row in table.rows}
    assert sources["Clay"] == "scenario (clay)"
    assert sources["Area"] == "given"


def test_uncertainty_is_given_or_said_to_be_missing(world: xr.Dataset, fields: xr.Dataset) -> None:
    bare = fields.isel(variant=[0])
    for results in (world, fields, bare):
        assert "no uncertainty given" in words(content_of(results))


def test_the_scale_trap_stands_where_totals_stand(world: xr.Dataset, fields: xr.Dataset) -> None:
    def boxes(results: xr.Dataset) -> list[str]:
        return [b.title for b in content_of(results).blocks() if isinstance(b, Box)]

    assert any("Mind the scale" in title for title in boxes(world))
    assert not any("Mind the scale" in title for title in boxes(fields))


@pytest.mark.parametrize("name", ["world", "fields", "points", "trial"])
def test_tables_are_rectangular(name: str, request: pytest.FixtureRequest) -> None:
    content = content_of(request.getfixturevalue(name))
    assert content.tables()
    for table in content.tables():
        assert table.rows, table.id
        assert {len(row) for row in table.rows} == {len(table.columns)}, table.id


@pytest.mark.parametrize("name", ["world", "fields", "points", "trial"])
def test_units_stand_in_labels(name: str, request: pytest.FixtureRequest) -> None:
    for figure in content_of(request.getfixturevalue(name)).figures():
        if figure.id == "positions":  # a map has degrees
            continue
        for edition in (figure.drawing.narrow, figure.drawing.wide, figure.drawing.paper):
            assert re.search(r"\[(t C/ha|t C/ha/yr|%|‰ a year)\]", edition), figure.id


@pytest.mark.parametrize("name", ["world", "fields", "points", "trial"])
def test_letters_stay_at_nine_points(name: str, request: pytest.FixtureRequest) -> None:
    """9 pt are 12 px; a phone of 360 px shows drawings 328 px wide, paper 90 % of 166 mm."""
    shown_px = {"narrow": 328.0, "wide": 608.0, "paper": 0.9 * 166 / 25.4 * 96}
    for figure in content_of(request.getfixturevalue(name)).figures():
        for edition, width in shown_px.items():
            svg = getattr(figure.drawing, edition)
            drawn = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])  # type: ignore[index]
            sizes = [float(s) for s in re.findall(r'font-size="([\d.]+)"', svg)]
            assert min(sizes) * width / drawn >= (12 if edition != "wide" else 11.5)


def test_a_world_map_shows_each_country_once(world: xr.Dataset, squares: dict) -> None:
    content = content_of(world, outlines=squares)
    figure = next(f for f in content.figures() if f.id == "extra")
    titles = re.findall(r"<title>([^:<]+):", figure.drawing.wide)
    assert sorted(titles) == sorted(set(titles))
    assert len(titles) == 34


def test_without_outlines_places_are_still_shown(world: xr.Dataset) -> None:
    figure: Figure = next(f for f in content_of(world).figures() if f.id == "extra")
    assert "<circle" in figure.drawing.wide


def test_a_trial_tells_fitted_from_predicted(trial: xr.Dataset) -> None:
    content = content_of(trial)
    table = next(t for t in content.tables() if t.id == "errors")
    assert [row[1] for row in table.rows] == ["fitted", "predicted"]
    assert "too much on average" in words(content)
    assert "* estimated, not measured" in words(content)
