"""Data as people bring them: clean refusals, the same answer by every way in."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.assessment import Measurements, Series, Target, required_input, trial
from fourpermille.core.errors import (
    ApplicabilityWarning,
    InputError,
    NotUsedError,
    ShapeError,
    UnitsError,
)
from fourpermille.core.variables import variable
from fourpermille.soil import Start, equilibrium, simulate

from .places import places, seeds
from .test_properties import POOLS, warm

STARTS = {
    "equilibrium": "equilibrium",
    "trend": Start("trend", years=10, trend_permille_yr=2.0),
    "pedotransfer": "pedotransfer",
}
INPUTS = {
    "none": {},
    "plant": {"plant_input_tc_ha_yr": 2.0},
    "manure": {"manure_input_tc_ha_yr": 0.5},
    "both": {"plant_input_tc_ha_yr": 2.0, "manure_input_tc_ha_yr": 0.5},
}


@pytest.mark.filterwarnings("ignore:.*left out.*")
@given(seeds, st.sampled_from(list(STARTS)), st.sampled_from(list(INPUTS)))
def test_yearly_run_is_the_december_of_the_monthly_run(seed: int, start: str, inputs: str) -> None:
    ds = warm(places(seed))
    ds["soc_stock_tc_ha"][:] = 60.0 + ds["soc_stock_tc_ha"] / 2  # enough for the manure alone
    ds = ds.assign(INPUTS[inputs])
    if start == "trend" and inputs in ("plant", "both"):
        with pytest.raises(NotUsedError, match="plant_input"):
            simulate(ds, years=3, start=STARTS[start])
        return
    yearly = simulate(ds, years=3, start=STARTS[start])["soc_stock_tc_ha"].transpose("cell", "year")
    monthly = simulate(ds, years=3, start=STARTS[start], monthly=True)["soc_stock_tc_ha"]
    series = simulate(_as_series(ds, 3), start=STARTS[start])["soc_stock_tc_ha"]
    assert np.allclose(yearly, monthly.isel(time=slice(11, None, 12)), 1e-12, 0, equal_nan=True)
    assert np.allclose(yearly, series, 1e-12, 0, equal_nan=True)


def _as_series(ds: xr.Dataset, years: int) -> xr.Dataset:
    months = ds.isel(month=np.tile(np.arange(12), years)).rename(month="time")
    time = xr.date_range("2001-01", periods=12 * years, freq="MS", use_cftime=False)
    return months.assign_coords(time=time)


def test_a_given_deficit_is_used() -> None:
    ds = warm(places(2)).assign(plant_input_tc_ha_yr=2.0)
    dry = ds.assign(soil_moisture_deficit_mm=-40.0)
    yearly = simulate(dry, years=2)["soc_stock_tc_ha"].transpose("cell", "year")
    monthly = simulate(dry, years=2, monthly=True)["soc_stock_tc_ha"]
    assert np.allclose(yearly, monthly.isel(time=[11, 23]), rtol=1e-12)
    assert not np.allclose(
        yearly, simulate(ds, years=2)["soc_stock_tc_ha"].transpose("cell", "year")
    )


@given(seeds)
def test_a_future_like_the_present_changes_nothing(seed: int) -> None:
    ds = warm(places(seed)).assign_coords(cell=["a", "b", "c"])
    august = np.zeros(12)
    august[7] = 2.0
    ds = ds.assign(plant_input_tc_ha_month=("month", august))
    climate = [n for n in ds.data_vars if "month" in ds[n].dims and "input" not in n]
    future = _as_series(ds[climate], 5).transpose("time", "cell")
    now = required_input(ds, years=5)["extra_input_tc_ha_yr"]
    then = required_input(ds, years=5, future=future)["extra_input_tc_ha_yr"]
    assert np.allclose(now, then, rtol=1e-9, atol=0)
    with pytest.raises(ShapeError, match="other places"):
        required_input(ds, years=5, future=future.isel(cell=slice(2)))


def test_units_are_looked_at() -> None:
    ds = places(1)
    ds["air_temperature_degc"].attrs["units"] = "K"
    with pytest.raises(UnitsError, match="degC"):
        required_input(ds)
    ds["air_temperature_degc"].attrs["units"] = "celsius"
    required_input(ds)
    ds["clay_percent"].attrs["units"] = "g kg-1"
    with pytest.raises(UnitsError, match="%"):
        required_input(ds)


def test_labels_left_over_from_arithmetic_do_no_harm() -> None:
    """Arithmetic and ones_like keep the label of what they started from."""
    ds = warm(places(1))
    for name in ds.data_vars:
        ds[name].attrs["units"] = variable(str(name)).units
    made = ds.assign(
        plant_cover=xr.ones_like(ds["air_temperature_degc"]),
        dpm_rpm_ratio=ds["depth_cm"] * 0 + 1.44,
        depth_cm=xr.full_like(ds["soc_stock_tc_ha"], 30.0),
    )
    bare = made.drop_attrs()
    wanted = required_input(bare)["extra_input_tc_ha_yr"]
    assert np.array_equal(required_input(made)["extra_input_tc_ha_yr"], wanted)


def test_nothing_missing_is_skipped_over() -> None:
    ds = _as_series(warm(places(1)), 3)
    ds["precipitation_mm"][0, 17] = np.nan
    assert list(np.isnan(required_input(ds)["extra_input_tc_ha_yr"].values)) == [True, False, False]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ds: ds.isel(time=slice(None, None, -1)),
        lambda ds: ds.isel(time=list(range(6, 36)) + list(range(6))),
        lambda ds: ds.assign_coords(time=ds["time"] + np.timedelta64(190, "D")),
        lambda ds: ds.isel(time=slice(0, 35)),
    ],
)
def test_series_out_of_order_are_refused(spoil) -> None:
    ds = _as_series(places(1), 3).assign(plant_input_tc_ha_yr=1.0)
    with pytest.raises(ShapeError):
        simulate(spoil(ds))


def test_other_calendars_and_other_years() -> None:
    ds = _as_series(places(1), 2).assign(plant_input_tc_ha_yr=1.0)
    model_time = xr.date_range("2001-01", periods=24, freq="MS", calendar="noleap", use_cftime=True)
    assert list(simulate(ds.assign_coords(time=model_time))["year"].values) == [2001, 2002]
    by_year = xr.DataArray([1.0, 2.0], dims="year", coords={"year": [1950, 1951]})
    with pytest.raises(ShapeError, match="2001"):
        simulate(ds.assign(plant_input_tc_ha_yr=by_year))


def test_pools_and_stock_must_add_up() -> None:
    ds = warm(places(1)).assign(
        dict.fromkeys(POOLS, 10.0),
    )
    with pytest.raises(InputError, match="add up"):
        required_input(ds.assign(iom_tc_ha=2.0, soc_stock_tc_ha=60.0))
    found = required_input(ds.assign(soc_stock_tc_ha=43.0))
    assert np.allclose(found["iom_tc_ha"], 3.0)


def test_bare_fallow_from_a_stock() -> None:
    ds = warm(places(1)).assign(plant_input_tc_ha_yr=0.0)
    found = simulate(ds, years=5)["soc_stock_tc_ha"]
    assert float(found.diff("year").max()) < 0


@pytest.mark.parametrize("rate", [0.6, xr.DataArray([0.5, 0.6, 0.7], dims="cell")])
def test_constant_rate_modifier(rate) -> None:
    ds = places(1)[["clay_percent", "depth_cm", "dpm_rpm_ratio", "soc_stock_tc_ha"]]
    ds = ds.assign(rate_modifier=rate)
    yearly = simulate(ds, years=2)["soc_stock_tc_ha"].transpose("cell", "year")
    monthly = simulate(ds, years=2, monthly=True)["soc_stock_tc_ha"].isel(time=[11, 23])
    assert np.allclose(yearly, monthly, rtol=1e-12)
    assert np.allclose(yearly, ds["soc_stock_tc_ha"].values[:, None])


@pytest.mark.parametrize(
    "call",
    [
        lambda ds: required_input(ds.assign(clay_percent=("cell", ["a", "b", "c"]))),
        lambda ds: required_input(ds.assign(soc_stock_tc_ha=(("cell", "year"), np.ones((3, 2))))),
        lambda ds: required_input(dict(ds)),
        lambda ds: required_input(ds, start=5),
        lambda ds: required_input(ds, start=Start("equilibrium", years=4)),
        lambda ds: required_input(ds, years=2.5),
        lambda ds: required_input(ds, rate_permille_yr="4"),
        lambda ds: required_input(ds, years=2, path=["a", "b"]),
        lambda ds: required_input(ds, years=2, path=[0, 0]),
        lambda ds: required_input(
            ds, minimum_extra_input_tc_ha_yr=2.0, maximum_extra_input_tc_ha_yr=1.0
        ),
        lambda ds: simulate(ds, years=0),
        lambda ds: simulate(_as_series(ds, 2), years=2),
        lambda ds: equilibrium(ds.assign(plant_input_tc_ha_yr=1.0)),
        lambda ds: required_input(ds, model="roth_c"),
        lambda ds: required_input(ds, parameters="rothc_99"),
        lambda ds: required_input(ds, moisture_option=9),
    ],
)
def test_what_cannot_be_meant_is_an_input_error(call) -> None:
    with pytest.raises(InputError):
        call(places(1))


def test_any_sequence_is_a_path() -> None:
    ds = warm(places(1))
    ramp = np.arange(1, 31) / 30
    found = required_input(ds, path=ramp)["extra_input_tc_ha_yr"]
    assert np.allclose(found, required_input(ds, path="ramp")["extra_input_tc_ha_yr"])
    assert Target(years=2, path=[1, 2]).path == (1.0, 2.0)


def test_trials_say_what_is_wrong() -> None:
    ds = warm(places(1, count=1)).assign(place=("cell", ["p"]))
    early = Measurements(np.array([1890]), np.array([30.0]), np.array([True]))
    with pytest.raises(InputError, match="outside the years"):
        trial(ds, [Series("a", "p", "fit")], {"a": early}, start_year=1900, end_year=1950)
    with pytest.raises(InputError, match="unknown plant input"):
        trial(ds, [Series("a", "p", "fitt")], {}, start_year=1900, end_year=1950)
    with pytest.raises(InputError, match="before it begins"):
        trial(ds, [Series("a", "p", 1.0)], {}, start_year=1900, end_year=1900)


def test_a_stock_that_nothing_explains_is_missing_and_said() -> None:
    ds = warm(places(1)).assign(manure_input_tc_ha_yr=("cell", [0.0, 50.0, 0.0]))
    with pytest.warns(ApplicabilityWarning, match="1 place left out"):
        found = required_input(ds)
    assert list(np.isnan(found["extra_input_tc_ha_yr"].values)) == [False, True, False]


def test_lazy_data_give_the_same_bits() -> None:
    pytest.importorskip("dask")
    ds = warm(places(7, count=50))
    lazy = required_input(ds.chunk(cell=7))
    xr.testing.assert_identical(lazy, required_input(ds))
