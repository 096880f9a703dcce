"""The same six plots give the same Dataset whatever file they come in."""

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from fourpermille.data.read import read_places

FORMATS = ["comma", "semicolon", "tab", "bom", "cp1252", "utf16", "excel_sep", "xlsx", "crlf"]


def _write(kind, plots, write_csv, write_xlsx) -> Path:
    if kind == "xlsx":
        return write_xlsx(places=plots)
    if kind == "excel_sep":
        path = write_csv(plots, sep=";", comma=True)
        path.write_text("sep=;\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
        return path
    options = {
        "comma": {},
        "semicolon": {"sep": ";", "comma": True},
        "tab": {"sep": "\t", "name": "plots.tsv"},
        "bom": {"sep": ";", "encoding": "utf-8-sig"},
        "cp1252": {"sep": ";", "comma": True, "encoding": "cp1252", "newline": "\r\n"},
        "utf16": {"sep": "\t", "encoding": "utf-16", "name": "plots.txt"},
        "crlf": {"newline": "\r\n"},
    }[kind]
    return write_csv(plots, **options)


@pytest.fixture
def reference(plots, write_csv) -> xr.Dataset:
    return read_places(write_csv(plots, "reference.csv"))


def test_the_values_are_those_of_the_table(plots, reference):
    assert reference.sizes == {"cell": 6, "month": 12}
    assert reference["place"].values.tolist() == [row["place"] for row in plots]
    codes = ["FRA", "NAM", "ESP", "CIV", "DEU", "MEX"]
    assert reference["country"].values.tolist() == codes
    clay = [np.nan if r["clay_percent"] is None else r["clay_percent"] for r in plots]
    np.testing.assert_array_equal(reference["clay_percent"], clay)
    assert float(reference["air_temperature_degc"][2, 4]) == 1.5 * 5 - 2.25 + 2
    assert reference["pet_mm"].dtype == np.float64
    assert reference["clay_percent"].attrs["source"] == "given"
    assert reference["clay_percent"].attrs["source_column"] == "clay_percent"
    assert reference["clay_percent"].attrs["units"] == "%"
    assert json.loads(reference.attrs["missing_cells"]) == {"clay_percent": 1}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_same(kind, plots, reference, write_csv, write_xlsx):
    got = read_places(_write(kind, plots, write_csv, write_xlsx))
    xr.testing.assert_identical(got.drop_attrs(), reference.drop_attrs())
    for name in reference.variables:
        assert got[name].attrs == reference[name].attrs


def test_geopackage_and_geojson_give_the_same(plots, reference, tmp_path):
    raw = pytest.importorskip("pyogrio.raw")
    from fourpermille.data.wkb import point_wkb

    shapes = np.array([point_wkb(r["longitude"], r["latitude"]) for r in plots], dtype=object)
    names = [name for name in plots[0] if name not in ("latitude", "longitude")]
    fields = []
    for name in names:
        values = [row[name] for row in plots]
        text = isinstance(values[0], str)
        numbers = [np.nan if value is None else value for value in values]
        fields.append(np.array(values, object) if text else np.array(numbers, float))
    for path, driver in ((tmp_path / "p.gpkg", "GPKG"), (tmp_path / "p.geojson", "GeoJSON")):
        raw.write(path, shapes, fields, names, driver=driver, geometry_type="Point",
                  crs="EPSG:4326", layer="p")  # fmt: skip
        got = read_places(path)
        for name in reference.variables:
            np.testing.assert_array_equal(got[name].values, reference[name].values)
        assert got["latitude"].attrs["source"] == "computed from geometry"


def test_a_long_climate_table_gives_the_same(plots, reference, long_climate, write_csv, write_xlsx):
    places, climate = long_climate(plots)
    beside = read_places(
        write_csv(places, "places.csv"), climate_path=write_csv(climate, "climate.csv")
    )
    inside = read_places(write_xlsx(lieux=places, climat=climate))
    for got in (beside, inside):
        xr.testing.assert_identical(got.drop_attrs(), reference.drop_attrs()[list(got.data_vars)])


@pytest.mark.parametrize("store", ["nc", "zarr"])
def test_labelled_files_give_the_same(store, reference, tmp_path):
    from fourpermille.data.writers.labelled import write_netcdf, write_zarr

    path = tmp_path / f"plots.{store}"
    (write_netcdf if store == "nc" else write_zarr)(reference, path)
    got = read_places(path)
    xr.testing.assert_identical(
        got.drop_attrs()[sorted(got.variables)], reference.drop_attrs()[sorted(got.variables)]
    )


def test_labels_and_units_in_three_languages(plots, reference, write_csv):
    words = {"clay_percent": ("clay [g/kg]", "Argile [%]", "arcilla (%)"),
             "soc_stock_tc_ha": ("SOC [kg C m-2]", "stock de carbone [tC/ha]", "COS [t C/ha]"),
             "depth_cm": ("depth [m]", "profondeur [cm]", "Profundidad [cm]")}  # fmt: skip
    factors = {"clay [g/kg]": 10, "SOC [kg C m-2]": 0.1, "depth [m]": 0.01}
    for language in range(3):
        headers = {name: texts[language] for name, texts in words.items()}
        rows = [
            {
                headers.get(key, key): value * factors.get(headers.get(key, key), 1)
                if key in words and value is not None
                else value
                for key, value in row.items()
            }
            for row in plots
        ]
        got = read_places(write_csv(rows, "labels.csv"))
        for name in words:
            np.testing.assert_allclose(got[name], reference[name], rtol=1e-14)
            assert got[name].attrs["source_column"] == headers[name]


@pytest.mark.parametrize(
    "header", ["Temperature [°C] {}", "température {} [°C]", "tmp_{}", "temperatura {}"]
)
def test_months_stand_before_or_after_the_unit(header, plots, reference, write_csv):
    start = "air_temperature_degc_"
    rows = [
        {
            (header.format(int(k.removeprefix(start))) if k.startswith(start) else k): v
            for k, v in row.items()
        }
        for row in plots
    ]
    got = read_places(write_csv(rows))
    np.testing.assert_array_equal(got["air_temperature_degc"], reference["air_temperature_degc"])


def test_kelvin_by_its_unit(plots, reference, write_csv):
    rows = [
        {
            (f"tas [K] {k[-2:]}" if k.startswith("air") else k): (v + 273.15)
            if k.startswith("air")
            else v
            for k, v in row.items()
        }
        for row in plots
    ]
    got = read_places(write_csv(rows))
    np.testing.assert_allclose(
        got["air_temperature_degc"], reference["air_temperature_degc"], atol=1e-12
    )


def test_columns_nobody_knows_are_noted(plots, write_csv):
    rows = [{**row, "remark": "wet in spring", "Crop rotation": "wheat"} for row in plots]
    ds = read_places(write_csv(rows))
    assert ds.attrs["unused_columns"] == "remark, Crop rotation"


def test_several_names_of_a_place(plots, write_csv):
    rows = [{"id": i, "name": "field", **row} for i, row in enumerate(plots)]
    ds = read_places(write_csv(rows))
    assert ds["place"].values.tolist() == [row["place"] for row in plots]
    assert ds.attrs["unused_columns"] == "id, name"
    for row in rows:
        del row["place"]
    assert read_places(write_csv(rows))["place"].values.tolist() == list("012345")
