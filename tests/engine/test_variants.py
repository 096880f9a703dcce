"""Variants: each changes what it says and nothing else; combinations; the climate ahead."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from fourpermille.assessment import Target, required_input, requirement
from fourpermille.assessment import variants as folder
from fourpermille.assessment.case import Case
from fourpermille.assessment.method import Method, solve_case
from fourpermille.assessment.variants import cases, groups
from fourpermille.assessment.variants.climate_change import level_name
from fourpermille.core.errors import UnknownNameError
from fourpermille.soil import simulate

from .places import places
from .test_properties import warm

ANSWER = "extra_input_tc_ha_yr"


def data(seed: int = 3, count: int = 6) -> xr.Dataset:
    """Places with everything that a variant may want."""
    draw = np.random.default_rng(seed)
    ds = warm(places(seed, count))
    stock = ds["soc_stock_tc_ha"]
    other = stock * draw.uniform(0.7, 1.3, count)
    other[1] = np.nan
    dims = ("scenario", "period", "gcm", "cell")
    shape = (2, 1, 2, count)
    return ds.assign(
        depth_cm=stock * 0 + 30.0,
        area_ha=("cell", draw.uniform(1, 9, count)),
        soc_stock_0_40_tc_ha=stock * 1.2,
        soc_stock_0_30_tc_ha=stock,
        soc_stock_other_tc_ha=other,
        irrigated_fraction=("cell", draw.uniform(0, 1, count)),
        independent_input_tc_ha_yr=("cell", draw.uniform(1, 4, count)),
        pet_thornthwaite_mm=ds["pet_mm"] * 0.8,
        temperature_change_k=(dims, draw.uniform(0, 4, shape)),
        precipitation_change_ratio=(dims, draw.uniform(0.8, 1.2, shape)),
    ).assign_coords(
        scenario=["ssp126", "ssp585"], period=["2036-2065"], gcm=["GFDL-ESM4", "UKESM1-0-LL"]
    )


def answer(case: Case) -> np.ndarray:
    return solve_case(case, Method()).extra


def test_a_file_is_a_group() -> None:
    files = {path.stem for path in Path(folder.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(groups()) == files


def test_unknown_group_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="weather"):
        cases(Case(data(), Target()), ["weather"])


def test_groups_without_their_data_give_nothing() -> None:
    bare = warm(places(1))
    found = set(cases(Case(bare, Target()), groups()))
    assert found == {
        *("reference", "growth_linear", "pet_minus_20", "pet_plus_20", "cover_growing_season"),
        *("clay_minus", "clay_plus", "bias_match_trials"),
    }


def test_growth_is_the_other_one() -> None:
    assert set(cases(Case(data(), Target(growth="linear")), ["growth"])) == {
        "reference",
        "growth_compound",
    }


def test_stock_map_answers_as_if_it_were_the_stock_and_is_missing_where_it_is() -> None:
    ds = data()
    table = requirement(ds, variants=["stock_map"])["extra_input_variant_tc_ha_yr"]
    other = ds.assign(soc_stock_tc_ha=ds["soc_stock_other_tc_ha"])
    wanted = required_input(other)[ANSWER]
    found = table.sel(variant="stock_map_other")
    np.testing.assert_allclose(found.values, wanted.values, rtol=1e-12)
    assert np.isnan(found.values).tolist() == [False, True, False, False, False, False]


def test_depth_works_both_ways() -> None:
    ds = data()
    case = Case(ds, Target())
    deep = cases(case, ["depth"])
    assert list(deep) == ["reference", "depth_0_40"]
    by_hand = ds.assign(soc_stock_tc_ha=ds["soc_stock_0_40_tc_ha"], depth_cm=ds["depth_cm"] + 10)
    np.testing.assert_allclose(answer(deep["depth_0_40"]), required_input(by_hand)[ANSWER].values)
    back = cases(Case(by_hand, Target()), ["depth"])
    assert list(back) == ["reference", "depth_0_30"]
    np.testing.assert_allclose(answer(back["depth_0_30"]), answer(case), rtol=1e-12)


def test_depth_takes_the_other_map_along() -> None:
    case = Case(data(), Target())
    deeper = cases(case, ["depth"])["depth_0_40"]
    both = cases(deeper, ["stock_map"])["stock_map_other"]
    np.testing.assert_allclose(
        both.ds["soc_stock_tc_ha"].values, 1.2 * case.ds["soc_stock_other_tc_ha"].values
    )


def test_irrigation_is_what_the_irrigated_share_lacks() -> None:
    ds = data()
    watered = cases(Case(ds, Target()), ["irrigation"])["irrigation_extra_water"].ds
    for cell in range(ds.sizes["cell"]):
        f = float(ds["irrigated_fraction"][cell])
        for month in range(12):
            rain = float(ds["precipitation_mm"][cell, month])
            pet = float(ds["pet_mm"][cell, month])
            found = float(watered["precipitation_mm"].transpose("cell", "month")[cell, month])
            assert found == pytest.approx((1 - f) * rain + f * max(rain, pet), rel=1e-12)


def test_climates_are_named_after_what_they_are() -> None:
    found = cases(Case(data(), Target()), ["climate_change"])
    assert list(found)[1:] == [
        f"climate_{s}_2036_2065_{g}"
        for s in ("ssp126", "ssp585")
        for g in ("gfdl_esm4", "ukesm1_0_ll")
    ]
    assert level_name({}, data()) == "climate_change"


def test_no_change_of_climate_changes_nothing() -> None:
    ds = data()
    ds = ds.assign(
        temperature_change_k=ds["temperature_change_k"] * 0,
        precipitation_change_ratio=ds["precipitation_change_ratio"] * 0 + 1,
    )
    table = requirement(ds, variants=["climate_change"])["extra_input_variant_tc_ha_yr"]
    for row in table.values:
        np.testing.assert_allclose(row, table.values[0], rtol=1e-12)


def test_months_under_the_climate_ahead_reach_the_target() -> None:
    """Month by month from today's pools, today's input plus the answer meets the wanted stock."""
    ds = data()
    case = cases(Case(ds, Target()), ["climate_change"])["climate_ssp585_2036_2065_ukesm1_0_ll"]
    found = solve_case(case, Method())
    state = found.setup.state
    ahead = ds.isel(scenario=1, period=0, gcm=1)
    weather = ds.drop_dims(["scenario", "period", "gcm"]).assign(
        air_temperature_degc=ds["air_temperature_degc"] + ahead["temperature_change_k"],
        precipitation_mm=ds["precipitation_mm"] * ahead["precipitation_change_ratio"],
        plant_input_tc_ha_yr=("cell", state.inputs[:, 0] + found.extra),
        iom_tc_ha=("cell", found.setup.year.map.inert),
    )
    pools = {name: ("cell", state.pools[:, i]) for i, name in enumerate(found.setup.model.pools)}
    weather = weather.drop_vars("soc_stock_tc_ha").assign(pools)
    stock = simulate(weather, years=30, monthly=True)["soc_stock_tc_ha"].isel(time=-1)
    np.testing.assert_allclose(stock.values, found.wanted, rtol=1e-9)
    np.testing.assert_allclose(found.baseline[0], ds["soc_stock_tc_ha"].values, rtol=1e-9)


def test_changes_after_a_climate_meet_the_years_ahead_too() -> None:
    case = cases(Case(data(), Target()), ["climate_change"])["climate_ssp126_2036_2065_gfdl_esm4"]
    both = cases(case, ["pet", "cover", "clay"])
    for name in ("pet_plus_20", "cover_growing_season", "clay_plus"):
        assert both[name].ahead is not None
    ratio = both["pet_plus_20"].ahead["pet_mm"] / case.ds["pet_mm"]
    np.testing.assert_allclose(ratio.values, 1.2)
    assert replace(both["clay_plus"]).ahead["clay_percent"].values.max() == pytest.approx(28.4)
