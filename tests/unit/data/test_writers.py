"""Results in files: whole or not at all, the same bytes again, readable by others."""

import csv
import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from fourpermille.data.atomic import whole, write_text
from fourpermille.data.read import read_places
from fourpermille.data.writers.labelled import write_netcdf, write_zarr
from fourpermille.data.writers.layer import write_places
from fourpermille.data.writers.tables import write_tables
from fourpermille.data.writers.workbook import sheet_name, write_workbook


@pytest.fixture
def frames():
    places = pd.DataFrame(
        {
            "place": ["A", "B"],
            "soc_stock_tc_ha": [1 / 3, np.nan],
            "soc_stock_tc_ha_source": ["given", "default (defaults, soc)"],
            "extra_input_tc_ha_yr": [0.25, 12345.678],
            "rank": [1, 2],
        }
    )
    places.attrs["columns"] = {"rank": ("1", "order of the places")}
    years = pd.DataFrame({"year": [0, 1, 2], "soc_stock_tc_ha": [40.0, 40.2, 40.3]})
    return {"places": places, "years": years}


def test_tables_and_their_columns(frames, tmp_path):
    written = write_tables(frames, tmp_path / "tables")
    assert [path.name for path in written] == ["places.csv", "years.csv", "columns.csv"]
    text = (tmp_path / "tables" / "places.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == ",".join(frames["places"].columns)
    assert f"A,{1 / 3!r},given,0.25,1" in text
    assert "B,,default" in text.replace('"', "")
    with (tmp_path / "tables" / "columns.csv").open(encoding="utf-8") as file:
        meanings = {(row["table"], row["column"]): row for row in csv.DictReader(file)}
    assert meanings["places", "soc_stock_tc_ha"]["unit"] == "t ha-1"
    assert meanings["places", "rank"]["about"] == "order of the places"
    assert "given or default" in meanings["places", "soc_stock_tc_ha_source"]["about"]
    assert all(row["about"] for row in meanings.values())


def test_the_same_tables_give_the_same_bytes(frames, tmp_path):
    for folder in ("one", "two"):
        write_tables(frames, tmp_path / folder)
        write_workbook(frames, tmp_path / folder / "results.xlsx")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_the_workbook(frames, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(write_workbook(frames, tmp_path / "results.xlsx"))
    assert book.sheetnames == ["places", "years", "definitions"]
    page = book["places"]
    assert [cell.value for cell in page[1]][:2] == ["place", "soc_stock_tc_ha [t C/ha]"]
    assert page["B2"].value == 1 / 3
    assert page["B3"].value is None
    assert page.freeze_panes == "B2"
    assert page["B2"].number_format == "0.00"
    assert len(page._charts) == len(book["years"]._charts) == 1
    assert book["definitions"]["A2"].value == "places"


def test_the_workbook_is_read_again(frames, tmp_path):
    ds = read_places(write_workbook(frames, tmp_path / "results.xlsx"))
    assert ds["soc_stock_tc_ha"].values.tolist()[0] == 1 / 3
    assert ds["extra_input_tc_ha_yr"].values.tolist() == [0.25, 12345.678]


def test_names_of_sheets():
    used = set()
    names = [sheet_name(name, used) for name in ("a/b", "a:b", "x" * 40, "x" * 41)]
    assert names == ["a-b", "a-b 2", "x" * 31, "x" * 27 + " 2"]


@pytest.fixture
def result(plots, write_csv):
    ds = read_places(write_csv(plots))
    years = xr.DataArray(np.arange(4), dims="year")
    return ds.assign(
        extra_input_tc_ha_yr=("cell", np.linspace(0.1, 0.6, 6)),
        outside_domain=("cell", np.array(["", "", "organic", "", "", ""], dtype=object)),
        soc_stock_baseline_tc_ha=(ds["soc_stock_tc_ha"] * (1 - 0.01 * years)).transpose(),
    ).assign_attrs(title="A run", variants=["a", "b"], ok=True, nothing=None)


@pytest.mark.parametrize(("write", "name"), [(write_netcdf, "r.nc"), (write_zarr, "r.zarr")])
def test_labelled_results(write, name, result, tmp_path):
    path = write(result, tmp_path / name, history="2026-01-01: 4p1000 run")
    with xr.open_dataset(path, engine="netcdf4" if name == "r.nc" else "zarr",
                         **({} if name == "r.nc" else {"consolidated": False})) as again:  # fmt: skip
        again.load()
    np.testing.assert_array_equal(again["clay_percent"], result["clay_percent"])
    assert again["place"].values.tolist() == result["place"].values.tolist()
    assert again["outside_domain"].values.tolist() == ["", "", "organic", "", "", ""]
    assert again["extra_input_tc_ha_yr"].attrs["units"] == "t ha-1 year-1"
    assert again["air_temperature_degc"].attrs["standard_name"] == "air_temperature"
    assert again.attrs["Conventions"].startswith("CF-")
    assert again.attrs["history"] == "2026-01-01: 4p1000 run"
    assert again.attrs["variants"] == "a, b"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_the_same_dataset_gives_the_same_bytes(result, tmp_path):
    one, two = (write_netcdf(result, tmp_path / f"{name}.nc").read_bytes() for name in "ab")
    assert one == two


def test_a_series_keeps_its_time(tmp_path):
    time = np.arange("0001-01", "0003-01", dtype="datetime64[M]").astype("datetime64[s]")
    ds = xr.Dataset({"rate_modifier": (("cell", "time"), np.ones((1, 24)))}, {"time": time})
    again = read_places(write_netcdf(ds, tmp_path / "t.nc"))
    assert again["time"].values.astype("datetime64[s]").tolist() == time.tolist()


def test_places_as_a_layer(result, tmp_path):
    pytest.importorskip("pyogrio")
    path = write_places(result, tmp_path / "places.gpkg")
    again = read_places(path)
    for name in ("place", "country", "area_ha", "clay_percent", "soc_stock_tc_ha", "latitude"):
        np.testing.assert_array_equal(again[name].values, result[name].values)
    assert write_places(result.drop_vars("latitude"), tmp_path / "none.gpkg") is None
    assert not (tmp_path / "none.gpkg").exists()


def test_nothing_is_written_half(tmp_path):
    path = write_text(tmp_path / "a.txt", "first")
    with pytest.raises(TypeError), whole(path) as draft:
        draft.write_text("second").bit_length("stop")
    assert path.read_text() == "first"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    folder = tmp_path / "store.zarr"
    for content in ("one", "two"):
        with whole(folder) as draft:
            draft.mkdir()
            (draft / content).write_text(content)
    assert [p.name for p in folder.iterdir()] == ["two"]


def test_missing_cells_are_counted(result):
    assert json.loads(result.attrs["missing_cells"]) == {"clay_percent": 1}


def test_a_name_is_never_a_formula(tmp_path):
    import re
    import zipfile

    openpyxl = pytest.importorskip("openpyxl")
    name = "=cmd|calc!A1"
    frame = pd.DataFrame({"place": [name] * 2, "year": [0, 1], "soc_stock_tc_ha": [40.0, 41.0]})
    path = write_workbook({"trajectories": frame}, tmp_path / "r.xlsx")
    cell = openpyxl.load_workbook(path)["trajectories"]["A2"]
    assert (cell.value, cell.data_type) == (name, "s")
    with zipfile.ZipFile(path) as book:
        chart = book.read("xl/charts/chart1.xml").decode()
    formulas = re.findall(r"<c:f>(.*?)</c:f>", chart)
    assert formulas
    assert not any("cmd" in formula for formula in formulas)
    assert "=cmd|calc!\u2060A1</a:t>" in chart
