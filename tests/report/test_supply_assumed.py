"""What decides the supply of practices is told, and its bounds are called given."""

from pathlib import Path

import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.core.i18n import use_language
from fourpermille.core.scenario import Scenario, parse_scenario
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
