"""A scenario: defaults from tables, files beside it, one fingerprint for one meaning."""

import subprocess
import sys

import pytest
from pydantic import ValidationError

from fourpermille.core.parameters import load_parameters
from fourpermille.core.scenario import load_scenario, make_scenario, parse_scenario

SMALL = 'id = "a"\n[places]\nfile = "fields.csv"\n'
TRIAL = """
id = "t"
[places]
sample = "rothamsted_trials"
[trial]
start_year = 1843
end_year = 2015
measurements = "stocks.csv"
[[series]]
id = "nil"
place = "broadbalk"
plant_input_tc_ha_yr = "fit"
[[series]]
id = "fym"
place = "broadbalk"
plant_input_tc_ha_yr = "series:nil"
manure_input_tc_ha_yr = 3.2
manure_years = [1844, 2015]
"""


def test_defaults_are_those_of_the_tables():
    scenario = parse_scenario(SMALL)
    goal, range_of = load_parameters("target"), load_parameters("sensitivity")
    assert scenario.target.rate_permille_yr == goal["rate_permille_yr"]
    assert scenario.target.years == goal["years"]
    assert scenario.sensitivity.clay_low_percent == range_of["clay_low_percent"]
    assert scenario.soil.land_use == "cropland"
    assert not scenario.is_trial


def test_clay_range_is_empty_without_the_clay_variant():
    scenario = parse_scenario(SMALL + '[sensitivity]\nvariants = ["growth"]\n')
    assert scenario.sensitivity.clay_low_percent is None


def test_land_use_gives_way_to_a_ratio():
    scenario = parse_scenario(SMALL + "[defaults]\ndpm_rpm_ratio = 0.67\n")
    assert scenario.soil.land_use is None
    assert "land_use" not in scenario.resolved_toml()


def test_files_are_beside_the_scenario(tmp_path):
    file = tmp_path / "s.toml"
    file.write_text(SMALL + 'climate_file = "c.csv"\n', encoding="utf-8-sig")
    scenario = load_scenario(file)
    assert scenario.base_dir == tmp_path
    assert scenario.places_path == tmp_path / "fields.csv"
    assert scenario.climate_path == tmp_path / "c.csv"
    assert scenario.measurements_path is None


def test_trial_has_no_target():
    scenario = parse_scenario(TRIAL)
    assert scenario.is_trial
    assert (scenario.target, scenario.start, scenario.sensitivity) == (None, None, None)
    assert scenario.measurements_path.name == "stocks.csv"
    assert parse_scenario(scenario.resolved_toml()) == scenario


def test_nothing_can_be_changed():
    scenario = parse_scenario(SMALL)
    with pytest.raises(ValidationError):
        scenario.target.years = 20


def test_fingerprint_is_of_the_meaning():
    plain = parse_scenario(SMALL)
    spelled_out = parse_scenario(SMALL + "[target]\nyears = 30\nrate_permille_yr = 4\n")
    other = parse_scenario(SMALL + "[target]\nyears = 20\n")
    assert plain.fingerprint() == spelled_out.fingerprint()
    assert plain.fingerprint() != other.fingerprint()
    assert len(plain.fingerprint()) == 64
    assert plain.at("elsewhere").fingerprint() == plain.fingerprint()


def test_resolved_file_marks_defaults():
    lines = parse_scenario(SMALL + "[target]\nyears = 20\n").resolved_toml().splitlines()
    assert "years = 20" in lines
    assert 'growth = "compound"  # default' in lines


def test_frozen_copy_finds_the_files_from_its_own_folder(tmp_path):
    (tmp_path / "work").mkdir()
    file = tmp_path / "work" / "s.toml"
    file.write_text(SMALL, encoding="utf-8")
    run = tmp_path / "run"
    run.mkdir()
    (run / "s.toml").write_text(load_scenario(file).resolved_toml(run), encoding="utf-8")
    moved = load_scenario(run / "s.toml")
    assert moved.places.file == "../work/fields.csv"
    assert moved.places_path.resolve() == tmp_path / "work" / "fields.csv"


def test_plain_values_make_the_same_scenario():
    assert make_scenario({"id": "a", "places": {"file": "fields.csv"}}) == parse_scenario(SMALL)


def test_loading_waits_for_no_array_package(tmp_path):
    file = tmp_path / "s.toml"
    file.write_text(SMALL, encoding="utf-8")
    code = (
        "import sys; from fourpermille.core.scenario import load_scenario\n"
        f"load_scenario({str(file)!r}).resolved_toml()\n"
        "print(sorted({'numpy', 'xarray', 'pandas', 'pint', 'openpyxl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
