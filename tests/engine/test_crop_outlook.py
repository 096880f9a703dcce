"""A crop's cycle ahead: target rule and soil model side by side, against independent answers."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.core.errors import (
    InputError,
    MissingVariableError,
    NotUsedError,
    OutOfRangeError,
    ShapeError,
)

from . import cases
from .places import places

DECK = fpm.crop_cycle("deck")
ROW = pd.read_csv(cases.GOLDEN / "inverse_rothc_benchmarks.csv").iloc[0]


def mean_cell() -> xr.Dataset:
    """The cell of means of the golden table; its rate of decay follows from its input."""
    return xr.Dataset(
        {
            "rate_modifier": 1.0,
            "clay_percent": ROW["clay_pct"],
            "depth_cm": 23.0,
            "dpm_rpm_ratio": ROW["dpm_rpm"],
            "soc_stock_tc_ha": ROW["soc0_tC_ha"],
        }
    )


def test_the_decks_ramp_misses_the_decks_stock() -> None:
    found = fpm.crop_outlook(DECK, mean_cell(), until=fpm.crop_cycle("deck_2050"))
    assert (ROW["soc0_tC_ha"], ROW["input0_tC_ha_yr"], ROW["years"]) == (52, 3.4, 30)
    assert float(found["rate_calibration_factor"]) == pytest.approx(
        ROW["rho_rate_modifier"], rel=1e-4
    )
    needed = ROW["delta_input_linear_ramp_final_tC_ha_yr"]
    assert float(found["extra_input_tc_ha_yr"]) == pytest.approx(needed, rel=1e-4)
    last = found.isel(year=-1)
    assert float(last["soc_stock_target_tc_ha"]) == pytest.approx(58.62, abs=0.005)
    # The model is linear: a ramp of 1.1 gives 1.1 / 1.787 of the gain wanted.
    gain = (58.6158 - 52) * 1.1 / needed
    assert float(last["soc_stock_tc_ha"]) == pytest.approx(52 + gain, abs=0.002)
    assert float(last["stock_gap_tc_ha"]) == pytest.approx(gain - 6.6158, abs=0.002)
    assert float(last["soc_stock_tc_ha"]) < 56.1


def test_growth_of_all_fluxes_and_the_targets_rule() -> None:
    found = fpm.crop_outlook(DECK, mean_cell(), growth_percent_yr=1)
    years = np.arange(31)
    assert found["npp_tc_ha_yr"].values == pytest.approx(5.8 * 1.01**years)
    assert found["soc_stock_target_tc_ha"].values == pytest.approx(52 * 1.004**years)
    assert np.all(np.diff(found["stock_gap_tc_ha"]) < 0)
    linear = fpm.crop_outlook(DECK, mean_cell(), growth_percent_yr=1, growth="linear")
    assert float(linear["soc_stock_target_tc_ha"][-1]) == pytest.approx(58.24)


def test_no_growth_keeps_the_stock() -> None:
    found = fpm.crop_outlook(DECK, mean_cell(), growth_percent_yr=0)
    assert found["soc_stock_tc_ha"].values == pytest.approx(52.0, abs=1e-8)


def test_a_month_by_month_run_with_the_same_inputs_agrees() -> None:
    found = fpm.crop_outlook(DECK, mean_cell(), growth_percent_yr=1)
    factor = float(found["rate_calibration_factor"])
    cell = mean_cell()
    state = fpm.equilibrium(cell.assign(rate_modifier=factor))
    pools = {name: state[name] for name in state if name[:3] in ("dpm", "rpm", "bio", "hum", "iom")}
    monthly = xr.DataArray(np.full(360, factor), dims="time")
    inputs = found["carbon_input_tc_ha_yr"].isel(year=slice(1, None)).drop_vars("year")
    run = fpm.simulate(
        cell.drop_vars("soc_stock_tc_ha").assign(
            **pools, rate_modifier=monthly, plant_input_tc_ha_yr=inputs
        )
    )
    assert run["soc_stock_tc_ha"].values == pytest.approx(
        found["soc_stock_tc_ha"].values[1:], abs=1e-9
    )


def test_the_extra_return_reaches_the_target() -> None:
    first = fpm.crop_outlook(DECK, mean_cell(), until=fpm.crop_cycle("deck_2050"))
    more = 3.4 + float(first["extra_input_tc_ha_yr"])
    end = fpm.crop_cycle(npp_tc_ha_yr=9, carbon_input_tc_ha_yr=more, harvest_tc_ha_yr=2)
    again = fpm.crop_outlook(DECK, mean_cell(), until=end)
    assert float(again["stock_gap_tc_ha"][-1]) == pytest.approx(0, abs=1e-9)


def test_many_places_with_weather_their_own_balance_or_the_climates() -> None:
    soil = places(3, count=5)
    soil = soil.drop_vars([name for name in soil if "_input_" in name])
    dim = soil["soc_stock_tc_ha"].dims[0]
    inputs = fpm.crop_inputs("wheat", xr.DataArray(np.linspace(2, 6, 5), dims=dim))
    cycle = fpm.crop_cycle(inputs)
    found = fpm.crop_outlook(cycle, soil, growth_percent_yr=1)
    one = fpm.crop_outlook(cycle.isel({dim: 2}), soil.isel({dim: 2}), growth_percent_yr=1)
    assert found["soc_stock_tc_ha"].isel({dim: 2}).values == pytest.approx(
        one["soc_stock_tc_ha"].values
    )
    kept = fpm.required_input(soil.assign(rate_calibration_factor=found["rate_calibration_factor"]))
    assert kept["carbon_input_tc_ha_yr"].values == pytest.approx(
        cycle["carbon_input_tc_ha_yr"].values
    )
    free = fpm.crop_outlook(cycle, soil, growth_percent_yr=1, in_balance=False)
    assert float(abs(free["rate_calibration_factor"] - 1).max()) == 0
    assert free["soc_stock_tc_ha"].isel(year=0).values == pytest.approx(
        soil["soc_stock_tc_ha"].values
    )


def test_what_cannot_be_is_refused() -> None:
    cell = mean_cell()
    with pytest.raises(InputError, match="growth or the account"):
        fpm.crop_outlook(DECK, cell)
    with pytest.raises(NotUsedError, match="growth or the account"):
        fpm.crop_outlook(DECK, cell, growth_percent_yr=1, until=DECK)
    with pytest.raises(OutOfRangeError, match="growth_percent_yr"):
        fpm.crop_outlook(DECK, cell, growth_percent_yr=100)
    with pytest.raises(InputError, match="growth_percent_yr"):
        fpm.crop_outlook(DECK, cell, growth_percent_yr="1")
    with pytest.raises(MissingVariableError, match="soc_stock"):
        fpm.crop_outlook(DECK, cell.drop_vars("soc_stock_tc_ha"), growth_percent_yr=1)
    with pytest.raises(MissingVariableError, match="crop_cycle"):
        fpm.crop_outlook(cell, cell, growth_percent_yr=1)
    with pytest.raises(NotUsedError, match="plant_input"):
        fpm.crop_outlook(DECK, cell.assign(plant_input_tc_ha_yr=2.0), growth_percent_yr=1)
    none = fpm.crop_cycle(npp_tc_ha_yr=2, harvest_tc_ha_yr=2, carbon_input_tc_ha_yr=0)
    with pytest.raises(OutOfRangeError, match="returns nothing"):
        fpm.crop_outlook(none, cell, growth_percent_yr=1)
    here = DECK.expand_dims(place=["a", "b"])
    with pytest.raises(ShapeError, match="different places"):
        fpm.crop_outlook(here, cell, until=DECK.expand_dims(place=["a", "c"]))
    there = cell.expand_dims(place=["a", "c"])
    with pytest.raises(ShapeError, match="different places"):
        fpm.crop_outlook(here, there, growth_percent_yr=1)
