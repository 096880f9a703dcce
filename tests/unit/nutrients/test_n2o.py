"""Nitrous oxide: worked fields by hand, and what holds for any field."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

import fourpermille as fpm
from fourpermille.core.errors import InputError, OutOfRangeError, ShapeError, UnknownNameError
from fourpermille.core.factors import load_factors

# Winter wheat of 7 t/ha, residues kept, by hand: dry yield 6.23 t; 10.4303 t above and 3.831869 t
# below ground at 0.6 and 0.9 % N.
RESIDUE_N = 10430.3 * 0.006 + 3831.869 * 0.009
FIELD = {
    "synthetic_n_kgn_ha_yr": 120,
    "organic_n_kgn_ha_yr": 60,
    "residue_n_kgn_ha_yr": RESIDUE_N,
}


def number(ds: xr.Dataset, name: str) -> float:
    return float(ds[name])


def test_residue_nitrogen_agrees_with_the_crop() -> None:
    crop = fpm.crop_inputs("winter_wheat", 7)
    assert float(crop["residue_nitrogen_kgn_ha_yr"]) == pytest.approx(RESIDUE_N, rel=1e-6)
    assert float(crop["above_ground_residue_tdm_ha"]) == pytest.approx(10.4303, abs=1e-4)
    assert float(crop["below_ground_residue_tdm_ha"]) == pytest.approx(3.831869, abs=1e-6)
    sold = fpm.crop_inputs("winter_wheat", 7, residue_removed_fraction=1)
    roots = float(sold["residue_nitrogen_kgn_ha_yr"])
    assert roots == pytest.approx(34.4868, abs=1e-4)
    assert float(crop["residue_nitrogen_kgn_ha_yr"]) - roots == pytest.approx(62.5818, abs=1e-4)
    assert pytest.approx(97.0686, abs=1e-4) == RESIDUE_N


def test_wet_temperate_field() -> None:
    ds = fpm.n2o(**FIELD, climate="wet", synthetic_kind="ammonium_nitrate")
    assert number(ds, "n2o_direct_kgn_ha_yr") == pytest.approx(2.86241, abs=1e-5)
    assert number(ds, "n2o_deposition_kgn_ha_yr") == pytest.approx(0.2604, abs=1e-6)
    assert number(ds, "n2o_leaching_kgn_ha_yr") == pytest.approx(0.73146, abs=1e-5)
    assert number(ds, "n2o_indirect_kgn_ha_yr") == pytest.approx(0.99186, abs=1e-5)
    assert number(ds, "n2o_kg_ha_yr") == pytest.approx(6.05671, abs=1e-5)
    assert number(ds, "n2o_tco2e_ha_yr") == pytest.approx(1.60503, abs=1e-5)


@pytest.mark.parametrize(
    ("options", "tco2e"),
    [
        ({"climate": "wet", "synthetic_kind": "ammonium_nitrate", "gwp": "ar6"}, 1.65348),
        ({"climate": "dry", "synthetic_kind": "ammonium_nitrate", "gwp": "ar6"}, 0.63421),
        ({"climate": "all", "gwp": "ar6"}, 1.61310),
        ({"edition": "2006", "gwp": "ar4"}, 1.70179),
    ],
)
def test_the_same_field_by_climate_edition_and_potential(
    options: dict[str, str], tco2e: float
) -> None:
    assert number(fpm.n2o(**FIELD, **options), "n2o_tco2e_ha_yr") == pytest.approx(tco2e, abs=1e-5)


def test_loss_of_soil_carbon() -> None:
    ds = fpm.n2o(soc_loss_tc_ha_yr=0.3, climate="wet", gwp="ar6")
    assert number(ds, "mineralised_n_kgn_ha_yr") == pytest.approx(30)
    direct = number(ds, "n2o_direct_kgn_ha_yr") * 44 / 28 * 0.273
    assert direct == pytest.approx(0.07722, abs=1e-5)
    land_use = fpm.n2o(soc_loss_tc_ha_yr=0.3, soc_loss_by="land_use_change")
    assert number(land_use, "mineralised_n_kgn_ha_yr") == pytest.approx(20)
    own = fpm.n2o(soc_loss_tc_ha_yr=0.3, carbon_per_nitrogen=12)
    assert number(own, "mineralised_n_kgn_ha_yr") == pytest.approx(25)


def test_a_gain_earns_no_negative_emission() -> None:
    ds = fpm.n2o(soc_loss_tc_ha_yr=[-0.5, 0.0])
    assert ds["n2o_kg_ha_yr"].values.tolist() == [0.0, 0.0]


def test_fertiliser_that_cancels_four_per_mille() -> None:
    gain_tco2 = 0.004 * 55 * 44 / 12
    assert gain_tco2 == pytest.approx(0.8067, abs=1e-4)
    assert number(fpm.nutrient_demand(0.22), "nitrogen_demand_kgn_ha") == pytest.approx(
        18.33, abs=0.01
    )
    one = fpm.n2o(
        synthetic_n_kgn_ha_yr=1, climate="wet", synthetic_kind="ammonium_nitrate", gwp="ar6"
    )
    assert gain_tco2 / number(one, "n2o_tco2e_ha_yr") == pytest.approx(97.2, abs=0.05)


@pytest.mark.parametrize(("gwp", "kg"), [("ar4", 4.68), ("ar5", 4.16), ("ar6", 4.29)])
def test_one_kilogram_of_nitrogen(gwp: str, kg: float) -> None:
    ds = fpm.n2o(synthetic_n_kgn_ha_yr=1, gwp=gwp)
    potential = ds.attrs["gwp_n2o"]
    found = number(ds, "n2o_direct_kgn_ha_yr") * 44 / 28 * potential
    assert found == pytest.approx(kg, abs=0.01)


@pytest.mark.parametrize(
    ("climate", "gwp", "percent", "digit"),
    [
        ("all", "ar5", 9.46, 0.01),
        ("all", "ar6", 9.75, 0.01),
        ("wet", "ar5", 15.1, 0.1),
        ("wet", "ar6", 15.6, 0.1),
    ],
)
def test_what_fertiliser_for_a_gain_takes_back(
    climate: str, gwp: str, percent: float, digit: float
) -> None:
    need = float(fpm.nutrient_demand(1.0)["nitrogen_demand_kgn_ha"])
    ds = fpm.n2o(synthetic_n_kgn_ha_yr=need, climate=climate, gwp=gwp)
    kg = number(ds, "n2o_direct_kgn_ha_yr") * 44 / 28 * ds.attrs["gwp_n2o"]
    assert 100 * kg / (1000 * 44 / 12) == pytest.approx(percent, abs=digit / 2)


def test_grazing_and_rice_by_hand() -> None:
    grazed = fpm.n2o(grazing_n_kgn_ha_yr=100, grazing_animals="sheep_other", climate="wet")
    assert number(grazed, "n2o_direct_kgn_ha_yr") == pytest.approx(0.3)
    assert number(grazed, "n2o_deposition_kgn_ha_yr") == pytest.approx(100 * 0.21 * 0.014)
    cattle = fpm.n2o(grazing_n_kgn_ha_yr=100, climate="wet")
    assert number(cattle, "n2o_direct_kgn_ha_yr") == pytest.approx(0.6)
    rice = {
        water: number(fpm.n2o(synthetic_n_kgn_ha_yr=100, rice_water=water), "n2o_direct_kgn_ha_yr")
        for water in ("continuous", "drained", "unknown")
    }
    assert rice == pytest.approx({"continuous": 0.3, "drained": 0.5, "unknown": 0.4})


def test_irrigation_of_dry_land_leaches_and_may_count_as_wet() -> None:
    dry = {"synthetic_n_kgn_ha_yr": 100, "climate": "dry"}
    plain = fpm.n2o(**dry)
    watered = fpm.n2o(**dry, irrigated=True)
    as_wet = fpm.n2o(**dry, irrigated=True, irrigated_direct="wet")
    assert number(plain, "n2o_leaching_kgn_ha_yr") == 0
    assert number(watered, "n2o_leaching_kgn_ha_yr") == pytest.approx(100 * 0.24 * 0.011)
    assert number(watered, "n2o_direct_kgn_ha_yr") == pytest.approx(0.5)
    assert number(as_wet, "n2o_direct_kgn_ha_yr") == pytest.approx(1.6)


def test_an_unverified_figure_is_told_and_never_a_default() -> None:
    assert "unverified" not in fpm.n2o(synthetic_n_kgn_ha_yr=1).attrs
    told = fpm.n2o(synthetic_n_kgn_ha_yr=1, synthetic_kind="urea").attrs["unverified"]
    assert "0.15" in told
    assert told.startswith("unverified figure used")


def test_gases_can_be_told_apart_by_their_attributes() -> None:
    attrs = fpm.n2o(synthetic_n_kgn_ha_yr=1, edition="2006", gwp="ar6").attrs
    assert (attrs["gas"], attrs["vintage"], attrs["gwp_id"]) == ("N2O", "2006", "ar6")


def test_factors_of_two_editions_are_never_mixed() -> None:
    for edition in ("2006", "2019"):
        known = [
            row
            for row in load_factors("n2o_emission_factors").where(vintage=edition)
            if row["factor"] == "EF5"
        ]
        ds = fpm.n2o(synthetic_n_kgn_ha_yr=100, edition=edition)
        leach = {"2006": 0.3, "2019": 0.24}[edition]
        assert number(ds, "n2o_leaching_kgn_ha_yr") == pytest.approx(
            100 * leach * known[0]["value"]
        )


def test_climate_and_irrigation_by_cell() -> None:
    climate = xr.DataArray(["wet", "dry", "dry", "all", ""], dims="cell")
    irrigated = xr.DataArray([False, False, True, False, False], dims="cell")
    ds = fpm.n2o(synthetic_n_kgn_ha_yr=100, climate=climate, irrigated=irrigated)
    one = [
        number(
            fpm.n2o(synthetic_n_kgn_ha_yr=100, climate=str(c), irrigated=bool(i)), "n2o_kg_ha_yr"
        )
        for c, i in zip(climate.values[:4], irrigated.values[:4], strict=True)
    ]
    np.testing.assert_allclose(ds["n2o_kg_ha_yr"].values[:4], one)
    assert np.isnan(ds["n2o_kg_ha_yr"].values[4])
    assert ds.attrs["missing"] == 1


def test_missing_nitrogen_stays_missing_and_is_counted() -> None:
    ds = fpm.n2o(synthetic_n_kgn_ha_yr=[100.0, np.nan])
    assert ds["n2o_kg_ha_yr"].notnull().values.tolist() == [True, False]
    assert ds.attrs["missing"] == 1


nitrogen = st.floats(0, 400)


@given(nitrogen, nitrogen, nitrogen, nitrogen, st.floats(-1, 2), st.sampled_from(["wet", "dry"]))
def test_range_holds_the_value_and_is_never_negative(
    synthetic: float, organic: float, residue: float, grazing: float, loss: float, climate: str
) -> None:
    ds = fpm.n2o(
        synthetic_n_kgn_ha_yr=synthetic,
        organic_n_kgn_ha_yr=organic,
        residue_n_kgn_ha_yr=residue,
        grazing_n_kgn_ha_yr=grazing,
        soc_loss_tc_ha_yr=loss,
        climate=climate,
    )
    low, mid, high = (number(ds, f"n2o_{end}kg_ha_yr") for end in ("low_", "", "high_"))
    assert 0 <= low <= mid + 1e-12
    assert mid <= high + 1e-12


def test_range_of_one_factor_is_its_own() -> None:
    """Flooded rice whose nitrogen neither leaches nor volatilises has one factor: EF1FR."""
    ds = fpm.n2o(residue_n_kgn_ha_yr=100, rice_water="drained", climate="dry")
    assert number(ds, "n2o_low_kg_ha_yr") == pytest.approx(0)
    assert number(ds, "n2o_high_kg_ha_yr") == pytest.approx(100 * 0.016 * 44 / 28)


def test_range_of_two_factors_by_hand() -> None:
    """Residues in a wet climate: direct 0.006 (0.001-0.011), leaching 0.24 x 0.011."""
    ds = fpm.n2o(residue_n_kgn_ha_yr=100, climate="wet")
    leach, ef5 = np.array([0.01, 0.24, 0.73]), np.array([0, 0.011, 0.02])
    up = [0.5, 100 * (leach[2] - leach[1]) * ef5[1], 100 * leach[1] * (ef5[2] - ef5[1])]
    central = 0.6 + 100 * leach[1] * ef5[1]
    high = (central + np.sqrt(np.sum(np.square(up)))) * 44 / 28
    assert number(ds, "n2o_high_kg_ha_yr") == pytest.approx(high)


@pytest.mark.parametrize(
    ("wrong", "error", "text"),
    [
        ({"climate": "humid"}, InputError, "wet, dry, all"),
        ({"edition": "2013"}, InputError, "2019, 2006"),
        ({"edition": "2006", "synthetic_kind": "urea"}, InputError, "edition of 2006"),
        ({"edition": "2006", "rice_water": "drained"}, InputError, "edition of 2006"),
        ({"synthetic_kind": "guano"}, InputError, "ammonium_nitrate"),
        ({"rice_water": "deep"}, InputError, "continuous"),
        ({"gwp": "ar7"}, UnknownNameError, "ar6"),
        ({"synthetic_n_kgn_ha_yr": -1}, OutOfRangeError, "synthetic_n_kgn_ha_yr"),
        ({"synthetic_n_kgn_ha_yr": "much"}, InputError, "numbers are expected"),
        ({"irrigated": "drip"}, InputError, "yes or no"),
        (
            {"synthetic_n_kgn_ha_yr": [1, 2], "organic_n_kgn_ha_yr": [1, 2, 3]},
            ShapeError,
            "dim_0",
        ),
    ],
)
def test_what_cant_be_is_refused(wrong: dict[str, object], error: type, text: str) -> None:
    with pytest.raises(error, match=text):
        fpm.n2o(**wrong)


def test_irrigation_is_said_by_yes_or_no() -> None:
    told = [
        float(fpm.n2o(synthetic_n_kgn_ha_yr=50, climate="dry", irrigated=one)["n2o_kg_ha_yr"])
        for one in (True, 1, False, 0)
    ]
    assert told[0] == told[1] > told[2] == told[3]
    for wrong in ("no", 2, np.nan):
        with pytest.raises(InputError, match=r"irrigated: yes or no.*True, False, 1, 0"):
            fpm.n2o(synthetic_n_kgn_ha_yr=50, irrigated=wrong)
