"""Nutrients of a gain: the published stoichiometry, and the law of the minimum by brute force."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

import fourpermille as fpm
from fourpermille.core.errors import InputError, OutOfRangeError
from fourpermille.core.parameters import load_parameters


def demand(change: object, **supply: object) -> xr.Dataset:
    return fpm.nutrient_demand(change, **supply)


@pytest.mark.parametrize(
    ("gain", "n", "p", "s"),
    [(1.0, 83.3, 20, 14.3), (1.2, 100, 24, 17), (1.4, 117, 28, 20), (3.44, 287, 69, 49)],
)
def test_published_table(gain: float, n: float, p: float, s: float) -> None:
    ds = demand(gain)
    half = 0.051 if gain == 1.0 else 0.51
    assert float(ds["nitrogen_demand_kgn_ha"]) == pytest.approx(n, abs=half)
    assert float(ds["phosphorus_demand_kgp_ha"]) == pytest.approx(p, abs=half)
    assert float(ds["sulphur_demand_kgs_ha"]) == pytest.approx(s, abs=half)


def test_cropland_of_the_deck() -> None:
    ds = demand((58.6 - 52.0) / 30)
    assert float(ds["nitrogen_demand_kgn_ha"]) == pytest.approx(18.3, abs=0.05)
    assert float(ds["phosphorus_demand_kgp_ha"]) == pytest.approx(4.4, abs=0.05)
    assert float(ds["sulphur_demand_kgs_ha"]) == pytest.approx(3.1, abs=0.05)


def test_ratios_are_those_of_the_published_proportion() -> None:
    p = load_parameters("stoichiometry")
    assert p["carbon_per_nitrogen"] == pytest.approx(10000 / 833, rel=0.001)
    assert p["carbon_per_phosphorus"] == pytest.approx(10000 / 200)
    assert p["carbon_per_sulphur"] == pytest.approx(10000 / 143, rel=0.002)


@given(st.floats(0, 5), st.floats(0, 200), st.floats(0, 60), st.floats(0, 40))
def test_scarcest_element_bounds_the_gain(gain: float, n: float, p: float, s: float) -> None:
    ds = demand(
        gain, nitrogen_available_kgn_ha=n, phosphorus_available_kgp_ha=p, sulphur_available_kgs_ha=s
    )
    bounds = {"nitrogen": n * 12 / 1000, "phosphorus": p * 50 / 1000, "sulphur": s * 70 / 1000}
    possible = min(gain, *bounds.values())
    assert float(ds["soc_change_possible_tc_ha"]) == pytest.approx(possible, abs=1e-12)
    word = str(ds["limiting_element"].item())
    if word == "none":
        assert possible == pytest.approx(gain)
    else:
        assert bounds[word] == pytest.approx(possible)
    # What is possible needs no more than there is.
    needs = demand(ds["soc_change_possible_tc_ha"])
    assert float(needs["nitrogen_demand_kgn_ha"]) <= n + 1e-9
    assert float(needs["phosphorus_demand_kgp_ha"]) <= p + 1e-9
    assert float(needs["sulphur_demand_kgs_ha"]) <= s + 1e-9


def test_an_element_without_supply_given_never_limits() -> None:
    ds = demand(1.0, phosphorus_available_kgp_ha=5)
    assert ds["limiting_element"].item() == "phosphorus"
    assert "nitrogen_shortfall_kgn_ha" not in ds
    assert float(ds["phosphorus_shortfall_kgp_ha"]) == pytest.approx(15)
    assert "limiting_element" not in demand(1.0)


def test_a_loss_demands_nothing_and_nothing_limits_it() -> None:
    ds = demand(-2.0, nitrogen_available_kgn_ha=0)
    assert float(ds["nitrogen_demand_kgn_ha"]) == 0
    assert float(ds["soc_change_possible_tc_ha"]) == -2
    assert ds["limiting_element"].item() == "none"


def test_missing_values_stay_missing() -> None:
    ds = demand(
        xr.DataArray([1.0, np.nan, 1.0], dims="cell"),
        nitrogen_available_kgn_ha=xr.DataArray([50.0, 50.0, np.nan], dims="cell"),
    )
    assert ds["soc_change_possible_tc_ha"].isnull().values.tolist() == [False, True, True]
    assert ds["limiting_element"].values.tolist() == ["nitrogen", "", ""]
    assert ds.attrs["missing"] == 1


def test_another_stoichiometry() -> None:
    other = load_parameters("stoichiometry").override(why="forest floor", carbon_per_nitrogen=20)
    ds = fpm.nutrient_demand(1.0, parameters=other)
    assert float(ds["nitrogen_demand_kgn_ha"]) == pytest.approx(50)


def test_supplies_below_zero_are_refused() -> None:
    with pytest.raises(OutOfRangeError, match="nitrogen_available_kgn_ha"):
        demand(1.0, nitrogen_available_kgn_ha=-1)


def test_a_stoichiometry_by_name() -> None:
    named = fpm.nutrient_demand(1, parameters="stoichiometry")
    assert named.identical(fpm.nutrient_demand(1))
    for wrong in ("rothc_26_3", 3):
        with pytest.raises(InputError, match=r"parameters: .*carbon_per_nitrogen"):
            fpm.nutrient_demand(1, parameters=wrong)
