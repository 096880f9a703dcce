"""The account of a crop's carbon: the initiative's two columns, an inventory, and what must hold."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

import fourpermille as fpm
from fourpermille.core.errors import (
    InputError,
    OutOfRangeError,
    UnitsError,
    UnknownNameError,
)

NAMES = ("gpp", "autotrophic_respiration", "npp", "harvest", "carbon_input", "grazed_burned")


def column(cycle: xr.Dataset) -> dict[str, float]:
    return {name: float(cycle[f"{name}_tc_ha_yr"]) for name in NAMES}


def test_the_decks_two_columns_and_their_slips() -> None:
    now, later = fpm.crop_cycle("deck"), fpm.crop_cycle("deck_2050")
    assert column(now) == pytest.approx(
        dict(zip(NAMES, (10.5, 4.7, 5.8, 1.5, 3.4, 0.9), strict=True))
    )
    assert column(later) == pytest.approx(
        dict(zip(NAMES, (13.9, 6.3, 7.6, 2.0, 4.5, 1.2), strict=True))
    )
    assert (float(now["soc_stock_tc_ha"]), float(later["soc_stock_tc_ha"])) == (52.0, 58.6)
    assert pytest.approx(58.62, abs=0.005) == 52.0 * 1.004**30
    assert "printed as 4.4; 4.7 closes the account (residual 0.3)" in now.attrs["slips"]
    assert float(later["npp_imbalance_tc_ha_yr"]) == pytest.approx(7.6 - 7.7)
    assert later.attrs["slips"] == "npp_imbalance_tc_ha_yr up to 0.1 t C/ha/yr, kept as it is"
    assert float(now["carbon_use_efficiency_fraction"]) == pytest.approx(0.552, abs=5e-4)
    assert float(later["carbon_use_efficiency_fraction"]) == pytest.approx(0.547, abs=5e-4)


def test_balances_hold_but_for_the_printed_respiration() -> None:
    for name in ("deck", "deck_2050", "inventory"):
        cycle = fpm.crop_cycle(name)
        assert abs(float(cycle["npp_imbalance_tc_ha_yr"])) <= 0.1 + 1e-9
        if name != "inventory":
            assert abs(float(cycle["gpp_imbalance_tc_ha_yr"])) <= 0.1 + 1e-9
    with pytest.raises(InputError, match=r"doesn't balance.*0\.3"):
        fpm.crop_cycle("deck", autotrophic_respiration_tc_ha_yr=4.4)
    shown = fpm.crop_cycle("deck", autotrophic_respiration_tc_ha_yr=4.4, tolerance_tc_ha_yr=0.3)
    assert float(shown["gpp_imbalance_tc_ha_yr"]) == pytest.approx(0.3)


def test_growth_of_one_per_cent_gives_the_second_column() -> None:
    assert pytest.approx(1.34785, abs=5e-6) == 1.01**30
    now, later = column(fpm.crop_cycle("deck")), column(fpm.crop_cycle("deck_2050"))
    close = {"harvest": 0.1, "carbon_input": 0.1, "grazed_burned": 0.1, "npp": 0.25, "gpp": 0.3}
    for name, off in {**close, "autotrophic_respiration": 0.05}.items():
        assert now[name] * 1.01**30 == pytest.approx(later[name], abs=off), name


def test_the_inventory_for_a_hectare() -> None:
    found = column(fpm.crop_cycle("inventory"))
    assert found["npp"] == pytest.approx(3.8, abs=0.05)
    assert found["harvest"] == pytest.approx(1.50, abs=0.005)
    assert found["grazed_burned"] == pytest.approx(0.39, abs=0.005)
    assert found["carbon_input"] == pytest.approx(1.94, abs=0.005)
    assert np.isnan(found["gpp"])
    assert 1.45 < 5.8 / found["npp"] < 1.8
    assert 1.45 < 3.4 / found["carbon_input"] < 1.8


@given(
    parts=st.tuples(*[st.floats(0, 5)] * 3),
    manure=st.floats(0, 2),
    efficiency=st.floats(0.2, 0.8),
    left_out=st.sampled_from(("npp", "harvest", "grazed_burned", "carbon_input")),
)
def test_what_is_left_out_follows_from_the_rest(
    parts: tuple[float, ...], manure: float, efficiency: float, left_out: str
) -> None:
    harvest, returned, grazed = parts
    truth = {
        "npp": harvest + returned + grazed,
        "harvest": harvest,
        "carbon_input": returned + manure,
        "grazed_burned": grazed,
    }
    given_ = {f"{k}_tc_ha_yr": v for k, v in truth.items() if k != left_out}
    cycle = fpm.crop_cycle(
        **given_, manure_input_tc_ha_yr=manure, carbon_use_efficiency_fraction=efficiency
    )
    for name, value in truth.items():
        assert float(cycle[f"{name}_tc_ha_yr"]) == pytest.approx(value, abs=1e-9)
    assert float(cycle["gpp_tc_ha_yr"]) == pytest.approx(truth["npp"] / efficiency)
    assert float(cycle["npp_imbalance_tc_ha_yr"]) == pytest.approx(0, abs=1e-9)


def test_a_cycle_from_yields_with_missing_ones() -> None:
    inputs = fpm.crop_inputs(
        "wheat",
        xr.DataArray([5.0, np.nan], dims="place"),
        residue_removed_fraction=0.3,
        manure="manure_cattle",
        manure_t_ha=10,
    )
    cycle = fpm.crop_cycle(inputs, carbon_use_efficiency_fraction=0.5)
    assert cycle["gpp_tc_ha_yr"].dims == ("place",)
    assert float(cycle["gpp_tc_ha_yr"][0]) == pytest.approx(2 * float(inputs["npp_tc_ha_yr"][0]))
    assert abs(float(cycle["npp_imbalance_tc_ha_yr"][0])) < 1e-12
    assert np.isnan(cycle["npp_tc_ha_yr"][1])
    assert cycle.attrs["inputs_method"] == "ipcc2019"


def test_accounts_that_cannot_be_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="deck"):
        fpm.crop_cycle("dek")
    returned = xr.DataArray(0.34, attrs={"units": "kg m-2 year-1"})
    with pytest.raises(UnitsError, match="carbon_input"):
        fpm.crop_cycle(npp_tc_ha_yr=5.8, harvest_tc_ha_yr=1.5, carbon_input_tc_ha_yr=returned)
    with pytest.raises(InputError, match="a name is expected"):
        fpm.crop_cycle(["deck"])
    for wrong in (float("nan"), -1, "0.1"):
        with pytest.raises(InputError, match="tolerance"):
            fpm.crop_cycle("deck", tolerance_tc_ha_yr=wrong)
    with pytest.raises(InputError, match="too little"):
        fpm.crop_cycle(npp_tc_ha_yr=5, harvest_tc_ha_yr=2)
    with pytest.raises(InputError, match="too little"):
        fpm.crop_cycle(gpp_tc_ha_yr=5)
    with pytest.raises(OutOfRangeError, match="less than nothing"):
        fpm.crop_cycle(npp_tc_ha_yr=5, harvest_tc_ha_yr=3, carbon_input_tc_ha_yr=3)
    with pytest.raises(OutOfRangeError, match="less than nothing"):
        fpm.crop_cycle("deck", gpp_tc_ha_yr=5)
    with pytest.raises(InputError, match="doesn't balance"):
        fpm.crop_cycle("deck", harvest_tc_ha_yr=2.0)
    with pytest.raises(InputError, match="disagree"):
        fpm.crop_cycle("deck", carbon_use_efficiency_fraction=0.4)
    with pytest.raises(InputError, match="crop_inputs"):
        fpm.crop_cycle(xr.Dataset({"npp_tc_ha_yr": 5.0}))


def test_nothing_grows_with_an_efficiency_of_zero() -> None:
    with pytest.raises(OutOfRangeError, match=r"carbon_use_efficiency_fraction.*> 0, ≤ 1"):
        fpm.crop_cycle(
            npp_tc_ha_yr=5,
            carbon_use_efficiency_fraction=0,
            harvest_tc_ha_yr=2,
            grazed_burned_tc_ha_yr=0,
        )
