"""Wet and dry climates, and warming potentials, as published."""

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.core.errors import InputError, OutOfRangeError, UnknownNameError
from fourpermille.nutrients.gwp import choices, potentials


def test_wet_and_dry() -> None:
    rain = xr.DataArray([800.0, 800.0, 900.0, 1200.0, np.nan, 900.0], dims="cell")
    pet = xr.DataArray([600.0, 900.0, 600.0, 1800.0, 600.0, np.nan], dims="cell")
    tropical = xr.DataArray([False, False, True, True, False, False], dims="cell")
    found = fpm.n2o_climate(rain, pet, tropical=tropical)
    assert found.values.tolist() == ["wet", "dry", "dry", "wet", "", ""]
    gas = fpm.n2o(synthetic_n_kgn_ha_yr=100, climate=found)
    assert gas.attrs["missing"] == 2
    assert gas.attrs["climate"] == "wet, dry"


def test_what_cant_be_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match="annual_pet_mm"):
        fpm.n2o_climate(800, -1)
    with pytest.raises(InputError, match="yes or no"):
        fpm.n2o_climate(800, 600, tropical="yes")


@pytest.mark.parametrize(
    ("gwp", "biogenic", "fossil", "nitrous"),
    [
        ("sar", 21, 21, 310),
        ("ar4", 25, 25, 298),
        ("ar5", 28, 30, 265),
        ("ar6", 27.0, 29.8, 273),
        ("ar6_gwp20", 79.7, 82.5, 273),
        ("ar6_gtp100", 5.38, 5.38, 233),
    ],
)
def test_published_potentials(gwp: str, biogenic: float, fossil: float, nitrous: float) -> None:
    metric = potentials(gwp)
    assert metric.of("CH4_nonfossil") == biogenic
    assert metric.of("CH4_fossil") == fossil
    assert metric.of("N2O") == nitrous
    assert metric.of("CO2") == 1


def test_feedback_has_no_verified_fossil_methane() -> None:
    metric = potentials("ar5_ccf")
    assert (metric.of("CH4_nonfossil"), metric.of("N2O")) == (34, 298)
    with pytest.raises(InputError, match="memory"):
        metric.of("CH4_fossil")
    assert metric.of("CH4_fossil", unverified=True) == 36


def test_every_choice_of_the_table_has_nitrous_oxide_and_methane() -> None:
    for name in choices():
        assert potentials(name).of("N2O") > potentials(name).of("CH4_nonfossil") > 0
    with pytest.raises(UnknownNameError, match="ar5"):
        potentials("ar55")
