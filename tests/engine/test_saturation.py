"""The finite period: closed forms against brute force, and the facts file's checks."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.assessment import Target, requirement
from fourpermille.soil import linear
from fourpermille.soil.inverse import fit_inputs, response_matrix
from fourpermille.soil.setup import set_up

from .places import places, seeds
from .test_properties import warm


def deck_mean() -> xr.Dataset:
    """The deck's mean cropland: 52.0 t C/ha with returns of 3.4."""
    return xr.Dataset(
        {
            "rate_modifier": 0.6676,
            "clay_percent": 23.4,
            "depth_cm": 23.0,
            "dpm_rpm_ratio": 1.44,
            "soc_stock_tc_ha": 52.0,
        }
    )


@given(seeds, st.floats(0.05, 0.97))
def test_years_to_a_share_against_stepping(seed: int, share: float) -> None:
    ds = warm(places(seed, count=2))
    year = set_up(ds).year.map
    final = linear.unit_equilibrium(year, "plant").sum(axis=-1)
    found = linear.years_to_share(year, "plant", share)
    steps = 3000
    path = linear.response(year, steps, "plant") / final
    for place in range(2):
        if path[-1, place] > share:
            after = int(np.argmax(path[:, place] >= share))
            low, high = path[after - 1, place], path[after, place]
            assert found[place] == pytest.approx(after - 1 + (share - low) / (high - low), rel=1e-6)


def test_checks_of_the_facts_file() -> None:
    """Checks 8 and 9: response, equilibrium gain, growth after the period, stock in year 50."""
    found = requirement(deck_mean(), Target())
    assert float(found["response_tc_ha_per_tc_ha_yr"]) == pytest.approx(5.58, rel=5e-3)
    gain = (52.0 - float(found["iom_tc_ha"])) / 3.4
    assert gain == pytest.approx(14.0, rel=5e-3)
    assert float(found["growth_permille_yr"].sel(year=30)) == pytest.approx(2.0, abs=0.05)
    assert float(found["soc_stock_with_extra_input_tc_ha"].sel(year=50)) == pytest.approx(
        60.7, abs=0.3
    )
    settled = 52.0 + gain * float(found["extra_input_tc_ha_yr"])
    assert float(found["new_equilibrium_stock_tc_ha"]) == pytest.approx(settled, rel=5e-3)


def test_the_decks_gain_is_no_single_exponential() -> None:
    """The path that the facts on saturation print for the deck's mean case."""
    found = requirement(deck_mean(), Target())
    assert float(found["extra_input_tc_ha_yr"]) == pytest.approx(1.19, abs=0.005)
    path = found["soc_stock_with_extra_input_tc_ha"].sel(year=[5, 10, 20, 30, 50]) - 52.0
    assert path.values == pytest.approx([2.42, 3.71, 5.36, 6.62, 8.68], abs=0.03)
    assert float(found["new_equilibrium_stock_tc_ha"]) - 52.0 == pytest.approx(16.6, abs=0.1)


def test_growth_only_falls_under_a_constant_extra_input() -> None:
    found = requirement(warm(places(11, count=5)), Target())
    growth = found["growth_permille_yr"].isel(year=slice(1, None))
    assert float(growth.diff("year").max()) < 0
    order = [float(found[f"years_to_{share}_percent"].max()) for share in (50, 90, 95)]
    assert order == sorted(order)


def test_several_targets_with_bounds() -> None:
    """Problem D: stocks wanted after 10 and 30 years, inputs never below zero."""
    year = set_up(warm(places(4, count=2))).year.map
    wanted = {10: np.array([1.0, 2.0]), 30: np.array([4.0, 5.0])}
    inputs = fit_inputs(year, wanted, 30)
    reached = np.einsum("nts,sn->tn", response_matrix(year, 30), inputs)
    assert inputs.min() >= 0
    assert np.allclose(reached[9], wanted[10])
    assert np.allclose(reached[29], wanted[30])
    steps = fit_inputs(year, {30: wanted[30]}, 30, base=np.ones((30, 1)))
    assert np.allclose(steps, wanted[30] / linear.response(year, 30, "plant")[30])
