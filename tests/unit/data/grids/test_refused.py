"""What is wrong with a grid is said with file, place, what was found and what to do."""

import warnings

import numpy as np
import pytest
import xarray as xr

from fourpermille.core.errors import (
    DataUnavailableError,
    InputError,
    ShapeError,
    UnknownNameError,
)
from fourpermille.data.grids import check_block, open_grid
from fourpermille.data.grids.reference import parse_reference


def opened(world, references, folder, *names, **options):
    world.to_netcdf(folder / "world.nc")
    return open_grid(references("world.nc", *names), folder=folder, **options)


@pytest.mark.parametrize(
    ("column", "name", "number", "place"),
    [
        ("tas", "air_temperature_degc", -9999.0, "month=3, lat=60, lon=-105"),
        ("pr", "precipitation_mm", -0.1, "month=3, lat=60, lon=-105"),
        ("pr", "precipitation_mm", 1e20, "month=3, lat=60, lon=-105"),
        ("clay", "clay_percent", -7.0, "lat=60, lon=-105"),  # a code of HWSD
        ("clay", "clay_percent", 9.96921e36, "lat=60, lon=-105"),
        ("soc", "soc_stock_tc_ha", -9999.0, "lat=60, lon=-105"),
        ("soc", "soc_stock_tc_ha", np.inf, "lat=60, lon=-105"),
    ],
)
def test_numbers_that_mean_missing(column, name, number, place, world, references, tmp_path):
    at = {"lat": 60.0, "lon": -105.0} | ({"month": 3} if "month" in world[column].dims else {})
    world[column].loc[at] = number
    ds = opened(world, references, tmp_path, name)
    with pytest.raises(InputError) as caught:
        ds.compute()
    (problem,) = caught.value.problems
    assert (problem.file, problem.column, problem.row) == ("world.nc", column, place)
    assert f"{number:.7g}, and 1 such" in str(problem.found)
    assert problem.allowed.startswith(name)
    assert f"[missing={number:.7g}]" in problem.todo
    mended = open_grid({name: f"world.nc:{column}[missing={number}]"}, folder=tmp_path).compute()
    assert int(mended[name].isnull().sum()) == int(world[column].isnull().sum()) + 1


def test_fill_numbers_of_a_quantity_without_limits(tmp_path):
    values = np.full((3, 4), 1.5)
    values[1, 2] = -9999.0
    xr.Dataset({"d": (("lat", "lon"), values)}, {"lat": [2, 1, 0], "lon": [0, 1, 2, 3]}).to_netcdf(
        tmp_path / "d.nc"
    )
    ds = open_grid({"soc_change_tc_ha_yr": "d.nc:d"}, folder=tmp_path)
    with pytest.raises(InputError, match=r"lat=1, lon=2.*-9999"):
        ds.compute()


def test_a_bad_number_does_not_hide_in_an_average(world, tmp_path):
    world["tas"][0, 0, 0] = -500.0  # its average with others would pass
    world.to_netcdf(tmp_path / "world.nc")
    coarse = world[["clay"]].coarsen(lat=3, lon=3).mean()
    coarse["clay"].attrs["units"] = "%"
    coarse.to_netcdf(tmp_path / "coarse.nc")
    names = {"clay_percent": "coarse.nc:clay", "air_temperature_degc": "world.nc:tas"}
    with pytest.raises(InputError, match="-500"):
        open_grid(names, folder=tmp_path).compute()


def test_a_computed_block_is_checked(world):
    block = xr.Dataset({"clay_percent": world["clay"] + 60, "other": world["soc"] * -1})
    block["clay_percent"].attrs["source"] = "mine.nc:clay"
    count = int((block["clay_percent"] > 100).sum())
    with pytest.raises(InputError) as caught:
        check_block(block)
    (problem,) = caught.value.problems
    assert problem.file == "mine.nc:clay"
    assert f"{count} such" in str(problem.found)
    check_block(xr.Dataset({"clay_percent": world["clay"] * 0 + 100 * (1 + 1e-16)}))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda d: d.isel(month=slice(0, 11)), "11 months"),
        (lambda d: d.assign_coords(month=np.arange(12)), "not 1 to 12"),
        (lambda d: d.rename(month="time").isel(time=slice(0, 11)), "11 months"),
        (lambda d: d.assign(tas=d["tas"].assign_attrs(units="kg")), "kg"),
        (lambda d: d.assign(tas=d["tas"].assign_attrs(units="nonsense")), "not known"),
        (lambda d: d.rename(tas="tass"), "Did you mean tass"),
        (lambda d: d.rename(lat="row", lon="column"), "rows and columns"),
        (lambda d: d.assign_coords(lat=d["lat"] * 1.3), "degrees"),
        (lambda d: d.isel(lon=[3, 1, 2, 0]), "in order"),
    ],
)
def test_heads_that_cannot_be_used(change, text, world, references, tmp_path):
    with pytest.raises(InputError, match=text) as caught:
        opened(change(world), references, tmp_path, "air_temperature_degc")
    assert caught.value.problems[0].file == "world.nc"


def test_no_unit_and_numbers_of_another_one(world, references, tmp_path):
    world["tas"] = world["tas"].drop_attrs() + 273.15
    ds = opened(world, references, tmp_path, "air_temperature_degc")
    with pytest.raises(InputError, match=r"kelvin.*\[units=K\]"):
        ds.compute()
    said = open_grid({"air_temperature_degc": "world.nc:tas[units=K]"}, folder=tmp_path)
    assert float(said["air_temperature_degc"].max()) < 31


def test_no_unit_is_written_down(world, references, tmp_path):
    world["clay"].attrs = {}
    ds = opened(world, references, tmp_path)
    assert ds["clay_percent"].attrs["units_assumed"] == "true"
    assert "units_assumed" not in ds["soc_stock_tc_ha"].attrs


def test_grids_apart(world, references, tmp_path):
    world.isel(lat=slice(0, 3), lon=slice(0, 3)).to_netcdf(tmp_path / "a.nc")
    world.isel(lat=slice(6, 9), lon=slice(8, 12)).to_netcdf(tmp_path / "b.nc")
    with pytest.raises(ShapeError, match=r"b\.nc.*overlap.*-90 to -30 N.*30 to 90 N"):
        open_grid({"clay_percent": "a.nc:clay", "soc_stock_tc_ha": "b.nc:soc"}, folder=tmp_path)
    with pytest.raises(InputError, match=r"bounds.*Found 0, 0, 1, 1"):
        open_grid({"clay_percent": "a.nc:clay"}, folder=tmp_path, bounds=(0, 0, 1, 1))


def test_a_region_across_the_date_line_can_be_a_source_only(world, references, tmp_path):
    over = world[["soc"]].assign_coords(lon=world["lon"] % 360).sortby("lon").isel(lon=slice(4, 8))
    over.to_netcdf(tmp_path / "over.nc")
    world.to_netcdf(tmp_path / "world.nc")
    with pytest.raises(ShapeError, match="180th"):
        open_grid({"soc_stock_tc_ha": "over.nc:soc"}, folder=tmp_path)
    names = {"clay_percent": "world.nc:clay", "soc_stock_tc_ha": "over.nc:soc"}
    ds = open_grid(names, folder=tmp_path)
    there = [-165.0, -135.0, 135.0, 165.0]
    want = world["soc"].where(world["lon"].isin(there))
    np.testing.assert_array_equal(ds["soc_stock_tc_ha"], want)


def test_series_of_different_periods(world, tmp_path):
    for name, year in (("a", 2001), ("b", 2002)):
        time = np.arange(f"{year}-01", f"{year + 2}-01", dtype="datetime64[M]").astype("M8[ns]")
        two = xr.concat([world[["tas"]]] * 2, "month").rename(month="time")
        two.assign_coords(time=time).to_netcdf(tmp_path / f"{name}.nc")
    with pytest.raises(ShapeError, match="different months"):
        open_grid({"air_temperature_degc": "a.nc:tas", "precipitation_mm": "b.nc:tas[units=mm]"},
                  folder=tmp_path)  # fmt: skip


def test_names_with_near_ones(world, references, tmp_path):
    world.to_netcdf(tmp_path / "world.nc")
    with pytest.raises(UnknownNameError, match=r"Did you mean.*clay_percent"):
        open_grid({"clay_pct": "world.nc:clay"}, folder=tmp_path)
    with pytest.raises(UnknownNameError, match="Did you mean clay"):
        open_grid({"clay_percent": "world.nc:clai"}, folder=tmp_path)
    with pytest.raises(UnknownNameError, match="climate_0p5deg"):
        open_grid({"air_temperature_degc": "climate_05deg:tas"}, folder=tmp_path)
    with pytest.raises(UnknownNameError, match="clay_percent"):
        open_grid(references(), folder=tmp_path, like="clay")
    with pytest.raises(UnknownNameError, match="average"):
        open_grid(references(), folder=tmp_path, resampling={"clay_percent": "averag"})
    with pytest.raises(UnknownNameError, match="float32"):
        open_grid(references(), folder=tmp_path, dtype="float16")
    with pytest.raises(DataUnavailableError, match=r"elsewhere\.nc"):
        open_grid({"clay_percent": "elsewhere.nc:clay"}, folder=tmp_path)
    with pytest.raises(InputError, match="words"):
        open_grid({"land_use": "world.nc:clay"}, folder=tmp_path)
    with pytest.raises(InputError, match="no grid"):
        open_grid({}, folder=tmp_path)


@pytest.mark.parametrize("text", ["", ":clay", "a.nc:clay[", "a.nc:clay[x]", "a.nc:clay[x=]",
                                  "a.nc:clay[missing=none]", "a.nc:c[x=1,x=2]"])  # fmt: skip
def test_references_that_cannot_be_read(text):
    with pytest.raises(InputError, match="reference"):
        parse_reference(text)


def test_references_taken_apart():
    one = parse_reference(r"C:\maps\a.nc:clay[gcm=UKESM1-0-LL, units=g kg-1, missing=-9;-7]")
    assert (one.source, one.variable) == (r"C:\maps\a.nc", "clay")
    assert one.select == {"gcm": "UKESM1-0-LL"}
    assert (one.units, one.missing) == ("g kg-1", (-9.0, -7.0))
    assert parse_reference(r"C:\maps\a.tif").variable is None
    assert parse_reference("pr_{month:02d}.tif").source == "pr_{month:02d}.tif"
    assert parse_reference("soil_0p5deg:clay").is_id


def _cut(path, share):
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_a_netcdf_file_that_was_cut(share, world, references, tmp_path):
    world.to_netcdf(tmp_path / "world.nc")
    _cut(tmp_path / "world.nc", share)
    with pytest.raises(InputError, match=r"world\.nc"):
        open_grid(references(), folder=tmp_path).compute()


@pytest.mark.parametrize("share", [0.001, 0.5])
def test_a_geotiff_that_was_cut(share, write_tif, tmp_path):
    values = np.random.default_rng(1).uniform(0, 100, (200, 200)).astype("f4")
    path = write_tif(values, "clay.tif", corner=(0, 20), step=(0.1, 0.1), compress="DEFLATE")
    _cut(path, share)
    with pytest.raises(InputError, match=r"clay\.tif"):
        open_grid({"clay_percent": "clay.tif"}, folder=tmp_path).compute()


def test_a_zarr_store_that_was_cut(world, references, tmp_path):
    world.to_zarr(tmp_path / "world.zarr", zarr_format=3, consolidated=False)
    chunk = next(p for p in (tmp_path / "world.zarr" / "tas" / "c").rglob("*") if p.is_file())
    _cut(chunk, 0.5)
    ds = open_grid(references("world.zarr"), folder=tmp_path)
    ds["clay_percent"].compute()
    with pytest.raises(InputError, match=r"world\.zarr.*damaged"):
        ds["air_temperature_degc"].compute()
    (tmp_path / "world.zarr" / "tas" / "zarr.json").write_text("{")
    with pytest.raises(InputError, match=r"world\.zarr"):
        open_grid(references("world.zarr"), folder=tmp_path)


def test_something_else_under_the_name_of_a_grid(tmp_path):
    for name in ("a.nc:v", "a.tif", "a.zarr:v"):
        path = tmp_path / name.partition(":")[0]
        path.write_bytes(b"lat,lon\n1,2\n")
        with pytest.raises(InputError, match="a\\."):
            open_grid({"clay_percent": name}, folder=tmp_path)


def test_bands_that_are_no_months(write_tif, tmp_path):
    write_tif(np.ones((11, 4, 4), "f4"), "pr.tif", corner=(0, 4), step=(1, 1))
    with pytest.raises(ShapeError, match="11 bands"):
        open_grid({"precipitation_mm": "pr.tif"}, folder=tmp_path)
    with pytest.raises(UnknownNameError, match="band"):
        open_grid({"precipitation_mm": "pr.tif:12"}, folder=tmp_path)


def test_a_tif_that_lies_nowhere(tmp_path, write_tif):
    import rasterio

    shape = {"width": 3, "height": 3, "count": 1, "dtype": "float32"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        with rasterio.open(tmp_path / "a.tif", "w", driver="GTiff", **shape) as file:
            file.write(np.ones((1, 3, 3), "f4"))
    with pytest.raises(InputError, match="where it lies"):
        open_grid({"clay_percent": "a.tif"}, folder=tmp_path)
    write_tif(np.ones((3, 3), "f4"), "b.tif", corner=(5e5, 5e6), step=(1e3, 1e3), crs=None)
    with pytest.raises(InputError, match="no reference system"):
        open_grid({"clay_percent": "b.tif"}, folder=tmp_path)


@pytest.mark.parametrize("other", [{"crs": "EPSG:3035"}, {"units": "K"}])
def test_twelve_files_that_do_not_belong_together(other, write_tif, tmp_path):
    rasterio = pytest.importorskip("rasterio")
    for month in range(1, 13):
        path = write_tif(np.full((1, 4, 5), 9.0), f"t_{month:02d}.tif", corner=(5, 47), step=(1, 1))
        with rasterio.open(path, "r+") as file:
            file.units = ["degC"]
            if month == 5:
                file.crs = other.get("crs", file.crs)
                file.units = [other.get("units", "degC")]
    with pytest.raises(ShapeError, match=r"t_05.tif.*(3035|K)"):
        open_grid({"air_temperature_degc": "t_{month:02d}.tif"}, folder=tmp_path)


@pytest.mark.parametrize(
    "pattern", ["t_{month:02d}_{year}.tif", "t_{month:02q}.tif", "t_{month}_{}.tif"]
)
def test_a_pattern_that_cannot_be_read(pattern, tmp_path):
    with pytest.raises(InputError, match="pattern"):
        open_grid({"air_temperature_degc": pattern}, folder=tmp_path)
