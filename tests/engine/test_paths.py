"""Paths of the extra input in a run: what its series say is what the model does with them."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from fourpermille.assessment import Target, required_input
from fourpermille.assessment.results import requirement
from fourpermille.core.errors import InputError
from fourpermille.soil import Start, equilibrium, simulate

from .places import places, seeds
from .test_properties import POOLS, warm

YEARS = 140


def forward(ds: xr.Dataset, found: xr.Dataset, years: int) -> np.ndarray:
    """Stock (years, cell) when the model is run, one year after the other, with a run's inputs."""
    today = equilibrium(ds)
    bare = ds.drop_vars("soc_stock_tc_ha").assign(iom_tc_ha=today["iom_tc_ha"])
    state, out = today, []
    for year in range(1, years + 1):
        extra = found["extra_input_by_year_tc_ha_yr"].sel(year=year, drop=True)
        plant = today["carbon_input_tc_ha_yr"] + extra
        pools = {pool: state[pool] for pool in POOLS}
        run = simulate(bare.assign(pools | {"plant_input_tc_ha_yr": plant}), years=1)
        state = run.isel(year=-1, drop=True)
        out.append(state["soc_stock_tc_ha"].values)
    return np.stack(out)


SHARES = [1.0, 4.0, 2.0, 0.0, 2.0] * 7
PATHS = st.sampled_from(["each_year", "ramp", "logistic", SHARES])


@settings(max_examples=8)
@given(seeds, PATHS)
def test_the_series_of_a_run_are_what_the_model_does(seed: int, path: str | list[float]) -> None:
    ds = warm(places(seed))
    found = requirement(ds, Target(years=35, path=path))
    stock = found["soc_stock_with_extra_input_tc_ha"].transpose("year", "cell").values
    assert np.allclose(stock[1:46], forward(ds, found, 45), rtol=1e-9)
    assert np.allclose(stock[35], found["target_stock_tc_ha"], rtol=1e-9)
    assert np.allclose(stock[35], ds["soc_stock_tc_ha"] * 1.004**35, rtol=1e-9)


@given(seeds)
def test_each_year_stands_on_its_path_and_goes_on_with_its_last_input(seed: int) -> None:
    ds = warm(places(seed))
    found = requirement(ds, Target(path="each_year"))
    stock = found["soc_stock_with_extra_input_tc_ha"].transpose("year", "cell").values
    path = found["soc_stock_target_tc_ha"].transpose("year", "cell").values
    assert np.allclose(stock[:31], path[:31], rtol=1e-10)
    growth = found["growth_permille_yr"].transpose("year", "cell").values
    assert np.allclose(growth[1:31], 4.0, atol=1e-6)
    yearly = found["extra_input_by_year_tc_ha_yr"].transpose("year", "cell").values
    assert np.isnan(yearly[0]).all()
    assert np.array_equal(yearly[31:], np.broadcast_to(yearly[30], yearly[31:].shape))
    assert np.allclose(found["extra_input_tc_ha_yr"], yearly[1:31].mean(axis=0), rtol=1e-12)
    alone = required_input(ds, path="each_year")["extra_input_tc_ha_yr"]
    assert np.allclose(yearly[1:31], alone.transpose("year", "cell"), rtol=1e-12)
    kept = (stock[30] - stock[0]) / yearly[1:31].sum(axis=0)
    assert np.allclose(found["retained_fraction"], kept, rtol=1e-9)


def test_a_constant_path_needs_no_series() -> None:
    assert "extra_input_by_year_tc_ha_yr" not in requirement(places(3), Target())


@given(seeds, st.floats(0.1, 50))
def test_shares_count_only_in_proportion(seed: int, factor: float) -> None:
    """A ramp written as 1 ... 30 is the ramp, whatever its unit."""
    ds = warm(places(seed))
    ramp = required_input(ds, path="ramp")["extra_input_tc_ha_yr"]
    written = [factor * year for year in range(1, 31)]
    found = required_input(ds, path=written)["extra_input_tc_ha_yr"]
    assert np.allclose(found, ramp, rtol=1e-12)
    run = requirement(ds, Target(path=written))["soc_stock_with_extra_input_tc_ha"]
    same = requirement(ds, Target(path="ramp"))["soc_stock_with_extra_input_tc_ha"]
    assert np.allclose(run, same, rtol=1e-12)


@pytest.mark.parametrize("shares", [[1.0] * 29 + [0.0], [-1.0] + [1.0] * 29])
def test_shares_without_a_last_year_are_refused(shares: list[float]) -> None:
    with pytest.raises(InputError, match=r"target\.path"):
        required_input(places(1), path=shares)


def test_a_bound_holds_in_the_year_with_the_largest_share() -> None:
    ds = warm(places(3))
    shares = [3.0] + [1.0] * 29
    free = required_input(ds, path=shares)["extra_input_tc_ha_yr"].values
    most = float(free.max())
    found = requirement(ds, Target(path=shares, highest=most))
    assert float(found["extra_input_by_year_tc_ha_yr"].max()) == pytest.approx(most)


def test_a_long_target_lengthens_the_horizon() -> None:
    ds = warm(places(4))
    found = requirement(ds, Target(years=YEARS))
    assert found["year"].values[-1] == YEARS
    end = found["soc_stock_with_extra_input_tc_ha"].sel(year=YEARS)
    assert np.allclose(end, found["target_stock_tc_ha"], rtol=1e-10)
    assert requirement(ds, Target(years=20))["year"].values[-1] == 100


@pytest.mark.parametrize("path", ["constant", "each_year", "ramp"])
def test_bounds_leave_the_stock_short_and_say_how_far(path: str) -> None:
    ds = warm(places(3))
    free = requirement(ds, Target(path=path))["extra_input_tc_ha_yr"]
    found = requirement(ds, Target(path=path, highest=float(free.min()) / 2))
    end = found["soc_stock_with_extra_input_tc_ha"].sel(year=30)
    assert np.allclose(end, found["reached_stock_tc_ha"], rtol=1e-10)
    assert (found["reached_stock_tc_ha"] < found["target_stock_tc_ha"] - 1e-6).all()


def test_returns_today_are_those_in_effect_not_those_that_sustain() -> None:
    ds = warm(places(2)).assign(manure_input_tc_ha_yr=0.3)
    balanced = required_input(ds)
    assert np.allclose(balanced["returns_today_tc_ha_yr"], balanced["carbon_input_tc_ha_yr"])
    plants = balanced["plant_input_tc_ha_yr"] * 0.8
    found = requirement(ds.assign(plant_input_tc_ha_yr=plants), Target())
    assert np.allclose(found["returns_today_tc_ha_yr"], plants + 0.3)
    assert np.allclose(found["carbon_input_tc_ha_yr"], balanced["carbon_input_tc_ha_yr"])
    percent = 100 * found["extra_input_tc_ha_yr"] / found["returns_today_tc_ha_yr"]
    assert np.allclose(found["extra_input_percent"], percent)
    assert found.attrs["plant_input_given"] == 1
    trend = requirement(ds, Target(), start=Start("trend", years=20, trend_permille_yr=-3.0))
    assert trend.attrs["start_method"] == "trend"
    assert trend.attrs["plant_input_given"] == 0


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("minimum_extra_input_tc_ha_yr", float("nan")),
        ("maximum_extra_input_tc_ha_yr", float("nan")),
        ("rate_permille_yr", True),
        ("rate_permille_yr", np.True_),
        ("rate_permille_yr", float("nan")),
        ("years", True),
    ],
)
def test_what_is_no_number_is_refused(argument: str, value: object) -> None:
    with pytest.raises(InputError, match="Allowed"):
        required_input(places(1), **{argument: value})
