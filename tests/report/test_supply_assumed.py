"""What decides the supply of practices is told, and its bounds are called given."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.api.compare_rows import _difference
from fourpermille.core.i18n import use_language
from fourpermille.core.scenario import Scenario, parse_scenario
from fourpermille.report.facts import Facts
from fourpermille.report.figures.classes import Categories
from fourpermille.report.figures.maps import point_map
from fourpermille.report.numbers import percent
from fourpermille.report.sections.supply_nutrients import nutrient_table
from tests.report.test_content import content_of, words

ROOT = Path(__file__).resolve().parents[2]
FIELDS = ROOT / "examples" / "three_fields"
TEXT = f"""
id = "give"
[places]
file = '{FIELDS / "fields.csv"}'
climate_file = '{FIELDS / "climate.csv"}'
[[practices]]
id = "cover_crops"
current_fraction = 0.1
final_fraction = 0.7
level = "low"
[adoption]
start_year = 2025
curve = "linear"
ramp_years = 15
abandonment_per_yr = 0.02
[limits]
npp = "miami"
nitrogen_available_kgn_ha_yr = 30
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return parse_scenario(TEXT, base_dir=ROOT)


@pytest.fixture(scope="module")
def given(scenario: Scenario) -> xr.Dataset:
    return fpm.run(scenario, None).results


def test_what_decides_the_supply_is_told(given: xr.Dataset, scenario: Scenario) -> None:
    content = content_of(given, scenario=scenario.resolved())
    table = next(t for t in content.tables() if t.id == "supply_decided")
    rows = {row[3]: row[1:3] for row in table.rows}
    assert rows == {
        "`practices.level`": ("`low`", ""),
        "`adoption.start_year`": ("2025", ""),
        "`adoption.curve`": ("`linear`", ""),
        "`adoption.ramp_years`": ("15", "yr"),
        "`adoption.abandonment_per_yr`": ("0.02", "1/yr"),
        "`limits.npp`": ("`miami`", ""),
        "`limits.returnable_fraction`": ("0.7414", ""),
    }


def test_a_report_on_supply_does_not_deny_it(given: xr.Dataset, fields: xr.Dataset) -> None:
    assert "Nothing else is short" not in words(content_of(given))
    assert "within the limits that were given" in words(content_of(given))
    assert "Nothing else is short" in words(content_of(fields))
    assert all(table.id != "supply_decided" for table in content_of(fields).tables())


@pytest.mark.parametrize(("language", "word"), [("en", "scenario"), ("fr", "scénario")])
def test_what_the_scenario_gives_is_no_default(given: xr.Dataset, language: str, word: str) -> None:
    row = {
        "variable": "nitrogen_available_kgn_ha_yr",
        "source": "default (scenario, limits.nitrogen_available_kgn_ha_yr)",
        "minimum": 30.0,
        "maximum": 30.0,
    }
    with use_language(language):
        content = content_of(given, inputs=[row])
    table = next(t for t in content.tables() if t.id == "inputs")
    assert table.rows[0][3] == f"{word} (limits.nitrogen_available_kgn_ha_yr)"


def test_small_amounts_of_nutrients_have_a_small_unit(given: xr.Dataset) -> None:
    table = nutrient_table(Facts(given))
    assert table is not None
    assert table.columns[3].unit == "kg/yr"
    nitrogen = float(table.rows[0][3].replace(",", ""))
    area = float(given["area_ha"].sum())
    assert nitrogen == pytest.approx(float(table.rows[0][2]) * area, rel=0.1)
    wide = nutrient_table(Facts(given.assign(area_ha=given["area_ha"] * 1e6)))
    assert wide is not None
    assert wide.columns[3].unit == "kt/yr"


def test_places_without_a_value_are_in_the_legend() -> None:
    where, values = np.array([1.0, 2.0]), np.array([0.0, np.nan])
    for shown, has in ((values, True), (np.zeros(2), False)):
        drawn = point_map(
            {}, where, where, shown, str, Categories(("manure",)), ("#123456",), "", "no data"
        )
        assert ("no data" in str(drawn)) is has


def test_the_command_to_cite_works_on_grids_too(given: xr.Dataset) -> None:
    text = words(content_of(given))
    assert "4p1000 cite .\n" in text + "\n"
    assert "cite results.nc" not in text


def test_the_text_of_a_difference_says_which_supply(
    scenario: Scenario, tmp_path: Path, given: xr.Dataset
) -> None:
    less = TEXT.replace("final_fraction = 0.7", "final_fraction = 0.4")
    fpm.run(scenario, tmp_path / "a", report=False)
    fpm.run(parse_scenario(less, base_dir=ROOT), tmp_path / "b", report=False)
    text = fpm.compare(tmp_path / "a", tmp_path / "b").to_text()
    assert "within all limits" in text


def test_a_rise_from_below_nothing_is_a_rise() -> None:
    row = _difference(
        "a", "extra_input_tc_ha_yr", None, "tC/ha/yr", np.array([-0.5, 0.5]), None, None
    )
    assert row.difference_percent == pytest.approx(200.0)


def test_one_year_and_one_cell_are_one(given: xr.Dataset) -> None:
    short = given.assign_attrs(target_years=1)
    text = words(content_of(short))
    assert "Supply and demand over 1 year, mean of the land" in text
    assert "What limits the supply over 1 year" in text
    summary = {"cells_missing": 3, "missing_by_variable": {"clay_percent": 1, "other": 2}}
    text = words(content_of(given, summary=summary))
    assert "Clay: missing in 1 cell" in text
    assert "missing in 1 cells" not in text
    assert "The model has no answer: 2 cells" in text


def test_a_small_share_is_not_none_of_the_land() -> None:
    assert [percent(one) for one in (0.0, 0.004, 0.006, 0.5)] == ["0", "< 1", "1", "50"]
