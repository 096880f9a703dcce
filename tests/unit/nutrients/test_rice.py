"""Methane of rice: published examples and hand arithmetic."""

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.core.errors import InputError, OutOfRangeError

ASIA = {"days": 102, "region": "southeast_asia", "gwp": "ar6", "straw_tdm_ha": 2.5}


@pytest.mark.parametrize(
    ("options", "scaling", "kg", "tco2e"),
    [
        ({"water": "continuous"}, 2.09411, 260.591, 7.0360),
        ({"water": "awd"}, 2.09411, 143.325, 3.8698),
        ({"water": "awd", "straw_timing": "long"}, 1.25773, 86.082, 2.3242),
    ],
)
def test_southeast_asia(options: dict[str, str], scaling: float, kg: float, tco2e: float) -> None:
    ds = fpm.rice_ch4(**ASIA, **options)
    assert float(ds["organic_scaling"]) == pytest.approx(scaling, abs=1e-5)
    assert float(ds["ch4_kg_ha_yr"]) == pytest.approx(kg, abs=1e-3)
    assert float(ds["ch4_tco2e_ha_yr"]) == pytest.approx(tco2e, abs=1e-4)


def test_mean_of_the_world() -> None:
    ds = fpm.rice_ch4(gwp="ar6")
    assert 1000 * float(ds["ch4_tco2e_ha_yr"]) == pytest.approx(3630.69)
    assert "figures" in ds.attrs


def test_five_tonnes_of_straw_and_drainage() -> None:
    straw = fpm.rice_ch4(straw_tdm_ha=5)
    assert float(straw["organic_scaling"]) == pytest.approx(2.88, abs=0.005)
    dried = fpm.rice_ch4(straw_tdm_ha=5, water="awd")
    assert float(dried["ch4_kg_ha_yr"]) == pytest.approx(0.55 * float(straw["ch4_kg_ha_yr"]))


def test_amendments_add_up_before_the_power() -> None:
    ds = fpm.rice_ch4(straw_tdm_ha=1, compost_t_ha=2, farmyard_manure_t_ha=3, green_manure_t_ha=4)
    total = 1 + 1 * 1.0 + 2 * 0.17 + 3 * 0.21 + 4 * 0.45
    assert float(ds["organic_scaling"]) == pytest.approx(total**0.59)


@pytest.mark.parametrize(
    ("pre_season", "factor"),
    [("short", 1.0), ("long", 0.89), ("over_a_year", 0.59), ("flooded", 2.41), ("unknown", 1.22)],
)
def test_water_before_the_season(pre_season: str, factor: float) -> None:
    ds = fpm.rice_ch4(days=100, pre_season=pre_season)
    assert float(ds["ch4_kg_ha_yr"]) == pytest.approx(119 * factor)


def test_two_crops_and_arrays() -> None:
    days = xr.DataArray([100.0, 120.0, np.nan], dims="cell")
    ds = fpm.rice_ch4(days=days, crops_per_year=2)
    np.testing.assert_allclose(ds["ch4_kg_ha_yr"], [238, 285.6, np.nan])
    assert ds.attrs["missing"] == 1


def test_upland_emits_nothing() -> None:
    assert float(fpm.rice_ch4(water="upland")["ch4_kg_ha_yr"]) == 0


def test_range_without_amendments_by_hand() -> None:
    ds = fpm.rice_ch4(days=100)
    up = np.array([1.76 / 1.19 - 1, 0.27, 0.12])
    assert float(ds["ch4_high_kg_ha_yr"]) == pytest.approx(119 * (1 + np.sqrt((up**2).sum())))
    assert 0 < float(ds["ch4_low_kg_ha_yr"]) < 119


def test_a_season_from_memory_must_be_asked_for() -> None:
    with pytest.raises(InputError, match="memory"):
        fpm.rice_ch4(region="southeast_asia")
    ds = fpm.rice_ch4(region="southeast_asia", unverified=True)
    assert float(ds["ch4_kg_ha_yr"]) == pytest.approx(1.22 * 102)
    assert "102" in ds.attrs["unverified"]
    assert "unverified" not in fpm.rice_ch4(region="southeast_asia", days=102).attrs


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"water": "wet"}, InputError),
        ({"region": "mars"}, InputError),
        ({"pre_season": "dry"}, InputError),
        ({"straw_timing": "late"}, InputError),
        ({"days": 400}, OutOfRangeError),
        ({"straw_tdm_ha": -1}, OutOfRangeError),
    ],
)
def test_what_cant_be_is_refused(wrong: dict[str, object], error: type) -> None:
    with pytest.raises(error, match=next(iter(wrong)).split("_tdm")[0]):
        fpm.rice_ch4(**wrong)


def test_the_crops_of_a_year_fit_into_it() -> None:
    with pytest.raises(OutOfRangeError, match=r"longer than the year. Found 600.*at most 366"):
        fpm.rice_ch4(days=200, crops_per_year=3)
    with pytest.raises(OutOfRangeError, match="column days:"):
        fpm.rice_ch4(days=0)
