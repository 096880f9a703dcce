"""The report on a grid: by country and by climate; a map of few places."""

import re

import numpy as np
import pytest
import xarray as xr

from fourpermille.report import write_report
from fourpermille.report.facts import Facts
from fourpermille.report.sections.distribution import distribution
from fourpermille.report.sections.locating import locating_figure
from fourpermille.report.sections.zones import zone_tables

from .reading import pdf_text
from .test_content import content_of, words


@pytest.fixture
def cells(grid: xr.Dataset) -> xr.Dataset:
    """The grid with two countries, a cell of none, and two climates."""
    out = grid.copy()
    south = out["latitude"].values < 0
    codes = np.where(south, "ZAF", "NGA").astype(object)
    codes[0] = ""
    out["country"] = ("cell", codes)
    dry = np.where(out["longitude"].values < 10, "tropical_dry", "tropical_wet").astype(object)
    out["climate_zone"] = ("cell", dry)
    return out


def number(text: str) -> float:
    return float(text.replace(",", ""))


def test_tables_go_by_country_and_climate_not_by_cell(cells: xr.Dataset) -> None:
    ids = [table.id for table in content_of(cells).tables()]
    assert {"countries", "climates"} <= set(ids)
    assert "top" not in ids
    assert "all_places" not in ids


def test_rows_are_sums_and_means_of_their_cells(cells: xr.Dataset) -> None:
    countries, climates = zone_tables(Facts(cells))
    south = cells["country"].values == "ZAF"
    area, extra = cells["area_ha"].values[south], cells["extra_input_tc_ha_yr"].values[south]
    row = next(r for r in countries.rows if r[0] == "South Africa")
    assert number(row[1]) == south.sum()
    assert number(row[2]) == pytest.approx(area.sum() / 1e6, abs=0.5)
    assert number(row[3]) == pytest.approx(cells["soc_stock_tc_ha"].values[south].mean(), abs=0.051)
    assert number(row[5]) == pytest.approx(np.median(extra), abs=0.0051)
    assert number(row[-1]) == pytest.approx((area * extra).sum() / 1e6, abs=0.5)
    whole = (cells["area_ha"] * cells["extra_input_tc_ha_yr"]).sum() / 1e6
    for table in (countries, climates):
        assert sum(number(r[-1]) for r in table.rows) == pytest.approx(float(whole), abs=1.5)
        totals = [number(r[-1]) for r in table.rows]
        assert totals == sorted(totals, reverse=True)
    assert [r[0] for r in climates.rows] == ["tropical wet", "tropical dry"] or [
        r[0] for r in climates.rows
    ] == ["tropical dry", "tropical wet"]
    assert "no country" in [r[0] for r in countries.rows]


def test_the_published_median_stands_beside_the_worlds_own(cells: xr.Dataset) -> None:
    found = distribution(Facts(cells))
    assert found is not None
    assert "+0.89" in found.note
    assert "0.89" in found.drawing.wide


def test_the_note_of_a_figure_is_on_paper_too(cells: xr.Dataset, options: dict) -> None:
    _page, printed = write_report(cells, **options)
    assert "Lutfalla" in pdf_text(printed.read_bytes())


@pytest.mark.parametrize("change", ["one country", "few cells", "another rate"])
def test_the_published_median_stands_beside_nothing_else(cells: xr.Dataset, change: str) -> None:
    other = cells.copy()
    if change == "one country":
        other["country"] = ("cell", np.array(["FRA"] * other.sizes["cell"], dtype=object))
    elif change == "few cells":
        other = other.isel(cell=slice(0, 900))
    else:
        other = other.assign_attrs(target_rate_permille_yr=2.0)
    found = distribution(Facts(other))
    assert found is not None
    assert found.note == ""
    assert "Initiative, 2017" not in found.drawing.wide


def test_cells_outside_the_domain_are_counted_by_country(cells: xr.Dataset) -> None:
    flags = np.where(cells["country"].values == "ZAF", 4, 0).astype(np.int16)
    results = cells.assign(outside_domain_flags=("cell", flags))
    text = words(content_of(results))
    assert re.search(r"permafrost likely\*\* – [\d,]+ places: South Africa [\d,]+", text)
    assert "marked *" not in text


def test_missing_cells_are_told_by_variable(cells: xr.Dataset) -> None:
    summary = {
        "cells": 10_000,
        "cells_missing": 70,
        "missing_by_variable": {"clay_percent": 50, "other": 20},
    }
    text = words(content_of(cells, summary=summary))
    assert "70 of 10,070 places have no answer" in text
    assert "Clay: missing in 50 cells" in text


@pytest.mark.parametrize("spacing", [0.01, 3.0])
def test_few_places_with_positions_are_located(
    spacing: float, fields: xr.Dataset, squares: dict
) -> None:
    where = 45 + spacing * np.arange(3)
    results = fields.assign(latitude=("cell", where), longitude=("cell", where - 40))
    found = locating_figure(Facts(results, outlines=squares))
    assert found is not None
    assert [row[0] for row in found.table.rows] == [
        "Le Pré long",
        "Les Combes",
        "Font-froide & <Cie>",
    ]
    for edition in (found.drawing.narrow, found.drawing.wide, found.drawing.paper):
        assert ">Le Pré long</text>" in edition
        assert edition.count("<circle") == 3 + (spacing < 1)
        assert ("km</text>" in edition) == (spacing < 1)


def test_one_place_is_located(fields: xr.Dataset, squares: dict) -> None:
    one = fields.isel(cell=[0]).assign(latitude=("cell", [45.0]), longitude=("cell", [5.0]))
    for outlines in (squares, {}):
        found = locating_figure(Facts(one, outlines=outlines))
        assert found is not None
        assert ">Le Pré long</text>" in found.drawing.narrow


def test_places_without_positions_or_on_a_map_need_no_other(
    fields: xr.Dataset, points: xr.Dataset
) -> None:
    assert locating_figure(Facts(fields)) is None
    assert locating_figure(Facts(points)) is None
