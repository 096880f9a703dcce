"""CF names and units, there and back."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from fourpermille.core.errors import InputError, UnitsError
from fourpermille.core.units import registry
from fourpermille.core.variables import Variable, describe, from_cf, to_cf, variables

WITH_CF = [row for row in variables().values() if row.cf_standard_name]


def _dataset(value: float) -> xr.Dataset:
    arrays = {
        row.name: ("cell", np.array([value, np.nan, 0.0])) for row in variables().values()
        if not row.is_text
    }  # fmt: skip
    return xr.Dataset(arrays, coords={"place": ("cell", ["a", "b", "c"])}, attrs={"title": "t"})


@settings(max_examples=10)
@given(st.floats(-1e6, 1e6))
def test_there_and_back_is_the_same(value: float) -> None:
    ds = _dataset(value)
    described, back = describe(ds), from_cf(to_cf(ds))
    assert back.attrs == ds.attrs
    assert set(back.variables) == set(ds.variables)
    for name in ds.data_vars:
        np.testing.assert_allclose(back[name], ds[name], rtol=1e-12, atol=1e-9)
        assert back[name].attrs == described[name].attrs


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in WITH_CF])
def test_factors_are_those_of_the_units(row: Variable) -> None:
    if row.of == "water" and row.cf_units == "kg m-2":
        assert row.cf_factor == 1.0  # 1 mm of water weighs 1 kg/m2
        return
    units = registry()
    here, there = units.parse_units(row.units), units.parse_units(row.cf_units)
    offset = units.Quantity(0.0, here).to(there).magnitude
    image = units.Quantity(10.0, here).to(there).magnitude
    assert row.cf_offset == pytest.approx(offset, abs=1e-12)
    assert 10 * row.cf_factor + row.cf_offset == pytest.approx(image, rel=1e-9)


def test_standard_names_are_distinct() -> None:
    names = [row.cf_standard_name for row in WITH_CF]
    assert len(set(names)) == len(names)


def test_known_values_under_cf_names() -> None:
    ds = xr.Dataset(
        {
            "soc_stock_tc_ha": ("cell", [52.0]),
            "air_temperature_degc": (("cell", "month"), [[10.0] * 12]),
            "clay_percent": ("cell", [23.4]),
            "dpm_rpm_ratio": ("cell", [1.44]),
        }
    )
    out = to_cf(ds)
    assert out["soil_mass_content_of_carbon"].item() == pytest.approx(5.2)
    assert out["soil_mass_content_of_carbon"].attrs["units"] == "kg m-2"
    assert out["air_temperature"][0, 0].item() == pytest.approx(283.15)
    assert out["mass_fraction_of_clay_in_soil"].item() == pytest.approx(0.234)
    assert out["dpm_rpm_ratio"].item() == 1.44


def test_files_of_others_are_recognised_by_standard_name_and_unit() -> None:
    ds = xr.Dataset({"tas": ("cell", [50.0]), "cSoil": ("cell", [5200.0])})
    ds["tas"].attrs = {"standard_name": "air_temperature", "units": "degF"}
    ds["cSoil"].attrs = {"standard_name": "soil_mass_content_of_carbon", "units": "g m-2"}
    out = from_cf(ds)
    assert out["air_temperature_degc"].item() == pytest.approx(10.0)
    assert out["soc_stock_tc_ha"].item() == pytest.approx(52.0)


def test_doubles_and_wrong_units_are_refused() -> None:
    ds = xr.Dataset({"a": ("cell", [1.0]), "b": ("cell", [2.0])})
    for name in ds.data_vars:
        ds[name].attrs = {"standard_name": "air_temperature", "units": "K"}
    with pytest.raises(InputError, match="same quantity"):
        from_cf(ds)
    ds = ds.drop_vars("b")
    ds["a"].attrs["units"] = "mm"
    with pytest.raises(UnitsError, match="Found mm"):
        from_cf(ds)
