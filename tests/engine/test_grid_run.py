"""The grid run against the site run, and its precision."""

import numpy as np
import xarray as xr
from hypothesis import given

from fourpermille.soil import simulate

from .places import places, seeds


def weather(seed: int, dtype: type = float, years: int = 4) -> xr.Dataset:
    """Places with changing weather, pools and inputs."""
    parts = [places(seed + year, count=20, dtype=dtype) for year in range(years)]
    fixed = parts[0].drop_dims("month").drop_vars("soc_stock_tc_ha")
    series = xr.concat(
        [part.drop_vars([*fixed.data_vars, "soc_stock_tc_ha"]) for part in parts], dim="month"
    )
    ds = xr.merge([series.rename(month="time"), fixed])
    return ds.assign(
        plant_input_tc_ha_yr=2.5,
        manure_input_tc_ha_month=("time", np.tile([0.0] * 10 + [1.0, 0.0], years)),
        dpm_tc_ha=0.2,
        rpm_tc_ha=6.0,
        bio_tc_ha=0.9,
        hum_tc_ha=30.0,
        tillage_modifier=0.93,
    )


@given(seeds)
def test_grid_run_equals_site_run(seed: int) -> None:
    ds = weather(seed)
    sites = simulate(ds)["soc_stock_tc_ha"]
    grid = simulate(ds, pools=False)
    assert list(grid.data_vars) == ["soc_stock_tc_ha"]
    assert np.allclose(grid["soc_stock_tc_ha"].values, sites.values, rtol=1e-13, atol=0)


@given(seeds)
def test_single_precision(seed: int) -> None:
    single = simulate(weather(seed, np.float32))
    assert list(single.data_vars) == ["soc_stock_tc_ha"]
    assert single["soc_stock_tc_ha"].dtype == np.float32
    same = weather(seed, np.float32).astype(np.float64)
    double = simulate(same, pools=False)["soc_stock_tc_ha"]
    assert np.abs(single["soc_stock_tc_ha"] - double).max() < 1e-4


def test_a_missing_month_makes_a_missing_cell() -> None:
    ds = weather(1, np.float32)
    ds["precipitation_mm"][3, 7] = np.nan
    found = simulate(ds)["soc_stock_tc_ha"]
    assert list(np.flatnonzero(np.isnan(found.values).all(axis=1))) == [3]


def test_inputs_that_change_by_year() -> None:
    ds = weather(2).drop_vars("plant_input_tc_ha_yr")
    by_year = np.array([1.0, 2.0, 3.0, 4.0])
    yearly = simulate(ds.assign(plant_input_tc_ha_yr=("year", by_year)))
    monthly = simulate(ds.assign(plant_input_tc_ha_month=("time", np.repeat(by_year / 12, 12))))
    assert np.array_equal(yearly["soc_stock_tc_ha"].values, monthly["soc_stock_tc_ha"].values)
    grid = simulate(ds.assign(plant_input_tc_ha_yr=("year", by_year)), pools=False)
    assert np.allclose(
        grid["soc_stock_tc_ha"].values, yearly["soc_stock_tc_ha"].values, rtol=1e-13, atol=0
    )
