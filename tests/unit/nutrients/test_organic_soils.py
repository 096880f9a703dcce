"""Drained organic soils: a worked hectare, and what the tables don't have."""

import numpy as np
import pytest

import fourpermille as fpm
from fourpermille.core.errors import InputError

CROPLAND = {"land_use": "cropland", "climate": "temperate"}


@pytest.mark.parametrize(("gwp", "total"), [("ar5", 37.148), ("ar6", 37.253)])
def test_drained_cropland(gwp: str, total: float) -> None:
    ds = fpm.organic_soil_emissions(**CROPLAND, gwp=gwp)
    doc = float(ds["co2_doc_kg_ha_yr"]) / 1000
    assert doc == pytest.approx(1.137, abs=5e-4)
    assert float(ds["co2_kg_ha_yr"]) / 1000 - doc == pytest.approx(28.967, abs=5e-4)
    assert float(ds["ch4_kg_ha_yr"]) == pytest.approx(58.25)
    assert float(ds["n2o_kg_ha_yr"]) == pytest.approx(20.429, abs=5e-4)
    assert float(ds["field_tco2e_ha_yr"]) == pytest.approx(total, abs=1e-3)
    assert float(ds["field_low_tco2e_ha_yr"]) < total < float(ds["field_high_tco2e_ha_yr"])


def test_one_hectare_cancels_46_of_mineral_soil() -> None:
    ds = fpm.organic_soil_emissions(**CROPLAND)
    assert float(ds["field_tco2e_ha_yr"]) / (0.22 * 44 / 12) == pytest.approx(46, abs=0.5)


def test_edition_of_2006_by_hand() -> None:
    ds = fpm.organic_soil_emissions(
        land_use="cropland", climate="warm temperate", edition="2006", gwp="ar4"
    )
    assert float(ds["co2_kg_ha_yr"]) == pytest.approx(10 * 44 / 12 * 1000)
    assert float(ds["co2_low_kg_ha_yr"]) == pytest.approx(1 * 44 / 12 * 1000)
    assert float(ds["co2_high_kg_ha_yr"]) == pytest.approx(19 * 44 / 12 * 1000)
    assert float(ds["n2o_kg_ha_yr"]) == pytest.approx(8 * 44 / 28)
    assert float(ds["ch4_kg_ha_yr"]) == 0


def test_a_gas_without_factor_is_missing_and_named() -> None:
    ds = fpm.organic_soil_emissions(land_use="grassland_nutrient_poor", climate="temperate")
    assert np.isnan(float(ds["ch4_kg_ha_yr"]))
    assert np.isnan(float(ds["field_tco2e_ha_yr"]))
    assert "EF_CH4_land" in ds.attrs["without_factor"]
    assert float(ds["co2_kg_ha_yr"]) == pytest.approx((5.3 + 0.31) * 44 / 12 * 1000)


def test_factors_from_memory_must_be_asked_for() -> None:
    tropics = {"land_use": "cropland", "climate": "tropical"}
    with pytest.raises(InputError, match="memory"):
        fpm.organic_soil_emissions(**tropics)
    assert "14" in fpm.organic_soil_emissions(**tropics, unverified=True).attrs["unverified"]


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"land_use": "swamp", "climate": "boreal"}, "cropland"),
        ({"land_use": "cropland", "climate": "mild"}, "tropical"),
        ({"land_use": "grassland", "climate": "temperate"}, "no factor"),
        ({"land_use": "cropland", "climate": "temperate", "edition": "2006"}, "no factor"),
    ],
)
def test_what_cant_be_is_refused(wrong: dict[str, str], text: str) -> None:
    with pytest.raises(InputError, match=text):
        fpm.organic_soil_emissions(**wrong)
