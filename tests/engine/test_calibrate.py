"""The rate factor of the trials: recomputed, and found again where it is known."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille
from fourpermille.api.run_compute import measurements, places_of
from fourpermille.assessment.calibrate import calibrate_rate
from fourpermille.assessment.trial import trial
from fourpermille.assessment.trial_series import Measurements, Series
from fourpermille.core.errors import InputError
from fourpermille.core.parameters import load_parameters
from fourpermille.core.scenario import Scenario, load_scenario
from fourpermille.data.sample import sample_path

SPAN = {"start_year": 1900, "end_year": 1990}


@pytest.fixture(scope="module")
def shipped() -> tuple[Scenario, xr.Dataset, list[Series], dict[str, Measurements]]:
    folder = Path(fourpermille.__file__).parent / "scenarios"
    scenario = load_scenario(folder / "rothamsted_trials.toml")
    series = [
        Series(
            one.id,
            one.place,
            one.plant_input_tc_ha_yr,
            one.manure_input_tc_ha_yr or 0.0,
            one.manure_years and (one.manure_years[0], one.manure_years[1]),
        )
        for one in scenario.series
    ]
    found = measurements(sample_path(scenario.trial.measurements), [one.id for one in series])
    return scenario, places_of(scenario), series, found


def test_the_factor_in_the_table_is_that_of_the_shipped_trials(shipped) -> None:
    scenario, ds, series, measured = shipped
    found = calibrate_rate(
        ds,
        series,
        measured,
        start_year=scenario.trial.start_year,
        end_year=scenario.trial.end_year,
    )
    row = load_parameters("bias_correction").rows["rate_factor_trials"]
    assert float(found["rate_calibration_factor"]) == pytest.approx(row.value, abs=1e-5)
    single = found["rate_calibration_factor_series"].values
    assert (single.min(), single.max()) == pytest.approx((row.low, row.high), abs=1e-3)
    assert all("fym" in name for name in found["series"].values)


def test_no_bias_is_left_under_the_factor(shipped) -> None:
    scenario, ds, series, measured = shipped
    factor = load_parameters("bias_correction")["rate_factor_trials"]
    found = trial(
        ds.assign(rate_calibration_factor=factor),
        series,
        measured,
        start_year=scenario.trial.start_year,
        end_year=scenario.trial.end_year,
    )
    predicted = found["bias_tc_ha"][(found["role"] == "predicted").values]
    assert abs(float(predicted.mean())) < 1e-3
    assert float(abs(predicted).max()) > 1.0  # single series are off still, to either side


def synthetic(factor: float) -> tuple[xr.Dataset, list[Series], dict[str, Measurements]]:
    """A trial that the model itself made, at another rate."""
    ds = xr.Dataset(
        {
            "rate_modifier": ("month", np.full(12, 0.9)),
            "clay_percent": 20.0,
            "depth_cm": 23.0,
            "dpm_rpm_ratio": 1.44,
            "soc_stock_tc_ha": ("cell", [45.0]),
            "place": ("cell", ["field"]),
        }
    )
    series = [Series("more", "field", 4.0), Series("manure", "field", 2.0, 3.0)]
    run = trial(ds.assign(rate_calibration_factor=factor), series, {}, **SPAN)
    years = np.arange(1910, 1990, 20)
    measured = {
        one.id: Measurements(
            years,
            run["soc_stock_tc_ha"].sel(series=one.id, year=years).values,
            np.ones(years.size, dtype=bool),
        )
        for one in series
    }
    return ds, series, measured


@pytest.mark.parametrize("factor", [0.4, 1.0, 2.3])
def test_a_known_factor_is_found_again(factor: float) -> None:
    ds, series, measured = synthetic(factor)
    found = calibrate_rate(ds, series, measured, **SPAN)
    assert float(found["rate_calibration_factor"]) == pytest.approx(factor, rel=1e-6)
    np.testing.assert_allclose(found["rate_calibration_factor_series"].values, factor, rtol=1e-6)


def test_fitted_series_judge_nothing() -> None:
    ds, _series, measured = synthetic(1.0)
    with pytest.raises(InputError, match="judge"):
        calibrate_rate(ds, [Series("more", "field", "fit")], measured, **SPAN)


def test_a_bias_that_no_rate_removes_is_refused() -> None:
    ds, series, measured = synthetic(1.0)
    for one in measured.values():
        one.stock_tc_ha[:] = 1e4
    with pytest.raises(InputError, match="no rate factor"):
        calibrate_rate(ds, series, measured, **SPAN)
