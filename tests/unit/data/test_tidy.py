"""Converted values carry no noise, and the example of a template is told."""

import warnings

import pytest

import fourpermille as fpm
from fourpermille.core.errors import InputError, PlausibilityWarning
from fourpermille.core.i18n import LANGUAGES
from fourpermille.data.read import read_places
from fourpermille.data.template import write_template


def test_fahrenheit_and_kelvin_become_round_degrees(tmp_path):
    values = [32, 44.6, 50, 68, 32, 32, 32, 32, 32, 32, 32, 33.8]
    names = [f"temperature [°F] {month}" for month in range(1, 13)]
    others = [f"{name}_{m:02d}" for name in ("precipitation_mm", "pet_mm") for m in range(1, 13)]
    path = tmp_path / "a.csv"
    path.write_text(
        ",".join(["place", *names, *others])
        + "\n"
        + ",".join(["a", *map(str, values), *["50"] * 24])
        + "\n"
    )
    found = read_places(path)["air_temperature_degc"].values[0].tolist()
    assert found == [0, 7, 10, 20, 0, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_a_template_is_told(tmp_path, language):
    path = write_template("places", tmp_path / "plots.xlsx", language)
    with pytest.warns(PlausibilityWarning, match="example of the template"):
        read_places(path)


@pytest.mark.parametrize(("name", "start"), [("a.geojson", b"{"), ("a.gpkg", b"SQLite")])
def test_the_ending_chooses_the_format_of_a_layer(tmp_path, name, start):
    table = tmp_path / "a.csv"
    table.write_text("place,latitude,longitude,clay_percent\na,43.7,3.5,20\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = fpm.write_places(read_places(table), tmp_path / name)
    assert path.read_bytes().startswith(start)
    again = read_places(path)
    assert float(again["latitude"].values[0]) == pytest.approx(43.7)
    with pytest.raises(InputError, match=r"\.geojson"):
        fpm.write_places(again, tmp_path / "a.shp")
