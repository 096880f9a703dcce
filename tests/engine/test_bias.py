"""Bias corrections: one rate factor, exactly where the model's rate stands."""

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.assessment import requirement
from fourpermille.assessment.bias import correction
from fourpermille.assessment.case import Case
from fourpermille.assessment.target import Target
from fourpermille.core.errors import MissingVariableError, UnknownNameError
from fourpermille.core.parameters import load_parameters
from fourpermille.soil import equilibrium, simulate
from fourpermille.soil.setup import set_up

from .places import places
from .test_properties import warm
from .test_variants import data

ANSWER = "extra_input_tc_ha_yr"


def test_factor_scales_the_rate_modifier() -> None:
    """Half the rate by the factor is half the rate given as such."""
    ds = warm(places(5)).drop_vars(
        ["air_temperature_degc", "precipitation_mm", "pet_mm", "plant_cover"]
    )
    rate = xr.DataArray(np.linspace(0.5, 2.5, 12), dims="month")
    by_factor = fpm.required_input(ds.assign(rate_modifier=rate, rate_calibration_factor=0.5))
    by_rate = fpm.required_input(ds.assign(rate_modifier=0.5 * rate))
    np.testing.assert_allclose(by_factor[ANSWER].values, by_rate[ANSWER].values, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_factor_acts_in_monthly_runs_as_tillage_does(dtype: type) -> None:
    ds = warm(places(8, dtype=dtype)).drop_vars("month", errors="ignore")
    series = ds.isel(month=np.tile(np.arange(12), 20)).rename(month="time")
    factor = xr.DataArray(np.array([0.5, 1.0, 1.7], dtype=dtype), dims="cell")
    by_factor = simulate(series.assign(rate_calibration_factor=factor, plant_input_tc_ha_yr=2.0))
    by_tillage = simulate(series.assign(tillage_modifier=factor, plant_input_tc_ha_yr=2.0))
    plain = simulate(series.assign(plant_input_tc_ha_yr=2.0))["soc_stock_tc_ha"]
    found = by_factor["soc_stock_tc_ha"]
    np.testing.assert_array_equal(found.values, by_tillage["soc_stock_tc_ha"].values)
    assert (found != plain).any("year").values.tolist() == [True, False, True]


def test_inputs_matched_is_the_model_with_the_ratio_as_factor() -> None:
    ds = data()
    modelled = equilibrium(ds)["carbon_input_tc_ha_yr"]
    kappa = xr.DataArray([0.3, 0.9, 1.0, 1.1, 1.9, 4.0], dims="cell")
    ds = ds.assign(independent_input_tc_ha_yr=kappa * modelled)
    by_hand = fpm.required_input(ds.assign(rate_calibration_factor=kappa))
    found = requirement(ds, bias_correction="match_inputs")
    np.testing.assert_allclose(found[ANSWER].values, by_hand[ANSWER].values, rtol=1e-12)
    np.testing.assert_allclose(found["rate_calibration_factor"].values, kappa.values, rtol=1e-12)
    assert found.attrs["bias_correction"] == "match_inputs"


def test_matched_inputs_are_those_of_the_independent_estimate() -> None:
    """The input of a soil in balance is almost proportional to the rate: months make it inexact."""
    ds = data()
    modelled = equilibrium(ds)["carbon_input_tc_ha_yr"]
    wanted = 1.2 * modelled
    found = requirement(
        ds.assign(independent_input_tc_ha_yr=wanted), bias_correction="match_inputs"
    )["carbon_input_tc_ha_yr"]
    np.testing.assert_allclose(found.values, wanted.values, rtol=0.03)


def test_independent_estimate_equal_to_the_model_changes_nothing() -> None:
    ds = data()
    same = ds.assign(independent_input_tc_ha_yr=equilibrium(ds)["carbon_input_tc_ha_yr"])
    table = requirement(same, variants=["bias_correction"])["extra_input_variant_tc_ha_yr"]
    assert list(table["variant"].values) == ["reference", "bias_match_inputs", "bias_match_trials"]
    np.testing.assert_allclose(table.values[1], table.values[0], rtol=1e-9)


def test_an_own_factor_of_the_data_stays_and_the_correction_comes_on_top() -> None:
    ds = data().assign(rate_calibration_factor=0.8)
    phi = load_parameters("bias_correction")["rate_factor_trials"]
    found = requirement(ds, bias_correction="match_trials")[ANSWER]
    by_hand = fpm.required_input(ds.assign(rate_calibration_factor=0.8 * phi))[ANSWER]
    np.testing.assert_allclose(found.values, by_hand.values, rtol=1e-12)


def test_ratios_out_of_bounds_are_clipped_and_counted() -> None:
    ds = data()
    modelled = equilibrium(ds)["carbon_input_tc_ha_yr"]
    least, gone, most = (int(i) for i in np.argsort(modelled.values)[[0, 2, 5]])
    independent = modelled.copy()
    independent[least], independent[gone], independent[most] = 99.0, np.nan, 0.0
    setup = set_up(ds.assign(independent_input_tc_ha_yr=independent))
    found = correction("match_inputs", setup)
    assert found is not None
    p = load_parameters("bias_correction")
    assert found.clipped == 2
    assert found.factor.values[most] == p["input_ratio_lowest"]
    assert found.factor.values[least] == p["input_ratio_highest"]
    assert np.isnan(found.factor.values[gone])
    given = ds.assign(independent_input_tc_ha_yr=independent)
    out = requirement(given, bias_correction="match_inputs")
    assert out.attrs["bias_correction_clipped"] == 2
    assert np.flatnonzero(np.isnan(out[ANSWER].values)).tolist() == [gone]


def test_without_an_estimate_inputs_are_not_matched() -> None:
    ds = data().drop_vars("independent_input_tc_ha_yr")
    with pytest.raises(MissingVariableError, match="independent_input_tc_ha_yr"):
        requirement(ds, bias_correction="match_inputs")


def test_unknown_correction_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="match_inputs"):
        Case(data(), Target(), bias_correction="somehow")
