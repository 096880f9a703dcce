"""Units that people bring: converted, or refused with a way out."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.core.errors import UnitsError
from fourpermille.core.unit_text import readable, spelled
from fourpermille.core.units import check_unit, convert, convertible, factor_and_offset
from fourpermille.core.variables import Variable, variable, variables

NUMERIC = [pytest.param(row, id=row.name) for row in variables().values() if not row.is_text]

CONVERTED = [
    (5.2, "kgC m-2", "soc_stock_tc_ha", 52.0),
    (5.2, "kg C/m2", "soc_stock_tc_ha", 52.0),
    (5.2, "kg m⁻²", "soc_stock_tc_ha", 52.0),
    (52.0, "Mg C ha-1", "soc_stock_tc_ha", 52.0),
    (52.0, "tC/ha", "soc_stock_tc_ha", 52.0),
    (52.0, "t·ha⁻¹", "soc_stock_tc_ha", 52.0),
    (44.0, "tCO2/ha", "soc_stock_tc_ha", 12.0),
    (283.15, "K", "air_temperature_degc", 10.0),
    (50.0, "°F", "air_temperature_degc", 10.0),
    (10.0, "C", "air_temperature_degc", 10.0),
    (10.0, "°C", "air_temperature_degc", 10.0),
    (10.0, "ºC", "air_temperature_degc", 10.0),
    (10.0, "degC", "air_temperature_degc", 10.0),
    (230.0, "g/kg", "clay_percent", 23.0),
    (230.0, "g kg-1", "clay_percent", 23.0),
    (0.23, "1", "clay_percent", 23.0),
    (1.2, "%", "soc_content_g_kg", 12.0),
    (12.0, "gC kg-1", "soc_content_g_kg", 12.0),
    (120.0, "dg/kg", "soc_content_g_kg", 12.0),
    (12.0, "‰", "soc_content_g_kg", 12.0),
    (130.0, "cg/cm3", "bulk_density_g_cm3", 1.3),
    (1300.0, "kg m-3", "bulk_density_g_cm3", 1.3),
    (1.3, "Mg m⁻³", "bulk_density_g_cm3", 1.3),
    (0.3, "m", "depth_cm", 30.0),
    (80.0, "%", "plant_cover", 0.8),
    (5.0, "cm", "precipitation_mm", 50.0),
    (50.0, "kg m-2", "precipitation_mm", 50.0),
    (50.0, "mm/month", "precipitation_mm", 50.0),
    (50.0, "mm mois-1", "precipitation_mm", 50.0),
    (0.3, "t C/ha", "plant_input_tc_ha_month", 0.3),
    (3.6, "t C/ha/yr", "plant_input_tc_ha_month", 0.3),
    (3.0, "t C/ha/an", "plant_input_tc_ha_yr", 3.0),
    (3.0, "t C ha-1 año-1", "plant_input_tc_ha_yr", 3.0),
    (300.0, "g C m-2 y-1", "plant_input_tc_ha_yr", 3.0),
    (0.89, "tC/ha/yr", "extra_input_tc_ha_yr", 0.89),
    (2.0, "t MS/ha/an", "extra_input_tdm_ha_yr", 2.0),
    (2.0, "tDM ha-1 yr-1", "extra_input_tdm_ha_yr", 2.0),
    (0.4, "%/yr", "trend_permille_yr", 4.0),
    (1.0, "km2", "area_ha", 100.0),
    (45.0, "°", "latitude", 45.0),
    (3.0, "degrees_east", "longitude", 3.0),
]


@pytest.mark.parametrize(("value", "unit", "name", "expected"), CONVERTED)
def test_units_are_converted(value: float, unit: str, name: str, expected: float) -> None:
    assert convert(value, unit, name) == pytest.approx(expected, rel=1e-12)
    assert convertible(unit, name)


REFUSED = [
    ("tCO2e/ha", "soc_stock_tc_ha", "warming potentials"),
    ("t CO2-eq ha-1", "soc_stock_tc_ha", "warming potentials"),
    ("t eq. CO2/ha", "soc_stock_tc_ha", "warming potentials"),
    ("t DM/ha/yr", "plant_input_tc_ha_yr", "Multiply dry matter"),
    ("tC/ha/yr", "extra_input_tdm_ha_yr", "Divide carbon"),
    ("mm/day", "precipitation_mm", "days of each month"),
    ("kg m-2 s-1", "precipitation_mm", "days of each month"),
    ("kg m-2 s-1", "plant_input_tc_ha_month", "days of each month"),
    ("t C/ha", "plant_input_tc_ha_yr", "Allowed t C/ha/yr"),
    ("%", "soc_stock_tc_ha", "Allowed t C/ha"),
    ("parsnips", "depth_cm", "not known"),
    ("cm", "clay_percent", "Allowed %"),
    ("t N/ha", "soc_stock_tc_ha", "Allowed t C/ha"),
    ("]{", "depth_cm", "not known"),
]


@pytest.mark.parametrize(("unit", "name", "message"), REFUSED)
def test_units_are_refused_with_a_way_out(unit: str, name: str, message: str) -> None:
    with pytest.raises(UnitsError, match=message) as caught:
        convert(1.0, unit, name)
    (problem,) = caught.value.problems
    assert (problem.column, problem.found) == (name, unit)
    assert problem.todo
    assert not convertible(unit, name)


def test_rates_become_sums_of_the_month_with_its_days() -> None:
    days = np.array([31, 28, 30])
    np.testing.assert_allclose(
        convert(np.array([2.0, 1.0, 0.0]), "mm/day", "precipitation_mm", days=days), [62, 28, 0]
    )
    np.testing.assert_allclose(
        convert(np.full(3, 1 / 86400), "kg m-2 s-1", "precipitation_mm", days=days), days
    )
    np.testing.assert_allclose(
        convert(np.full(3, 1e-4 / 86400), "kg m-2 s-1", "plant_input_tc_ha_month", days=days),
        days * 1e-3,
    )


@pytest.mark.parametrize("row", NUMERIC)
def test_the_canonical_unit_changes_nothing(row: Variable) -> None:
    values = np.array([1.5, np.nan])
    for unit in (row.units, readable(row) or "1"):
        np.testing.assert_array_equal(convert(values, unit, row.name), values)
    assert factor_and_offset(row.units, row.name) == (1.0, 0.0)


def test_the_float_type_is_kept_and_missing_values_stay() -> None:
    for dtype in (np.float32, np.float64):
        out = convert(np.array([280.0, np.nan], dtype), "K", "air_temperature_degc")
        assert out.dtype == dtype
        assert np.isnan(out[1])


def test_words_are_left_alone() -> None:
    assert convert(["FRA"], "ISO3", "country") == ["FRA"]
    assert not convertible("ISO3", "country")


def test_gases_are_not_mistaken_for_powers() -> None:
    assert spelled("tCO2 ha-1") == "tCO2 ha**-1"
    assert spelled("kg N2O m-2") == "kg N2O m**-2"
    assert spelled("cm3 cm-3") == "cm**3 cm**-3"
    check_unit("kgN2O ha-1 yr-1")
    check_unit("t CO2 ha-1")


@given(st.floats(0.01, 1e4))
def test_carbon_per_area_round_trips(stock: float) -> None:
    assert convert(stock * 0.1, "kg m-2", "soc_stock_tc_ha") == pytest.approx(stock, rel=1e-12)


@given(st.text(max_size=20))
def test_any_text_is_a_unit_or_a_units_error(text: str) -> None:
    assert convertible(text, "soc_stock_tc_ha") in (True, False)


def test_the_registry_of_others_is_left_alone() -> None:
    import pint

    before = pint.get_application_registry().get()
    check_unit("t C ha-1")
    assert pint.get_application_registry().get() is before
    assert variable("soc_stock_tc_ha").units == "t ha-1"


def test_spellings_of_our_units_need_no_registry() -> None:
    """The registry takes seconds to make; grids say the same units over and over."""
    code = (
        "import sys\nfrom fourpermille.core.units import convert\n"
        "for unit, name in (('percent', 'clay_percent'), ('mm month-1', 'precipitation_mm'),"
        " ('°C', 'air_temperature_degc'), ('t ha-1', 'soc_stock_tc_ha')):\n"
        "    assert convert(2.5, unit, name) == 2.5\n"
        "print('pint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("ton/ha", "soc_stock_tc_ha"),  # 907 kg for the registry, 1000 kg for most who write it
        ("Tons C ha-1", "soc_stock_tc_ha"),
        ("mt/ha", "soc_stock_tc_ha"),  # would be a millitonne
        ("% mass", "clay_percent"),  # would be per cent of milliarcseconds
        ("% (mass)", "clay_percent"),
        ("degC * degree", "air_temperature_degc"),
        ("degree", "cropland_fraction"),
    ],
)
def test_units_that_only_seem_to_be_known(unit: str, name: str) -> None:
    with pytest.raises(UnitsError):
        convert(1.0, unit, name)


@pytest.mark.parametrize("unit", ["deg K", "degrees K", "°K", "Kelvin", "kelvin", "degrees Kelvin"])
def test_kelvin_is_no_angle(unit: str) -> None:
    assert convert(283.15, unit, "air_temperature_degc") == pytest.approx(10.0)
    assert convert(2.0, unit, "temperature_change_k") == 2.0


@pytest.mark.parametrize("unit", ["Celsius", "degrees Celsius", "Degrees celsius", "deg_C", "° C"])
def test_celsius_in_words(unit: str) -> None:
    assert convert(10.0, unit, "air_temperature_degc") == 10.0


def test_a_year_is_twelve_months_however_it_is_written() -> None:
    days = np.full(12, 30.0)
    for unit in ("mm/yr", "mm/a", "mm year-1"):
        np.testing.assert_allclose(convert(np.full(12, 600.0), unit, "pet_mm", days=days), 50.0)
    assert convert(1.0, "short_ton/ha", "soc_stock_tc_ha") == pytest.approx(0.90718474)
