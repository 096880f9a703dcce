"""Lime, urea, fuel and fire: worked examples and hand arithmetic."""

import pytest

import fourpermille as fpm
from fourpermille.core.errors import InputError, NotUsedError, OutOfRangeError


def test_lime_urea_and_diesel() -> None:
    ds = fpm.lime_urea_fuel(
        limestone_t_ha_yr=2, dolomite_t_ha_yr=1, urea_kg_ha_yr=150, diesel_l_ha_yr=60
    )
    assert float(ds["co2_lime_kg_ha_yr"]) == pytest.approx(1356.67, abs=0.01)
    assert float(ds["co2_urea_kg_ha_yr"]) == pytest.approx(110)
    assert float(ds["co2_fuel_kg_ha_yr"]) == pytest.approx(160.59, abs=0.005)
    total = sum(float(ds[f"co2_{part}_kg_ha_yr"]) for part in ("lime", "urea", "fuel"))
    assert float(ds["co2_kg_ha_yr"]) == pytest.approx(total)
    # All carbon of lime is the most that can escape; half is the least.
    assert float(ds["co2_high_kg_ha_yr"]) == pytest.approx(total)
    halves = [0.5 * 2 * 0.12, 0.5 * 1 * 0.13]
    below = (halves[0] ** 2 + halves[1] ** 2) ** 0.5 * 44 / 12 * 1000
    assert float(ds["co2_low_kg_ha_yr"]) == pytest.approx(total - below)


def test_gases_of_diesel_by_hand() -> None:
    ds = fpm.lime_urea_fuel(diesel_l_ha_yr=100, gwp="ar6")
    terajoule = 100 * 0.84 * 43 / 1e6
    assert float(ds["ch4_fossil_kg_ha_yr"]) == pytest.approx(4.15 * terajoule)
    assert float(ds["n2o_kg_ha_yr"]) == pytest.approx(28.6 * terajoule)
    total = (74100 + 4.15 * 29.8 + 28.6 * 273) * terajoule / 1000
    assert float(ds["field_tco2e_ha_yr"]) == pytest.approx(total)


def test_lime_alone_needs_no_potential_of_fossil_methane() -> None:
    assert float(fpm.lime_urea_fuel(limestone_t_ha_yr=1, gwp="ar5_ccf")["field_tco2e_ha_yr"]) > 0
    with pytest.raises(InputError, match="memory"):
        fpm.lime_urea_fuel(diesel_l_ha_yr=1, gwp="ar5_ccf")


def test_straw_on_fire_by_hand() -> None:
    ds = fpm.burning(4, crop="wheat")
    assert float(ds["ch4_kg_ha_yr"]) == pytest.approx(4 * 0.9 * 2.7)
    assert float(ds["n2o_kg_ha_yr"]) == pytest.approx(4 * 0.9 * 0.07)
    expected = 4 * 0.9 * (2.7 * 28 + 0.07 * 265) / 1000
    assert float(ds["field_tco2e_ha_yr"]) == pytest.approx(expected)
    own = fpm.burning(4, combustion_factor_fraction=0.5, fire="savanna")
    assert float(own["ch4_kg_ha_yr"]) == pytest.approx(4 * 0.5 * 2.3)


def test_what_cant_be_is_refused() -> None:
    with pytest.raises(InputError, match="wheat, maize, rice, sugarcane"):
        fpm.burning(4)
    with pytest.raises(OutOfRangeError, match="diesel_l_ha_yr"):
        fpm.lime_urea_fuel(diesel_l_ha_yr=-1)


def test_the_share_that_burns_is_said_once() -> None:
    with pytest.raises(NotUsedError, match="crop"):
        fpm.burning(5, crop="wheat", combustion_factor_fraction=0.5)
    with pytest.raises(InputError, match=r"combustion_factor_fraction: .*savanna.*wheat"):
        fpm.burning(5, crop="wheat", fire="savanna")
    with pytest.raises(InputError, match="combustion_factor_fraction: the share that burns"):
        fpm.burning(5)
