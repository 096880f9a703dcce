"""Starting states against brute force: what was assumed of the past, run forward, gives today."""

import warnings

import numpy as np
import pytest
import xarray as xr
from hypothesis import assume, given
from hypothesis import strategies as st

from fourpermille.core.errors import ApplicabilityWarning, InputError, MissingVariableError
from fourpermille.soil import Start, equilibrium, simulate
from fourpermille.soil.pedotransfer import pedotransfer_pools
from fourpermille.soil.setup import Setup, set_up

from .places import places, seeds
from .test_properties import POOLS, warm


def possible(ds: xr.Dataset, start: Start) -> tuple[xr.Dataset, Setup]:
    """The places whose past needs no negative input, and their set-up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ApplicabilityWarning)
        can = set_up(ds, start=start).state.inputs[:, 0] >= 0
    assume(can.any())
    ds = ds.isel(cell=np.flatnonzero(can))
    return ds, set_up(ds, start=start)


@given(seeds, st.floats(-10, 10), st.integers(2, 40))
def test_observed_trend(seed: int, trend: float, years: int) -> None:
    start = Start("trend", years=years, trend_permille_yr=trend)
    ds, setup = possible(warm(places(seed)), start)
    stock = ds["soc_stock_tc_ha"]
    earlier = stock / (1 + trend / 1000) ** years
    iom = setup.year.map.inert
    before = equilibrium(ds.assign(soc_stock_tc_ha=earlier, iom_tc_ha=("cell", iom)))
    run = simulate(
        ds.drop_vars("soc_stock_tc_ha").assign(
            {pool: before[pool] for pool in POOLS}
            | {"plant_input_tc_ha_yr": ("cell", setup.state.inputs[:, 0])}
            | {"iom_tc_ha": ("cell", iom)}
        ),
        years=years,
    )
    assert np.abs(run["soc_stock_tc_ha"].isel(year=-1) - stock).max() < 1e-9
    last = np.stack([run[pool].isel(year=-1).values for pool in POOLS], axis=-1)
    assert np.abs(last - setup.state.pools).max() < 1e-9


@given(seeds)
def test_two_phase_history(seed: int) -> None:
    """Woodland in equilibrium, then cropping for 40 years: today's stock by construction."""
    ds = warm(places(seed)).assign(dpm_rpm_ratio=1.44)
    start = Start(
        "history",
        years=40,
        previous_stock_tc_ha=120.0,
        previous={"dpm_rpm_ratio": 0.25, "plant_cover": 1.0},
    )
    ds, setup = possible(ds, start)
    assert np.allclose(setup.stock, ds["soc_stock_tc_ha"])
    iom = ("cell", setup.year.map.inert)
    wood = equilibrium(
        ds.assign(soc_stock_tc_ha=120.0, dpm_rpm_ratio=0.25, plant_cover=1.0, iom_tc_ha=iom)
    )
    run = simulate(
        ds.drop_vars("soc_stock_tc_ha").assign(
            {pool: wood[pool] for pool in POOLS}
            | {"plant_input_tc_ha_yr": ("cell", setup.state.inputs[:, 0]), "iom_tc_ha": iom}
        ),
        years=40,
    )
    assert np.abs(run["soc_stock_tc_ha"].isel(year=-1) - ds["soc_stock_tc_ha"]).max() < 1e-8


def test_measured_pools_are_taken_as_they_are() -> None:
    ds = warm(places(2)).assign(
        dpm_tc_ha=0.2, rpm_tc_ha=5.0, bio_tc_ha=0.8, hum_tc_ha=30.0, iom_tc_ha=3.0
    )
    setup = set_up(ds.drop_vars("soc_stock_tc_ha"))
    assert setup.state.method == "measured_pools"
    assert np.allclose(setup.stock, 39.0)


def test_inert_carbon_from_the_pools_alone() -> None:
    ds = warm(places(2)).drop_vars("soc_stock_tc_ha")
    ds = ds.assign(dpm_tc_ha=0.2, rpm_tc_ha=5.0, bio_tc_ha=0.8, hum_tc_ha=30.0)
    setup = set_up(ds)
    assert np.allclose(setup.year.map.inert, 0.049 * setup.stock**1.139, rtol=1e-12)


def test_what_is_missing_is_said() -> None:
    ds = warm(places(2))
    with pytest.raises(MissingVariableError, match="clay_percent"):
        equilibrium(ds.drop_vars("clay_percent"))
    with pytest.raises(MissingVariableError, match="soc_stock_tc_ha"):
        equilibrium(ds.drop_vars("soc_stock_tc_ha"))
    with pytest.raises(MissingVariableError, match="hum_tc_ha"):
        set_up(ds.assign(dpm_tc_ha=0.2, rpm_tc_ha=5.0, bio_tc_ha=0.8))
    with pytest.raises(InputError, match=r"start\.years"):
        set_up(ds, start=Start("trend", trend_permille_yr=1.0))
    with pytest.raises(InputError, match="previous_stock"):
        set_up(ds, start=Start("history", years=3))
    with pytest.raises(InputError, match="starting state"):
        set_up(ds, start="guess")
    with pytest.raises(InputError, match="given twice"):
        set_up(ds.assign(plant_input_tc_ha_yr=1.0, plant_input_tc_ha_month=0.1))
    with pytest.raises(InputError, match="two evaporations"):
        set_up(ds.assign(open_pan_evaporation_mm=ds["pet_mm"]))
    with pytest.raises(InputError, match="12"):
        set_up(ds.isel(month=slice(11)))
    with pytest.raises(InputError, match="140"):
        set_up(ds.assign(clay_percent=140.0))


def test_pedotransfer_shares_of_the_worked_example() -> None:
    """Shares printed in the specification for 52 t C/ha and 23.4 % clay."""
    stock, clay = np.array([52.0]), np.array([23.4])
    pools = pedotransfer_pools(stock, clay, 0.049 * stock**1.139)
    assert np.allclose(100 * pools[0, 1:] / 52.0, [12.9, 1.7, 76.8], atol=0.05)
    assert float(pools.sum() + 0.049 * 52**1.139) == pytest.approx(52.0)


@given(seeds, st.sampled_from([None, "cropland", "grassland", "tree"]))
def test_pedotransfer_start_keeps_the_stock(seed: int, land: str | None) -> None:
    ds = warm(places(seed))
    setup = set_up(ds, start=Start("pedotransfer", pedotransfer_land=land))
    assert np.allclose(setup.stock, ds["soc_stock_tc_ha"])
    assert setup.state.pools.min() >= 0
