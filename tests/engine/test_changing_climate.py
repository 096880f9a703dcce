"""Inverse questions where every year has its own map, against the month-by-month model."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.assessment import required_input
from fourpermille.core.errors import ShapeError
from fourpermille.soil import equilibrium, simulate

from .places import places, seeds
from .test_properties import POOLS, warm

YEARS = 12


def warming(ds: xr.Dataset, degrees: float) -> xr.Dataset:
    """The climate repeated, warmer each year."""
    index = np.tile(np.arange(12), YEARS)
    series = ds[[n for n in ds.data_vars if "month" in ds[n].dims]]
    series = series.isel(month=index).rename(month="time")
    rise = xr.DataArray(np.repeat(np.arange(YEARS), 12) * degrees / YEARS, dims="time")
    return series.assign(air_temperature_degc=series["air_temperature_degc"] + rise)


@given(seeds, st.floats(-1, 4), st.sampled_from(["constant", "ramp"]))
def test_forward_with_the_answer_reaches_the_target(seed: int, degrees: float, path: str) -> None:
    ds = warm(places(seed))
    future = warming(ds, degrees)
    asked = required_input(ds, years=YEARS, future=future, path=path, declining="absolute")
    start = equilibrium(ds)
    share = np.repeat(np.arange(1, YEARS + 1) / YEARS if path == "ramp" else np.ones(YEARS), 12)
    extra = asked["extra_input_tc_ha_yr"] * xr.DataArray(share, dims="time")
    total = (start["carbon_input_tc_ha_yr"] + extra) / 12
    fixed = {n: ds[n] for n in ("clay_percent", "depth_cm", "dpm_rpm_ratio")}
    run = simulate(
        future.assign(fixed | {pool: start[pool] for pool in POOLS}).assign(
            plant_input_tc_ha_month=total,
            iom_tc_ha=start["iom_tc_ha"],
            soil_moisture_deficit_mm=start["soil_moisture_deficit_mm"],
        )
    )
    reached = run["soc_stock_tc_ha"].isel(year=-1)
    assert np.abs(reached - asked["target_stock_tc_ha"]).max() < 1e-9
    assert np.abs(asked["reached_stock_tc_ha"] - asked["target_stock_tc_ha"]).max() < 1e-9


def test_too_short_a_future_is_refused() -> None:
    ds = warm(places(1))
    with pytest.raises(ShapeError, match="12 years"):
        required_input(ds, years=30, future=warming(ds, 1.0))
