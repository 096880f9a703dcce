"""The vocabulary: complete rows, headers that are understood, labelled arrays."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.core.errors import (
    InputError,
    MissingVariableError,
    UnitsError,
    UnknownNameError,
)
from fourpermille.core.headers import simplified
from fourpermille.core.i18n import LANGUAGES, use_language
from fourpermille.core.unit_text import readable
from fourpermille.core.units import check_unit
from fourpermille.core.variables import (
    STEPS,
    Variable,
    canonical_name,
    convert_units,
    describe,
    is_known,
    need,
    parse_variables,
    variable,
    variables,
)

ROWS = [pytest.param(row, id=row.name) for row in variables().values()]

# The unit that the last part of a name stands for.
SUFFIXES = {
    "_tc_ha": ("t ha-1", "carbon"),
    "_tc_ha_yr": ("t ha-1 year-1", "carbon"),
    "_tc_ha_month": ("t ha-1 month-1", "carbon"),
    "_tdm_ha_yr": ("t ha-1 year-1", "dry_matter"),
    "_tdm_ha": ("t ha-1", "dry_matter"),
    "_kgn_ha_yr": ("kg ha-1 year-1", "nitrogen"),
    "_kgn_ha": ("kg ha-1", "nitrogen"),
    "_kgp_ha": ("kg ha-1", "phosphorus"),
    "_kgs_ha": ("kg ha-1", "sulphur"),
    "_kg_ha_yr": ("kg ha-1 year-1", None),
    "_t_ha_yr": ("t ha-1 year-1", ""),
    "_days": ("day", None),
    "_kgp_ha_yr": ("kg ha-1 year-1", "phosphorus"),
    "_kgs_ha_yr": ("kg ha-1 year-1", "sulphur"),
    "_cover_factor": ("1", None),
    "_kg_ha": ("kg ha-1", ""),
    "_usd2016_kgn": ("USD kg-1", ""),
    "_usd2016_kgp": ("USD kg-1", ""),
    "_usd2016_ha_yr": ("USD ha-1 year-1", ""),
    "r_factor": ("MJ mm ha-1 h-1 year-1", ""),
    "k_factor": ("t h MJ-1 mm-1", ""),
    "_l_ha_yr": ("l ha-1 year-1", ""),
    "_tco2e_ha_yr": ("t ha-1 year-1", "co2e"),
    "_tco2e_ha": ("t ha-1", "co2e"),
    "_t_ha": ("t ha-1", ""),
    "_percent": ("%", None),
    "_permille": ("‰", None),
    "_permille_yr": ("‰ year-1", None),
    "_fraction": ("1", None),
    "_cm": ("cm", None),
    "_mm": ("mm", None),
    "_m": ("m", None),
    "_k": ("K", None),
    "_degc": ("degC", None),
    "_eur_ha_yr": ("EUR ha-1 year-1", ""),
    "_mm_yr": ("mm year-1", None),
    "_mha": ("Mha", ""),
    "_mtc_yr": ("Mt year-1", "carbon"),
    "_g_kg": ("g kg-1", None),
    "_g_cm3": ("g cm-3", None),
    "_ha": ("ha", None),
    "_ds_m": ("dS m-1", ""),
    "_modifier": ("1", None),
}


@pytest.mark.parametrize("row", ROWS)
def test_the_name_tells_the_unit(row: Variable) -> None:
    if row.name.startswith(("years_to_", "response_")):
        assert row.units == "year"
        return
    suffix = max((s for s in SUFFIXES if row.name.endswith(s)), key=len, default=None)
    if suffix is None:
        assert row.units in ("text", "1", "year", "month", "degrees_north", "degrees_east")
        return
    units, substance = SUFFIXES[suffix]
    assert row.units == units
    assert substance in (None, row.of)


@pytest.mark.parametrize("row", ROWS)
def test_every_row_is_complete(row: Variable) -> None:
    assert row.step in STEPS
    assert all(row.labels[language] for language in LANGUAGES)
    if row.minimum is not None and row.maximum is not None:
        assert row.minimum < row.maximum
    if not row.is_text:
        check_unit(row.units)
    if row.cf_standard_name:
        assert row.cf_units
        check_unit(row.cf_units)


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_with_its_unit_is_understood(row: Variable, language: str) -> None:
    unit = readable(row)
    header = f"{row.labels[language]} [{unit}]" if unit else row.labels[language]
    for text in (header, header.upper(), f"  {header} "):
        found = canonical_name(text)
        assert found is not None
        assert found[0] == row.name
    assert canonical_name(header) == (row.name, unit or None)


@pytest.mark.parametrize("row", ROWS)
def test_a_canonical_name_means_itself(row: Variable) -> None:
    assert canonical_name(row.name) == (row.name, None)
    assert canonical_name(row.name.upper()) == (row.name, None)


ROTHAMSTED = {
    "Tmp": "air_temperature_degc",
    "Rain": "precipitation_mm",
    "Evap": "open_pan_evaporation_mm",
    "C_inp": "plant_input_tc_ha_month",
    "FYM": "manure_input_tc_ha_month",
    "PC": "plant_cover",
    "DPM_RPM": "dpm_rpm_ratio",
    "modern": "modern_percent",
    "clay": "clay_percent",
    "depth": "depth_cm",
    "iom": "iom_tc_ha",
    "year": "year",
    "month": "month",
    "tmp_c": "air_temperature_degc",
    "rain_mm": "precipitation_mm",
    "evap_mm": "open_pan_evaporation_mm",
    "c_inp_t_ha": "plant_input_tc_ha_month",
    "fym_t_ha": "manure_input_tc_ha_month",
    "clay_pct": "clay_percent",
    "silt_pct": "silt_percent",
    "iom_t_ha": "iom_tc_ha",
    "modern_pct": "modern_percent",
    "smd_mm": "soil_moisture_deficit_mm",
    "oc_pct": "soc_percent",
}
SPOKEN = {
    "argile [%]": ("clay_percent", "%"),
    "ARGILES (g/kg)": ("clay_percent", "g/kg"),
    "Arcilla [%]": ("clay_percent", "%"),
    "Profondeur (cm)": ("depth_cm", "cm"),
    "profundidad [m]": ("depth_cm", "m"),
    "Température [°C]": ("air_temperature_degc", "°C"),
    "temperatura": ("air_temperature_degc", None),
    "Precipitación (mm)": ("precipitation_mm", "mm"),
    "ETP [mm]": ("pet_mm", "mm"),
    "pente": ("slope_percent", None),
    "Densité apparente [g/cm3]": ("bulk_density_g_cm3", "g/cm3"),
    "Uso del suelo": ("land_use", None),
    "\ufeffclay": ("clay_percent", None),
    "Inert carbon (IOM) [t C/ha]": ("iom_tc_ha", "t C/ha"),
    "Carbone inerte (IOM)": ("iom_tc_ha", None),
}


@pytest.mark.parametrize(("header", "name"), ROTHAMSTED.items())
def test_headers_of_rothamsted_files_are_understood(header: str, name: str) -> None:
    assert canonical_name(header) == (name, None)


@pytest.mark.parametrize(("header", "found"), SPOKEN.items())
def test_headers_that_people_write_are_understood(header: str, found: tuple[str, str]) -> None:
    assert canonical_name(header) == found


def test_a_word_that_may_mean_two_things_is_decided_by_its_unit() -> None:
    assert canonical_name("SOC") is None
    assert canonical_name("SOC [g/kg]") == ("soc_content_g_kg", "g/kg")
    assert canonical_name("SOC [t C/ha]") == ("soc_stock_tc_ha", "t C/ha")
    assert canonical_name("COS [kg m-2]") == ("soc_stock_tc_ha", "kg m-2")
    assert canonical_name("SOC [parsnips]") is None


@pytest.mark.parametrize("header", ["", "  ", "notes", "[%]", "()", "remarks (old)"])
def test_what_means_nothing_is_not_guessed(header: str) -> None:
    assert canonical_name(header) is None


@given(st.text(max_size=30))
def test_any_text_may_be_a_header(text: str) -> None:
    found = canonical_name(text)
    assert found is None or is_known(found[0])


@given(st.text(max_size=30))
def test_simplifying_twice_changes_nothing(text: str) -> None:
    assert simplified(simplified(text)) == simplified(text)


def test_labels_follow_the_language() -> None:
    clay = variable("clay_percent")
    with use_language("fr"):
        assert clay.label == "Argile"
    with use_language("es"):
        assert clay.label == "Arcilla"
    assert clay.label == clay.long_name == "Clay"


def test_an_unknown_variable_is_answered_with_a_near_one() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean one of clay_percent"):
        variable("clay_precent")


ROW = """
[x_cm]
units = "cm"
about = "x"
label = { en = "X", fr = "X", es = "X" }
"""


@pytest.mark.parametrize(
    ("before", "after", "kind", "message"),
    [
        ('units = "cm"', "", UnitsError, "units"),
        ('units = "cm"', 'units = ""', UnitsError, "units"),
        ('about = "x"', "", InputError, "about"),
        (', fr = "X"', "", InputError, "label.fr"),
        ('about = "x"', 'about = "x"\nunit = "cm"', InputError, "Did you mean units"),
    ],
)
def test_an_incomplete_row_does_not_load(
    before: str, after: str, kind: type[InputError], message: str
) -> None:
    assert list(parse_variables(ROW)) == ["x_cm"]
    with pytest.raises(kind, match=message):
        parse_variables(ROW.replace(before, after))


def _places(**units: str) -> xr.Dataset:
    ds = xr.Dataset(
        {
            "soc_stock_tc_ha": ("cell", [52.0, np.nan]),
            "air_temperature_degc": (("cell", "month"), np.full((2, 12), 10.0)),
            "place": ("cell", ["a", "b"]),
            "note": ("cell", [1, 2]),
        },
        coords={"latitude": ("cell", [43.6, 43.7])},
    )
    for name, unit in units.items():
        ds[name].attrs["units"] = unit
    return ds


def test_need_returns_what_is_there() -> None:
    assert need(_places(), "soc_stock_tc_ha").equals(_places()["soc_stock_tc_ha"])
    for spelling in ("t ha-1", "t C/ha", "tC ha-1", "Mg C ha⁻¹"):
        assert need(_places(soc_stock_tc_ha=spelling), "soc_stock_tc_ha").size == 2


def test_need_says_what_is_wrong() -> None:
    with pytest.raises(MissingVariableError, match="clay_percent is missing"):
        need(_places(), "clay_percent")
    with pytest.raises(MissingVariableError, match="Did you mean clay_precent"):
        need(_places().rename(note="clay_precent"), "clay_percent")
    with pytest.raises(UnitsError, match=r"Found kg m-2. Allowed t ha-1.*convert_units"):
        need(_places(soc_stock_tc_ha="kg m-2"), "soc_stock_tc_ha")
    with pytest.raises(UnitsError, match="Found K"):
        need(_places(air_temperature_degc="K"), "air_temperature_degc")
    with pytest.raises(UnknownNameError):
        need(_places(), "note")


def test_describe_writes_attributes_and_leaves_the_original() -> None:
    before = _places()
    after = describe(before)
    assert after["soc_stock_tc_ha"].attrs == {
        "units": "t ha-1",
        "long_name": "Soil organic carbon stock",
        "standard_name": "soil_mass_content_of_carbon",
    }
    assert after["air_temperature_degc"].attrs["cell_methods"] == "month: mean"
    assert after["latitude"].attrs["units"] == "degrees_north"
    assert "units" not in after["place"].attrs
    assert after["note"].attrs == {}
    assert before["soc_stock_tc_ha"].attrs == {}
    assert before["latitude"].attrs == {}
    xr.testing.assert_equal(before, after)


def test_convert_units_brings_everything_into_the_vocabulary() -> None:
    ds = _places(soc_stock_tc_ha="kg m-2", air_temperature_degc="K")
    ds["soc_stock_tc_ha"] = ds["soc_stock_tc_ha"] * 0.1
    ds["soc_stock_tc_ha"].attrs["units"] = "kg m-2"
    out = convert_units(ds)
    np.testing.assert_allclose(out["soc_stock_tc_ha"], [52.0, np.nan], rtol=1e-12)
    np.testing.assert_allclose(out["air_temperature_degc"], 10.0 - 273.15, rtol=1e-12)
    assert need(out, "soc_stock_tc_ha").attrs["units"] == "t ha-1"
    assert ds["soc_stock_tc_ha"].attrs["units"] == "kg m-2"
