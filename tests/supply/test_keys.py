"""Plans in scenarios: keys set from outside, tables that exclude each other, what is cited."""

import json
from pathlib import Path

import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.core.errors import InputError, OutOfRangeError
from fourpermille.core.scenario import apply_overrides, parse_scenario
from tests.supply.scenarios import COVER, HEAD, MANURE, ROOT

TRIAL = '\n[trial]\nstart_year = 1900\nend_year = 1950\nmeasurements = "m.csv"\n'


def test_a_key_of_a_plan_is_set_by_its_name(tmp_path: Path) -> None:
    scenario = parse_scenario(HEAD + MANURE + COVER, base_dir=ROOT)
    key = "practices.cover_crops.final_fraction"
    half = apply_overrides(scenario, [f"{key}=0.5"])
    assert [plan.final_fraction for plan in half.practices] == [1.0, 0.5]
    with pytest.raises(InputError, match="manure, cover_crops"):
        apply_overrides(scenario, ["practices.no_till.final_fraction=0.5"])
    with pytest.raises(OutOfRangeError, match=r"practices\[2\].final_fraction"):
        apply_overrides(scenario, [f"{key}=1.5"])
    fpm.run(half, tmp_path / "run", report=False)
    frozen = (tmp_path / "run" / "scenario.toml").read_text("utf-8")
    assert "final_fraction = 0.5" in frozen
    assert fpm.reproduce(tmp_path / "run").identical


def test_a_trial_plans_no_practices() -> None:
    with pytest.raises(InputError, match=r"practices: nothing uses this key here.*trial"):
        parse_scenario(HEAD + COVER + TRIAL, base_dir=ROOT)


def test_parameter_sets_and_works_of_every_limit_are_named(tmp_path: Path) -> None:
    bounds = '[limits]\nnpp = "miami"\nnitrogen_available_kgn_ha_yr = 20\n'
    scenario = parse_scenario(HEAD + COVER + bounds, base_dir=ROOT)
    fpm.run(scenario, tmp_path / "run", report=False)
    with xr.open_dataset(tmp_path / "run" / "results.nc") as ds:
        sets = set(ds.attrs["parameter_sets"].split(", "))
    assert {"practice_response", "adoption", "supply", "stoichiometry", "miami_1975"} <= sets
    text = fpm.cite(tmp_path / "run")
    assert all(work in text for work in ("poeplau_don_2015", "lieth_1975", "kirkby_2013"))


@pytest.mark.parametrize("rate", [0.0, -4.0])
def test_a_target_that_asks_for_nothing_is_met(rate: float, tmp_path: Path) -> None:
    text = HEAD + COVER + f"[target]\nrate_permille_yr = {rate}\n"
    done = fpm.run(parse_scenario(text, base_dir=ROOT), tmp_path / "run")
    assert set(done.results["limiting_factor"].values.tolist()) == {"met"}
    assert done.results["supply_share_fraction"].isnull().all()
    told = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    assert told["supply_demand_fraction"] is None
    assert told["supply_peak_year"] is None
    assert "asks for no more than returns today" in done.headline[-1]
