"""What holds for every place: conservation, linearity, inverse and forward, order, sameness."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.assessment import required_input
from fourpermille.soil import equilibrium, simulate

from .places import places, seeds

POOLS = ("dpm_tc_ha", "rpm_tc_ha", "bio_tc_ha", "hum_tc_ha")
GROWTH = {"compound": lambda r, t: (1 + r) ** t, "linear": lambda r, t: 1 + r * t}


def warm(ds: xr.Dataset) -> xr.Dataset:
    """Without the frozen places, where no equilibrium exists."""
    return ds.assign(air_temperature_degc=ds["air_temperature_degc"].clip(min=-4.0))


@given(seeds, st.sampled_from(["compound", "linear"]), st.integers(1, 60))
def test_inverse_then_forward_returns_the_target(seed: int, growth: str, years: int) -> None:
    ds = warm(places(seed))
    asked = required_input(ds, years=years, growth=growth)
    start = equilibrium(ds)
    total = start["carbon_input_tc_ha_yr"] + asked["extra_input_tc_ha_yr"]
    pools = {pool: start[pool] for pool in POOLS}
    run = simulate(
        ds.drop_vars("soc_stock_tc_ha").assign(
            pools | {"plant_input_tc_ha_yr": total, "iom_tc_ha": start["iom_tc_ha"]}
        ),
        years=years,
    )
    wanted = ds["soc_stock_tc_ha"] * GROWTH[growth](0.004, years)
    reached = run["soc_stock_tc_ha"].isel(year=-1)
    assert np.abs(reached - wanted).max() < 1e-10
    assert np.abs(asked["reached_stock_tc_ha"] - wanted).max() < 1e-10


@given(seeds, st.sampled_from(["each_year", "ramp", "logistic"]))
def test_other_paths_reach_the_target(seed: int, path: str) -> None:
    ds = warm(places(seed))
    asked = required_input(ds, path=path)
    wanted = ds["soc_stock_tc_ha"] * 1.004**30
    assert np.abs(asked["reached_stock_tc_ha"] - wanted).max() < 1e-9
    assert ("year" in asked["extra_input_tc_ha_yr"].dims) == (path == "each_year")


@given(seeds)
def test_carbon_is_conserved_every_month(seed: int) -> None:
    ds = warm(places(seed)).assign(plant_input_tc_ha_yr=3.0, manure_input_tc_ha_yr=1.0)
    run = simulate(ds, years=2, monthly=True)
    start = simulate(ds, years=2)  # the state it starts from is one year before these
    pools = sum(run[pool] for pool in POOLS)
    inputs = 4.0 / 12
    change = pools.diff("time")
    emitted = run["co2_emission_tc_ha_month"].isel(time=slice(1, None))
    assert np.abs(change + emitted - inputs).max() < 1e-12
    ends = run["soc_stock_tc_ha"].isel(time=[11, 23]).values
    assert np.abs(ends - start["soc_stock_tc_ha"].values).max() < 1e-10
    for pool in POOLS:
        assert float(run[pool].min()) >= 0


@given(seeds)
def test_doubling_inputs_doubles_active_pools(seed: int) -> None:
    ds = warm(places(seed)).drop_vars("soc_stock_tc_ha").assign(iom_tc_ha=2.0)
    one = equilibrium(ds.assign(plant_input_tc_ha_yr=1.5, manure_input_tc_ha_yr=0.5))
    two = equilibrium(ds.assign(plant_input_tc_ha_yr=3.0, manure_input_tc_ha_yr=1.0))
    for pool in POOLS:
        assert np.abs(two[pool] / one[pool] - 2).max() < 1e-12


@given(seeds)
def test_streams_add_up(seed: int) -> None:
    ds = warm(places(seed)).drop_vars("soc_stock_tc_ha").assign(iom_tc_ha=0.0)
    plant = equilibrium(ds.assign(plant_input_tc_ha_yr=2.0))["soc_stock_tc_ha"]
    manure = equilibrium(ds.assign(manure_input_tc_ha_yr=1.0))["soc_stock_tc_ha"]
    both = equilibrium(ds.assign(plant_input_tc_ha_yr=2.0, manure_input_tc_ha_yr=1.0))
    assert np.abs(both["soc_stock_tc_ha"] - plant - manure).max() < 1e-9


@given(seeds)
def test_equilibrium_is_a_fixed_point(seed: int) -> None:
    ds = warm(places(seed)).assign(plant_input_tc_ha_yr=2.5, iom_tc_ha=3.0)
    still = equilibrium(ds.drop_vars("soc_stock_tc_ha"))
    pools = {pool: still[pool] for pool in POOLS}
    run = simulate(ds.drop_vars("soc_stock_tc_ha").assign(pools), years=5)
    assert np.abs(run["soc_stock_tc_ha"] - still["soc_stock_tc_ha"]).max() < 1e-9


@given(seeds, st.floats(0.1, 5))
def test_more_input_never_less_carbon(seed: int, more: float) -> None:
    ds = warm(places(seed))
    less = simulate(ds.assign(plant_input_tc_ha_yr=2.0), years=20)["soc_stock_tc_ha"]
    extra = simulate(ds.assign(plant_input_tc_ha_yr=2.0 + more), years=20, start="equilibrium")[
        "soc_stock_tc_ha"
    ]
    # both start at the same stock; the proportions of the pools are those of an equilibrium
    assert float((extra - less).min()) > 0


@given(seeds)
def test_the_demand_scales_with_the_distance(seed: int) -> None:
    ds = warm(places(seed))
    one = required_input(ds, rate_permille_yr=2.0, growth="linear")["extra_input_tc_ha_yr"]
    two = required_input(ds, rate_permille_yr=4.0, growth="linear")["extra_input_tc_ha_yr"]
    assert np.abs(two / one - 2).max() < 1e-9


@given(seeds)
def test_many_places_at_once_equal_one_by_one(seed: int) -> None:
    """Compiled over many places, and plain for each: the same to 1e-13."""
    ds = warm(places(seed, count=200))
    whole = required_input(ds)
    for cell in (0, 57, 199):
        alone = required_input(ds.isel(cell=cell))
        for name in ("extra_input_tc_ha_yr", "carbon_input_tc_ha_yr", "target_stock_tc_ha"):
            assert float(whole[name][cell]) == pytest.approx(float(alone[name]), rel=1e-13)


@given(seeds)
def test_parts_equal_the_whole_bit_for_bit(seed: int) -> None:
    ds = warm(places(seed, count=300))
    whole = required_input(ds)["extra_input_tc_ha_yr"].values
    parts = [
        required_input(ds.isel(cell=span))["extra_input_tc_ha_yr"].values
        for span in (slice(0, 170), slice(170, 300))
    ]
    assert np.array_equal(np.concatenate(parts), whole)


@given(seeds)
def test_shape_of_the_cells_is_kept(seed: int) -> None:
    ds = warm(places(seed, count=6))
    grid = (
        ds.assign_coords(lat=("cell", [0, 0, 0, 1, 1, 1]), lon=("cell", [0, 1, 2, 0, 1, 2]))
        .set_index(cell=("lat", "lon"))
        .unstack("cell")
    )
    flat = required_input(ds)["extra_input_tc_ha_yr"].values
    found = required_input(grid)["extra_input_tc_ha_yr"]
    assert set(found.dims) == {"lat", "lon"}
    assert np.allclose(found.transpose("lat", "lon").values.ravel(), flat, rtol=1e-13, atol=0)


@given(seeds)
def test_float32_climate_gives_float32_close_to_float64(seed: int) -> None:
    single = required_input(warm(places(seed, dtype=np.float32)))
    double = required_input(warm(places(seed)))
    assert single["extra_input_tc_ha_yr"].dtype == np.float32
    assert double["extra_input_tc_ha_yr"].dtype == np.float64
    assert np.allclose(single["extra_input_tc_ha_yr"], double["extra_input_tc_ha_yr"], rtol=1e-4)


def test_missing_climate_stays_missing() -> None:
    ds = warm(places(5, count=4))
    ds["air_temperature_degc"][1, 3] = np.nan
    found = required_input(ds)
    assert list(np.isnan(found["extra_input_tc_ha_yr"].values)) == [False, True, False, False]
    assert found["baseline_class"].values[1] == ""


def test_frozen_all_year_has_no_equilibrium() -> None:
    ds = places(5, count=2)
    ds["air_temperature_degc"][0] = -20.0
    found = required_input(ds)
    assert np.isnan(found["extra_input_tc_ha_yr"].values[0])
