"""Values that are allowed but look like another unit or another place: told, not refused."""

import warnings

import numpy as np
import pytest

from fourpermille.core.errors import InputError, PlausibilityWarning
from fourpermille.data.read import read_places
from fourpermille.data.readers.rothc_cases import read_cases, read_initial
from fourpermille.data.sample import sample_path

MONTHS = [f"{month:02d}" for month in range(1, 13)]
COMFORTABLE = {"clay_percent": 20, "depth_cm": 30, "soc_stock_tc_ha": 50}


def one_place(tmp_path, **changes):
    """A table of one French field; ``name=value`` or ``name=(twelve values)`` change it."""
    row = {"place": "a", "country": "FRA", "latitude": 43.7, "longitude": 3.5, **COMFORTABLE}
    months = {"air_temperature_degc": 12.0, "precipitation_mm": 60.0, "pet_mm": 70.0}
    for name, value in changes.items():
        if name in months:
            months[name] = value
        else:
            row[name.replace("__", " ")] = value
    for name, value in months.items():
        row |= {f"{name}_{month}": value for month in MONTHS}
    path = tmp_path / "a.csv"
    path.write_text(",".join(row) + "\n" + ",".join(map(str, row.values())) + "\n")
    return path


def told(path):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read_places(path)
    assert all(issubclass(one.category, PlausibilityWarning) for one in caught)
    return [str(one.message) for one in caught]


def test_nothing_is_said_of_a_common_field(tmp_path):
    assert told(one_place(tmp_path)) == []


@pytest.mark.parametrize(
    ("changes", "column", "looks"),
    [
        ({"soc_stock_tc_ha": 3.85}, "soc_stock_tc_ha", "kg C per m2"),
        ({"soc_stock_tc_ha": 1.234}, "soc_stock_tc_ha", "per cent"),
        ({"area_ha": 42000}, "area_ha", "square metres"),
        ({"air_temperature_degc": 55}, "air_temperature_degc", "Fahrenheit"),
        ({"air_temperature_degc": 36}, "air_temperature_degc", "Fahrenheit"),
        ({"precipitation_mm": 6.0}, "precipitation_mm", "cm, m or mm a day"),
        ({"precipitation_mm": 0.06}, "precipitation_mm", "cm, m or mm a day"),
        ({"pet_mm": 2.3}, "pet_mm", "cm, m or mm a day"),
        ({"pet_mm": 0}, "pet_mm", "cm, m or mm a day"),
        ({"latitude": 3.5, "longitude": 43.7}, "latitude, longitude", "swapped"),
        ({"country": "BRA"}, "latitude, longitude", "far from the country"),
    ],
)
def test_a_slip_is_told_with_file_column_and_place(tmp_path, changes, column, looks):
    (text,) = told(one_place(tmp_path, **changes))
    assert text.startswith(f"a.csv, column {column}")
    assert looks in text
    assert ": a. Found" in text


def test_a_thin_layer_may_hold_little(tmp_path):
    assert told(one_place(tmp_path, depth_cm=10, soc_stock_tc_ha=4)) == []
    assert told(one_place(tmp_path, depth_cm=10, soc_stock_tc_ha=3)) != []


def test_a_stated_unit_is_believed(tmp_path):
    path = one_place(tmp_path, soc_stock_tc_ha=4)
    path.write_text(path.read_text().replace("soc_stock_tc_ha", "soc_stock_tc_ha [t ha-1]"))
    assert told(path) == []


def test_longitudes_may_go_round(tmp_path):
    assert told(one_place(tmp_path, longitude=359.5)) == []


def test_the_shipped_countries_are_believed():
    assert told(sample_path("world_croplands")) == []


def test_a_row_that_was_cut_off_is_told(tmp_path):
    path = one_place(tmp_path)
    path.write_text(path.read_text() + "b,FRA,43.8\n")
    (text,) = told(path)
    assert "a.csv, row 3: fewer cells" in text


@pytest.mark.parametrize("name", ["TOTAL", "Somme", "suma"])
def test_a_row_of_totals_is_no_place(tmp_path, name):
    path = one_place(tmp_path)
    path.write_text(path.read_text() + f"{name},,,,,,100\n")
    with pytest.raises(InputError, match="sums up") as caught:
        read_places(path)
    assert caught.value.problems[0].row == 3


def test_a_stock_of_nothing_is_a_gap_badly_written(tmp_path):
    with pytest.raises(InputError, match="Leave the cell empty"):
        read_places(one_place(tmp_path, soc_stock_tc_ha=0))


def test_a_layer_in_metres_without_reference_system_is_refused(tmp_path):
    path = tmp_path / "map.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        '{"place": "a", "clay_percent": 20}, "geometry": {"type": "Point", '
        '"coordinates": [735100, 6265000]}}]}'
    )
    with pytest.raises(InputError, match="reference system") as caught:
        read_places(path)
    assert {problem.column for problem in caught.value.problems} == {"latitude", "longitude"}


def rothc_files(tmp_path, clay="23.4", soc=""):
    (tmp_path / "sites.csv").write_text(
        f"case,clay_pct,depth_cm,iom_t_ha\na,{clay},23,2.7\n".replace(",", ";")
    )
    head = "case;step;month;tmp_c;rain_mm;evap_mm;c_inp_t_ha;fym_t_ha;plant_cover;dpm_rpm\n"
    rows = [f"a;{m};{m};10,5;60;40;0,2;0;1;1,44" for m in range(1, 13)]
    (tmp_path / "forcing.csv").write_text(head + "\n".join(rows) + "\n")
    (tmp_path / "initial.csv").write_text(
        f"case,state,dpm,rpm,bio,hum,iom,soc\na,given,1,5,1,20,3,{soc}\n"
    )
    return read_cases(tmp_path / "sites.csv", tmp_path / "forcing.csv")


def test_reference_cases_may_have_decimal_commas(tmp_path):
    (case,) = rothc_files(tmp_path)
    assert np.all(case.monthly["air_temperature_degc"] == 10.5)
    assert np.all(case.monthly["dpm_rpm_ratio"] == 1.44)


def test_clay_of_reference_cases_as_a_fraction_is_told(tmp_path):
    with pytest.warns(PlausibilityWarning, match="sites.csv, column clay_pct: looks like a frac"):
        rothc_files(tmp_path, clay="0.234")


def test_a_start_whose_sum_is_another_is_refused(tmp_path):
    cases = rothc_files(tmp_path, soc="999")
    with pytest.raises(InputError, match="not the sum") as caught:
        read_initial(tmp_path / "initial.csv", cases)
    problem = caught.value.problems[0]
    assert (problem.row, problem.column, problem.found, problem.allowed) == (2, "soc", "999", "30")
    assert read_initial(tmp_path / "initial.csv", rothc_files(tmp_path, soc="30.1"))
