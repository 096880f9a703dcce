"""The net of a practice: arithmetic by hand, signs by brute force, editions never mixed."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import fourpermille as fpm
from fourpermille.core.errors import InputError, OutOfRangeError, ShapeError, UnknownNameError
from fourpermille.core.parameters import load_parameters
from fourpermille.kernels.net_balance import sign_changes
from fourpermille.nutrients.memory import every_row

YEARS = np.arange(2020, 2060)


def fading(first: float, years: float = 10.0) -> xr.DataArray:
    return xr.DataArray(
        first * np.exp(-(YEARS - 2020) / years), dims="year", coords={"year": YEARS}
    )


def test_every_term_by_hand() -> None:
    gases = xr.Dataset({"n2o_kg_ha_yr": 2.0, "ch4_kg_ha_yr": 10.0, "co2_kg_ha_yr": 100.0})
    before = xr.Dataset({"n2o_kg_ha_yr": 0.5})
    ds = fpm.net_balance(
        0.3,
        practice={"field": gases, "barn": gases},
        reference={"field": before},
        upstream_tco2e_ha_yr=0.2,
        leakage_tco2e_ha_yr=0.05,
        imported_amendment_tc_ha_yr=1.0,
    )
    by_hand = -0.3 * 44 / 12 + 0.265 * (1.5 + 2.0) + 0.028 * 20 + 0.2 + 0.2 + 0.05 + 0.12 * 44 / 12
    assert float(ds["net_tco2e_ha_yr"]) == pytest.approx(by_hand)
    assert float(ds["term_tco2e_ha_yr"].sum("term")) == pytest.approx(by_hand)
    nitrous = ds.sel(term="field: N2O")
    assert float(nitrous["term_kg_ha_yr"]) == pytest.approx(1.5)
    assert nitrous["gas"].item() == "N2O"
    assert ds.attrs["gwp_id"] == "ar5"
    assert "year" not in ds.dims


def test_terms_keep_source_gas_method_and_vintage() -> None:
    ds = fpm.net_balance(
        0.3,
        practice={
            "fertiliser": fpm.n2o(synthetic_n_kgn_ha_yr=50, edition="2006"),
            "tractor": fpm.lime_urea_fuel(diesel_l_ha_yr=40),
        },
    )
    one = ds.sel(term="fertiliser: N2O")
    assert [one[k].item() for k in ("source", "gas", "vintage")] == ["fertiliser", "N2O", "2006"]
    assert one["method"].item()
    assert "tractor: CH4_fossil" in ds["term"].values


def test_all_gases_get_one_potential_whatever_their_datasets_say() -> None:
    nitrous = fpm.n2o(synthetic_n_kgn_ha_yr=50, gwp="ar4")
    ds = fpm.net_balance(0.0, practice={"n": nitrous}, gwp="ar6")
    assert float(ds["net_tco2e_ha_yr"]) == pytest.approx(float(nitrous["n2o_kg_ha_yr"]) * 0.273)


def test_methane_of_rice_and_of_fuel_differ() -> None:
    gases = xr.Dataset({"ch4_kg_ha_yr": 1000.0, "ch4_fossil_kg_ha_yr": 1000.0})
    ds = fpm.net_balance(0.0, practice={"both": gases}, gwp="ar6")
    assert ds["term_tco2e_ha_yr"].values.tolist() == pytest.approx([0.0, 27.0, 29.8])


def test_a_fading_gain_under_a_steady_emission_turns_once() -> None:
    nitrous = fpm.n2o(synthetic_n_kgn_ha_yr=97.2, climate="wet", gwp="ar6")
    emission = float(nitrous["n2o_tco2e_ha_yr"])
    first = 2 * emission * 12 / 44  # twice what cancels it
    ds = fpm.net_balance(fading(first), practice={"fertiliser": nitrous}, gwp="ar6")
    turn = 2020 + int(np.ceil(10 * np.log(2)))
    assert ds.attrs["sign_change_years"] == [turn]
    assert float(ds["net_removal_until_year"]) == turn - 1
    assert float(ds["net_sign_changes"]) == 1
    assert float(ds["net_cumulative_tco2e_ha"][-1]) == pytest.approx(
        float(ds["net_tco2e_ha_yr"].sum())
    )


def test_no_turn_no_year() -> None:
    ds = fpm.net_balance(fading(0.5))
    assert np.isnan(float(ds["net_removal_until_year"]))
    assert ds.attrs["sign_change_years"] == []


def test_places_and_years_together() -> None:
    soc = fading(0.5) * xr.DataArray([1.0, 0.2, np.nan], dims="cell")
    nitrous = fpm.n2o(synthetic_n_kgn_ha_yr=xr.DataArray([40.0, 40.0, 40.0], dims="cell"))
    ds = fpm.net_balance(soc, practice={"n": nitrous})
    assert set(ds["net_tco2e_ha_yr"].dims) == {"year", "cell"}
    alone = fpm.net_balance(fading(0.5), practice={"n": fpm.n2o(synthetic_n_kgn_ha_yr=40)})
    np.testing.assert_allclose(
        ds["net_tco2e_ha_yr"].isel(cell=0).values, alone["net_tco2e_ha_yr"].values
    )
    assert ds["net_tco2e_ha_yr"].isel(cell=2).isnull().all()
    assert ds.attrs["missing"] == YEARS.size


def test_range_of_soil_and_gas_add_as_squares() -> None:
    nitrous = fpm.n2o(residue_n_kgn_ha_yr=100, climate="wet")
    ds = fpm.net_balance(
        0.3,
        soc_change_low_tc_ha_yr=0.1,
        soc_change_high_tc_ha_yr=0.6,
        practice={"n": nitrous},
    )
    net = float(ds["net_tco2e_ha_yr"])
    up = float(nitrous["n2o_high_tco2e_ha_yr"] - nitrous["n2o_tco2e_ha_yr"])
    down = float(nitrous["n2o_tco2e_ha_yr"] - nitrous["n2o_low_tco2e_ha_yr"])
    assert float(ds["net_high_tco2e_ha_yr"]) == pytest.approx(net + np.hypot(up, 0.2 * 44 / 12))
    assert float(ds["net_low_tco2e_ha_yr"]) == pytest.approx(net - np.hypot(down, 0.3 * 44 / 12))
    assert ds.attrs["terms_without_range"] == ""
    assert fpm.net_balance(0.3).attrs["terms_without_range"] == "soil carbon: CO2"


def test_straw_into_rice_raises_carbon_and_methane() -> None:
    with_straw = fpm.rice_ch4(straw_tdm_ha=5)
    without = fpm.rice_ch4()
    ds = fpm.net_balance(0.3, practice={"rice": with_straw}, reference={"rice": without})
    methane = float(ds.sel(term="rice: CH4_nonfossil")["term_tco2e_ha_yr"])
    assert methane == pytest.approx(1.19 * 113 * (6**0.59 - 1) * 0.028)
    assert float(ds["net_tco2e_ha_yr"]) > 0


def test_upstream_of_one_tonne_of_carbon() -> None:
    nitrogen = float(fpm.nutrient_demand(1.0)["nitrogen_demand_kgn_ha"])
    making = every_row(load_parameters("greenhouse_gases"))["upstream_kgco2e_kgn"]
    assert making.confidence == "M"  # so that nothing takes it by itself
    ds = fpm.net_balance(1.0, upstream_tco2e_ha_yr=making.value * nitrogen / 1000)
    share = float(ds.sel(term="upstream: CO2e")["term_tco2e_ha_yr"]) / (44 / 12)
    assert 100 * share == pytest.approx(9.1, abs=0.05)


@given(arrays(float, (3, 12), elements=st.sampled_from([-2.0, -1.0, 0.0, 1.0, np.nan])))
def test_sign_changes_by_brute_force(net: np.ndarray) -> None:
    expected = np.zeros(net.shape)
    for row, values in enumerate(net):
        last = 0.0
        for year, value in enumerate(values):
            if np.isnan(value) or value == 0:
                continue
            expected[row, year] = last * value < 0
            last = value
    np.testing.assert_array_equal(sign_changes(net), expected)


def test_results_go_to_files_and_come_back(tmp_path: Path) -> None:
    nitrous = fpm.n2o(synthetic_n_kgn_ha_yr=[40.0, 60.0])
    results = {
        "net": fpm.net_balance(fading(0.5), practice={"n": nitrous}),
        "one": fpm.net_balance(fading(0.5)),
        "n2o": nitrous,
        "rice": fpm.rice_ch4(),
        "need": fpm.nutrient_demand([1.0, 2.0], nitrogen_available_kgn_ha=100),
        "peat": fpm.organic_soil_emissions(land_use="cropland", climate="temperate"),
    }
    for name, ds in results.items():
        ds.to_netcdf(tmp_path / f"{name}.nc")
        with xr.open_dataset(tmp_path / f"{name}.nc") as back:
            xr.testing.assert_equal(back.load(), ds)
            assert all(v.attrs["long_name"] for v in back.data_vars.values())


def test_what_cant_be_is_refused() -> None:
    with pytest.raises(InputError, match="no gas"):
        fpm.net_balance(0.1, practice={"odd": xr.Dataset({"soc_stock_tc_ha": 1.0})})
    sides = [fpm.n2o(synthetic_n_kgn_ha_yr=1, edition=edition) for edition in ("2006", "2019")]
    with pytest.raises(InputError, match="two editions"):
        fpm.net_balance(0.1, practice={"n": sides[0]}, reference={"n": sides[1]})
    with pytest.raises(OutOfRangeError, match="range"):
        fpm.net_balance(0.1, soc_change_low_tc_ha_yr=0.2)
    with pytest.raises(UnknownNameError):
        fpm.net_balance(0.1, gwp="ar9")
    other = xr.DataArray(np.ones(3), dims="year", coords={"year": [1, 2, 3]})
    with pytest.raises(ShapeError):
        fpm.net_balance(fading(0.1), upstream_tco2e_ha_yr=other)


def test_years_must_follow_one_another() -> None:
    for years in ([2020, 2029, 2039, 2049], [2023, 2022, 2021, 2020], [2020, 2021, 2021, 2022]):
        gain = xr.DataArray(np.full(4, 0.3), dims="year", coords={"year": years})
        with pytest.raises(ShapeError, match="follow one another"):
            fpm.net_balance(gain)
    ds = fpm.net_balance(xr.DataArray([0.3, 0.3, -0.3], dims="year"))
    assert ds.attrs["sign_change_years"] == [3]  # counted from 1
    assert float(ds["net_removal_until_year"]) == 2


def test_one_method_has_one_edition_whatever_the_names() -> None:
    new, old = (fpm.n2o(synthetic_n_kgn_ha_yr=1, edition=edition) for edition in ("2019", "2006"))
    with pytest.raises(InputError, match=r"n, m: .*two editions.*2019, 2006"):
        fpm.net_balance(0.1, practice={"n": new}, reference={"m": old})
    with pytest.raises(InputError, match="two editions"):
        fpm.net_balance(0.1, practice={"n": new, "m": old})
    peat = fpm.organic_soil_emissions(land_use="cropland", climate="temperate")
    fpm.net_balance(0.0, practice={"rice": fpm.rice_ch4(), "peat": peat})  # other methods


def test_organic_soils_gain_no_mineral_carbon() -> None:
    peat = fpm.organic_soil_emissions(land_use="cropland", climate="temperate")
    with pytest.raises(InputError, match="organic soils"):
        fpm.net_balance(0.1, practice={"p": peat}, reference={"p": peat})
    mineral = xr.DataArray([1.0, 0.0], dims="field")
    apart = (peat * (1 - mineral)).assign_attrs(peat.attrs)
    fpm.net_balance(0.3 * mineral, practice={"p": apart})
    with pytest.raises(InputError, match="organic soils"):
        fpm.net_balance(0.3 * (1 - mineral), practice={"p": apart})


@pytest.mark.parametrize("side", ["practice", "reference"])
def test_sources_come_by_name(side: str) -> None:
    nitrous = fpm.n2o(synthetic_n_kgn_ha_yr=1)
    for wrong in ([nitrous], nitrous, {"n": 3}, {1: nitrous}, "n2o"):
        with pytest.raises(InputError, match=rf"{side}: sources by name.*a dictionary of Datasets"):
            fpm.net_balance(0.1, **{side: wrong})
    with pytest.raises(InputError, match=r"capitals.*n2o, N2O"):
        fpm.net_balance(0.1, practice={"n2o": nitrous}, reference={"N2O": nitrous})
