"""The sequestration map from a file to COG, and the linearity test on the maps."""

import csv
import json
import warnings

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from tests.engine.gsocseq_by_hand import world

ROWS, COLUMNS = 4, 5


def check(text, name):
    """What was printed, once it follows its published schema."""
    found = json.loads(text)
    pytest.importorskip("jsonschema").validate(found, fpm.info("schemas", name))
    return found


@pytest.fixture
def file(tmp_path):
    """A grid with a hole, units and names as other people have them."""
    data = world(21, ROWS * COLUMNS, years=2)
    data["soil"]["soc_stock_tc_ha"][7] = np.nan
    lat, lon = 50 + 0.5 * np.arange(ROWS), 4 + 0.5 * np.arange(COLUMNS)

    def grid(ds, ending=""):
        out = {}
        for name, array in ds.data_vars.items():
            dims = [d for d in array.dims if d != "cell"]
            values = array.values.reshape(*array.shape[: len(dims)], ROWS, COLUMNS)
            out[f"{name}{ending}"] = ([*dims, "latitude", "longitude"], values)
        return xr.Dataset(out)

    parts = [grid(data["soil"])]
    parts += [grid(data[phase], f"_{phase}") for phase in ("spin_up", "warm_up", "forward")]
    ds = xr.merge(parts).assign_coords(latitude=lat, longitude=lon)
    kelvin = ds["air_temperature_degc_warm_up"] + 273.15
    ds["air_temperature_degc_warm_up"] = kelvin.assign_attrs(units="K")
    path = tmp_path / "phases.nc"
    ds.to_netcdf(path)
    return path, data


def test_file_to_products(file, tmp_path, say):
    rasterio = pytest.importorskip("rasterio")
    path, data = file
    out = tmp_path / "out"
    said = say("gsocseq", path, "--out", out, "--country", "NLD", "--json")
    assert said.code == 0, said.err
    summary = check(said.out, "gsocseq")
    assert summary["cells"] == 20
    assert summary["computed_cells"] == 19
    assert summary["missing_cells"]["no_data"] == 1
    truth = fpm.gsocseq(**data)
    names = sorted(p.name for p in out.glob("*.tif"))
    assert "NLD_GSOCseq_RSR_SSM1_Map030.tif" in names
    assert "NLD_GSOCseq_T0_UncertaintyMap030.tif" in names
    assert len(names) == 1 + 3 * 4 + 2 * 3 + 1 + 2 * 4 + 3
    with rasterio.open(out / "NLD_GSOCseq_ASR_SSM2_Map030.tif") as tif:
        found = tif.read(1)[::-1].ravel()  # north up
        assert tif.crs.to_epsg() == 4326
        assert tif.tags()["product"] == "ASR_SSM2"
    wanted = truth["absolute_sequestration_rate_tc_ha_yr"].sel(scenario="SSM2").values
    assert np.isnan(found[7])
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6)
    with xr.open_dataset(out / "gsocseq.nc") as nc:
        assert nc["soc_stock_t0_tc_ha"].shape == (ROWS, COLUMNS)
    maps = [out / f"NLD_GSOCseq_RSR_SSM{i}_Map030.tif" for i in (1, 2, 3)]
    tested = say("linearity", *maps, "--tolerance", "1e-5")
    assert tested.code == 0, tested.out
    assert "linear" in tested.out


def test_defects_stand_in_the_summary(file, tmp_path, say):
    path, _data = file
    words = ["--compat", "eleven_steps_a_year", "--compat", "bare_limit", "--no-uncertainty"]
    said = say("gsocseq", path, "--out", tmp_path / "out", *words, "--json", "--no-masks")
    assert json.loads(said.out)["script_defects"] == ["eleven_steps_a_year", "bare_limit"]


def test_what_is_refused(file, tmp_path, say):
    path, _data = file
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    assert say("gsocseq", path, "--out", full).code == 3
    assert [p.name for p in full.iterdir()] == ["mine.txt"]
    out = tmp_path / "out"
    for words, code, text in (
        ((path, "--country", "nl"), 3, "three capital letters"),
        ((path, "--compat", "explicit_eular"), 3, "explicit_euler"),
        ((tmp_path / "no.nc",), 4, "no such file"),
    ):
        said = say("gsocseq", *words, "--out", out)
        assert (said.code, text in said.err) == (code, True), said.err
        assert not out.exists()
    table = tmp_path / "table.csv"
    table.write_text("place,soc_stock_tc_ha\na,50\n")
    assert say("gsocseq", table, "--out", out).code == 3


@pytest.fixture
def maps(tmp_path):
    """Three maps that agree but for a tenth of the cells, with one filtered away."""
    one = np.random.default_rng(3).uniform(0.02, 0.9, (20, 50))
    three = 4 * one
    three[:2] *= 1.5
    one[5, 5], two, three[6, 6] = 1.2, 2 * one, np.nan
    two[5, 5], three[5, 5] = 2.4, np.nan  # 4.8 is beyond the filter
    paths = []
    for name, values in zip("abc", (one, two, three), strict=True):
        paths.append(tmp_path / f"{name}.nc")
        xr.Dataset({"rsr": (("y", "x"), values)}).to_netcdf(paths[-1])
    return paths


def test_linearity_counts_what_breaks_it(maps, tmp_path, say):
    said = say("linearity", *maps, "--json", "--out", tmp_path / "t.csv")
    assert said.code == 1
    found = check(said.out, "linearity")
    assert found["cells"] == 998
    assert found["within_tolerance"] == 898
    assert found["missing_in"] == {"SSM1": 0, "SSM2": 0, "SSM3": 2}
    assert found["beyond_filter"] == {"SSM1": 0, "SSM2": 0, "SSM3": 1}
    by_name = {row["relation"]: row for row in found["relations"]}
    assert by_name["SSM2/SSM1"]["within_tolerance"] == 1000
    assert by_name["SSM3/SSM1"]["expected_ratio"] == 4
    assert by_name["SSM3/SSM1"]["q0.5"] == pytest.approx(4)
    assert by_name["SSM3/SSM1"]["q0.99"] == pytest.approx(6)
    with (tmp_path / "t.csv").open() as table:
        rows = list(csv.DictReader(table))
    assert [row["relation"] for row in rows] == ["SSM3/SSM1", "SSM3/SSM2", "SSM2/SSM1"]
    assert say("linearity", *maps, "--required-share", "0.8").code == 0
    assert "NOT linear" in say("linearity", *maps).out


def test_rounding_is_allowed_for(tmp_path, say):
    rates = np.random.default_rng(1).uniform(0.01, 0.3, (3, 30))
    arrays = [np.round(k * rates, 2) for k in (1, 2, 4)]
    assert not fpm.linearity(*arrays).is_linear
    assert fpm.linearity(*arrays, rounding_tc_ha_yr=0.005, tolerance=1e-9).is_linear


def test_linearity_refuses_what_cannot_be_compared(maps, tmp_path, say):
    other = tmp_path / "other.nc"
    xr.Dataset({"rsr": (("y", "x"), np.ones((3, 3)))}).to_netcdf(other)
    assert say("linearity", maps[0], maps[1], other).code == 3
    two = tmp_path / "two.nc"
    xr.Dataset({n: (("y", "x"), np.ones((20, 50))) for n in "ab"}).to_netcdf(two)
    said = say("linearity", maps[0], maps[1], two)
    assert (said.code, "#variable" in said.err) == (3, True)
    assert say("linearity", maps[0], maps[1], f"{two}#a").code == 1
    assert say("linearity", maps[0], maps[1], tmp_path / "none.tif").code == 4
    assert say("linearity", *maps, "--tolerance", "-1").code == 3
    moved = [tmp_path / f"m{i}.nc" for i in range(3)]
    for shift, path in enumerate(moved):
        coords = {"x": np.arange(3.0) + (shift == 2)}
        xr.Dataset({"rsr": ("x", np.ones(3))}, coords).to_netcdf(path)
    assert "same grid" in say("linearity", *moved).err


def test_rasters_without_a_position_are_compared_cell_by_cell(tmp_path, say):
    rasterio = pytest.importorskip("rasterio")
    paths = [tmp_path / f"{factor}.tif" for factor in (1, 2, 4)]
    values = np.linspace(0.05, 0.6, 12, dtype="f4").reshape(3, 4)
    shape = {"driver": "GTiff", "dtype": "float32", "count": 1, "height": 3, "width": 4}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        for factor, path in zip((1, 2, 4), paths, strict=True):
            with rasterio.open(path, "w", **shape, nodata=-9999) as file:
                file.write(np.where(values > 0.55, -9999, factor * values), 1)
    found = json.loads(say("linearity", *paths, "--json").out)
    assert (found["linear"], found["cells"]) == (True, 11)
