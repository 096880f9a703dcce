"""The shipped scenarios load, name what exists, and give what a second program gives."""

import csv
import tomllib
from importlib.resources import files

import numpy as np
import pytest
import xarray as xr

from fourpermille.assessment import Measurements, Series, trial
from fourpermille.core.scenario import load_scenario
from fourpermille.data.read import read_places
from fourpermille.data.sample import sample_path

SHIPPED = ("world_croplands", "rothamsted_trials")


def path_of(name):
    return files("fourpermille") / "scenarios" / f"{name}.toml"


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenario_loads_and_its_samples_exist(name):
    scenario = load_scenario(path_of(name))
    assert scenario.id == name
    assert sample_path(scenario.places.sample).is_file()
    if scenario.trial is not None:
        assert sample_path(scenario.trial.measurements).is_file()


@pytest.mark.parametrize("name", ["three_fields", "country_climate"])
def test_example_scenario_loads_and_its_files_exist(repository, name):
    scenario = load_scenario(repository / f"examples/three_fields/{name}.toml")
    assert scenario.places_path.is_file()
    assert scenario.climate_path is None or scenario.climate_path.is_file()


def measured():
    """Measurements of the sample by series."""
    found = {}
    with sample_path("rothamsted_trials/measurements").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["series"], []).append(row)
    return {
        name: Measurements(
            np.array([float(row["year"]) for row in rows]),
            np.array([float(row["soc_stock_tc_ha"]) for row in rows]),
            np.array([row["status"] == "measured" for row in rows]),
        )
        for name, rows in found.items()
    }


@pytest.fixture(scope="module")
def modelled():
    scenario = tomllib.loads(path_of("rothamsted_trials").read_text(encoding="utf-8"))
    places = read_places(sample_path("rothamsted_trials"))
    places["dpm_rpm_ratio"] = xr.full_like(places["depth_cm"], 1.44)
    series = []
    for one in scenario["series"]:
        years = one.get("manure_years")
        series.append(
            Series(
                one["id"],
                one["place"],
                one["plant_input_tc_ha_yr"],
                one.get("manure_input_tc_ha_yr", 0.0),
                tuple(years) if years else None,
            )
        )
    first, last = scenario["trial"]["start_year"], scenario["trial"]["end_year"]
    return trial(places, series, measured(), start_year=first, end_year=last)


# Plant input (t C/ha/yr), bias and RMSE (t C/ha) by a small RothC written apart from the engine.
SECOND_PROGRAM = {
    "broadbalk_nil": ("fitted", 1.110, 0.08, 1.67, 14),
    "broadbalk_n3pk": ("fitted", 1.662, -0.22, 1.91, 12),
    "broadbalk_fym": ("predicted", 1.662, 5.97, 7.42, 14),
    "hoosfield_unfertilized": ("fitted", 1.124, 0.11, 1.45, 7),
    "hoosfield_fym": ("predicted", 1.662, -6.30, 6.88, 7),
    "hoosfield_fym_1852_1871": ("predicted", 1.662, -3.35, 4.81, 7),
}


@pytest.mark.parametrize("name", SECOND_PROGRAM)
def test_trial_gives_what_a_second_program_gives(modelled, name):
    role, plant, bias, rmse, count = SECOND_PROGRAM[name]
    one = modelled.sel(series=name)
    assert str(one["role"].values) == role
    assert float(one["plant_input_tc_ha_yr"]) == pytest.approx(plant, abs=0.0006)
    assert float(one["bias_tc_ha"]) == pytest.approx(bias, abs=0.006)
    assert float(one["rmse_tc_ha"]) == pytest.approx(rmse, abs=0.006)
    assert int(one["n_measurements"]) == count


def test_series_and_measurements_match(modelled):
    assert set(modelled["series"].values) == set(measured())


def test_model_is_within_a_tenth_of_the_measured_stocks_where_it_predicts(modelled):
    predicted = modelled.where(modelled["role"] == "predicted", drop=True)
    level = predicted["measured_stock_tc_ha"].mean("measurement")
    assert float((abs(predicted["bias_tc_ha"]) / level).max()) < 0.1
