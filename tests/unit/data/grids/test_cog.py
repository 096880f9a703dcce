"""Maps written for other programs, and read back."""

import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from fourpermille.core.errors import InputError, ShapeError, UnknownNameError
from fourpermille.data.grids import open_grid
from fourpermille.data.read import read_places
from fourpermille.data.writers.cog import write_cog
from fourpermille.data.writers.grids import export_grid


@pytest.fixture
def result() -> xr.Dataset:
    rng = np.random.default_rng(5)
    lat, lon = 60 - 0.1 * (np.arange(700) + 0.5), -10 + 0.1 * (np.arange(900) + 0.5)
    values = rng.uniform(-1, 3, (700, 900)).astype("f4")
    values[rng.random(values.shape) < 0.2] = np.nan
    return xr.Dataset(
        {
            "extra_input_tc_ha_yr": (("lat", "lon"), values, {"source": "a run"}),
            "clay_percent": (("lat", "lon"), rng.uniform(5, 60, values.shape)),
        },
        {"lat": lat, "lon": lon},
    )


@pytest.mark.parametrize("lazy", [False, True])
def test_a_cog_gives_the_values_back(lazy, result, tmp_path):
    import rasterio

    ds = result.chunk(lat=250, lon=400) if lazy else result
    path = write_cog(ds["extra_input_tc_ha_yr"], tmp_path / "x.tif", tags={"scenario": "s"})
    with rasterio.open(path) as file:
        np.testing.assert_array_equal(file.read(1), result["extra_input_tc_ha_yr"])
        assert file.crs.to_epsg() == 4326
        assert (file.dtypes[0], str(file.nodata)) == ("float32", "nan")
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert file.tags(ns="IMAGE_STRUCTURE")["COMPRESSION"] == "DEFLATE"
        assert file.overviews(1)
        np.testing.assert_allclose(file.bounds, (-10, -10, 80, 60), atol=1e-9)
        tags = file.tags()
        assert tags["units"] == file.units[0] == "t ha-1 year-1"
        assert (tags["source"], tags["scenario"]) == ("a run", "s")
        assert tags["version"].startswith("fourpermille ")
        assert file.descriptions[0] == "extra_input_tc_ha_yr"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.qml", "x.tif"]
    back = open_grid({"extra_input_tc_ha_yr": "x.tif"}, folder=tmp_path)["extra_input_tc_ha_yr"]
    np.testing.assert_array_equal(back, result["extra_input_tc_ha_yr"])
    np.testing.assert_allclose(back["lat"], result["lat"], atol=1e-9)
    assert back.dtype == np.float32


def test_south_up_and_bands(tmp_path):
    import rasterio

    values = np.arange(48.0).reshape(12, 2, 2)
    da = xr.DataArray(values, {"month": np.arange(1, 13), "lat": [0.5, 1.5], "lon": [0.5, 1.5]},
                      ("month", "lat", "lon"), "precipitation_mm")  # fmt: skip
    path = write_cog(da, tmp_path / "p.tif")
    with rasterio.open(path) as file:
        np.testing.assert_array_equal(file.read(), values[:, ::-1])
        assert file.descriptions[2] == "precipitation_mm month=3"
    np.testing.assert_array_equal(
        open_grid({"precipitation_mm": "p.tif"}, folder=tmp_path)["precipitation_mm"],
        values[:, ::-1],
    )


def test_the_style_is_one_that_qgis_reads(result, tmp_path):
    for name, colours in (("extra_input_tc_ha_yr", 7), ("clay_percent", 6)):
        write_cog(result[name], tmp_path / f"{name}.tif")
        root = ElementTree.parse(tmp_path / f"{name}.qml").getroot()
        assert root.tag == "qgis"
        renderer = root.find("pipe/rasterrenderer")
        assert renderer.get("type") == "singlebandpseudocolor"
        items = [float(item.get("value")) for item in root.iter("item")]
        assert items == sorted(items)
        assert len(items) == colours


def test_what_no_tif_holds(result, tmp_path):
    with pytest.raises(ShapeError, match="rows, columns"):
        write_cog(result["clay_percent"].isel(lat=0), tmp_path / "a.tif")
    with pytest.raises(ShapeError, match="one size"):
        write_cog(result["clay_percent"].isel(lat=[0, 1, 5]), tmp_path / "a.tif")
    assert list(tmp_path.iterdir()) == []


FULL = """
import resource, signal, sys
import numpy as np, xarray as xr
from fourpermille.data.writers.cog import write_cog
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
rng = np.random.default_rng(1)
da = xr.DataArray(rng.random((800, 800)), {"lat": np.arange(800, 0, -1) / 10, "lon": np.arange(800) / 10},
                  ("lat", "lon"), "clay_percent")
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    write_cog(da, sys.argv[1] + "/a.tif")
except OSError as error:
    print("OSError")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are those of Unix")
@pytest.mark.parametrize("limit", [100_000, 2_000_000, 2_600_000])
def test_a_full_disk_leaves_nothing(limit, tmp_path):
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path), str(limit)],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.stdout.strip() == "OSError", done.stderr
    assert [p.name for p in tmp_path.iterdir()] == []


def test_exports(result, tmp_path):
    store = tmp_path / "results.zarr"
    result.chunk(lat=100).to_zarr(store, zarr_format=3, consolidated=False)
    maps = export_grid(store, tmp_path / "maps")
    assert sorted(p.name for p in maps) == ["clay_percent.tif", "extra_input_tc_ha_yr.tif"]
    (table,) = export_grid(store, tmp_path / "csv", ["extra_input_tc_ha_yr"], format="csv")
    frame = pd.read_csv(table)
    want = result["extra_input_tc_ha_yr"].to_series().dropna()
    assert list(frame.columns) == ["lat", "lon", "extra_input_tc_ha_yr"]
    np.testing.assert_allclose(frame["extra_input_tc_ha_yr"], want, rtol=1e-6)
    np.testing.assert_array_equal(frame["lat"], want.index.get_level_values("lat"))
    (nc,) = export_grid(store, tmp_path / "nc", format="netcdf")
    with xr.open_dataset(nc) as back:
        np.testing.assert_array_equal(back["clay_percent"], result["clay_percent"])
    with pytest.raises(UnknownNameError, match="Did you mean"):
        export_grid(store, tmp_path / "x", ["clay_percnt"])
    with pytest.raises(UnknownNameError, match="cog"):
        export_grid(store, tmp_path / "x", format="kml")
    with pytest.raises(FileNotFoundError):
        export_grid(tmp_path / "none.zarr", tmp_path / "x")


def test_months_become_columns(tmp_path):
    da = xr.DataArray(np.arange(48.0).reshape(12, 2, 2), {"month": np.arange(1, 13),
                      "lat": [1.5, 0.5], "lon": [0.5, 1.5]}, ("month", "lat", "lon"))  # fmt: skip
    da.to_dataset(name="pet_mm").to_netcdf(tmp_path / "r.nc")
    (table,) = export_grid(tmp_path / "r.nc", tmp_path, format="csv")
    frame = pd.read_csv(table)
    assert frame.columns[2:].tolist() == [f"pet_mm_month_{m:02d}" for m in range(1, 13)]
    assert frame["pet_mm_month_03"].tolist() == [8, 9, 10, 11]


def test_places_of_a_tif(result, tmp_path, write_tif):
    write_cog(result["clay_percent"].isel(lat=slice(0, 9), lon=slice(0, 5)), tmp_path / "soil.tif")
    ds = read_places(tmp_path / "soil.tif")
    want = result["clay_percent"].isel(lat=slice(0, 9), lon=slice(0, 5)).sortby("lat")
    np.testing.assert_array_equal(ds["clay_percent"], want.astype("f4"))
    write_tif(
        np.ones((3, 3), "f4"),
        "clay_percent.tif",
        corner=(5e5, 5e6),
        step=(1e3, 1e3),
        crs="EPSG:32631",
    )
    with pytest.raises(InputError, match="projection"):
        read_places(tmp_path / "clay_percent.tif")
