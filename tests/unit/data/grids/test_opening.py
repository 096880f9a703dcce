"""Grids as their files have them, under our names."""

import pickle

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.core.errors import InputError
from fourpermille.data.grids import check_block, open_grid


def test_values_pass_untouched_and_nothing_is_read(world, references, tmp_path):
    world.to_netcdf(tmp_path / "world.nc")
    ds = open_grid(references(), folder=tmp_path)
    assert all(ds[name].chunks is not None for name in ds.data_vars)
    assert ds["air_temperature_degc"].dims == ("month", "lat", "lon")
    np.testing.assert_array_equal(ds["air_temperature_degc"], world["tas"])
    np.testing.assert_array_equal(ds["clay_percent"], world["clay"])
    np.testing.assert_array_equal(ds["lat"], world["lat"])
    assert ds["clay_percent"].attrs["source"] == "world.nc:clay"
    assert ds["clay_percent"].attrs["units"] == "%"
    assert ds["clay_percent"].attrs["resampling"] == "none"
    assert ds.attrs["grid_of"] == "air_temperature_degc (world.nc:tas)"
    check_block(ds.isel(lat=slice(0, 3)).compute())


@pytest.mark.parametrize("dtype", [None, "float32", "float64"])
def test_type_of_numbers(dtype, world, references, tmp_path):
    world["clay"] = world["clay"].astype("f4")
    packed = {"tas": {"dtype": "i2", "scale_factor": 0.01, "_FillValue": -32768}}
    world.to_netcdf(tmp_path / "world.nc", encoding=packed)
    ds = open_grid(references(), folder=tmp_path, dtype=dtype)
    want = {"clay_percent": "f4", "soc_stock_tc_ha": "f8", "air_temperature_degc": "f8"}
    for name, kind in want.items():
        assert ds[name].dtype == ds[name].compute().dtype == np.dtype(dtype or kind)
    np.testing.assert_allclose(ds["air_temperature_degc"], world["tas"], atol=0.006)


def test_the_work_can_be_sent_to_other_processes(world, references, tmp_path):
    world["clay"][0, 0] = -7.0
    world.to_netcdf(tmp_path / "world.nc")
    sent = pickle.loads(pickle.dumps(open_grid(references(), folder=tmp_path)))
    np.testing.assert_array_equal(sent["air_temperature_degc"], world["tas"])
    with pytest.raises(InputError) as caught:
        sent["clay_percent"].compute()
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    again = open_grid(references(), folder=tmp_path)["clay_percent"]
    assert again.data.name == sent["clay_percent"].data.name  # the same work has the same name


def test_zarr_gives_the_same(world, references, tmp_path):
    world.chunk(lat=3).to_zarr(tmp_path / "world.zarr", zarr_format=3, consolidated=False)
    ds = open_grid(references("world.zarr"), folder=tmp_path)
    np.testing.assert_array_equal(ds["precipitation_mm"], world["pr"])


def test_the_first_source_with_a_value_wins(world, tmp_path):
    crop = world["clay"].where(world["clay"] > 30).rename("clay_crop")
    world.assign(clay_crop=crop).to_netcdf(tmp_path / "world.nc")
    ds = open_grid({"clay_percent": ["world.nc:clay_crop", "world.nc:clay"]}, folder=tmp_path)
    np.testing.assert_array_equal(ds["clay_percent"], crop.fillna(world["clay"]))
    assert ds["clay_percent"].attrs["source"] == "world.nc:clay_crop, else world.nc:clay"


def test_further_dimensions_are_kept_or_chosen(world, tmp_path):
    many = xr.concat([world["soc"], world["soc"] + 1], "gcm").assign_coords(gcm=["A-1", "B-2"])
    many.to_dataset(name="soc").to_netcdf(tmp_path / "many.nc")
    ds = open_grid({"soc_stock_tc_ha": "many.nc:soc"}, folder=tmp_path)
    assert ds["soc_stock_tc_ha"].dims == ("gcm", "lat", "lon")
    one = open_grid({"soc_stock_tc_ha": "many.nc:soc[gcm=B-2]"}, folder=tmp_path)
    np.testing.assert_array_equal(one["soc_stock_tc_ha"], world["soc"] + 1)
    with pytest.raises(InputError, match=r"'B-3'.*Did you mean.*B-2"):
        open_grid({"soc_stock_tc_ha": "many.nc:soc[gcm=B-3]"}, folder=tmp_path)
    with pytest.raises(InputError, match="dimension"):
        open_grid({"soc_stock_tc_ha": "many.nc:soc[model=B-2]"}, folder=tmp_path)


def test_countries_by_number_become_codes(world, tmp_path):
    numbers = np.zeros(world["clay"].shape, "i2")
    numbers[0, :4] = [250, 516, 983, 0]
    world.assign(country=(("lat", "lon"), numbers)).to_netcdf(tmp_path / "world.nc")
    ds = open_grid(
        {"country": "world.nc:country", "clay_percent": "world.nc:clay"}, folder=tmp_path
    )
    assert ds["country"].values[0, :4].tolist() == ["FRA", "NAM", "", ""]


def test_bounds_keep_the_cells_with_their_centres_inside(world, references, tmp_path):
    world.to_netcdf(tmp_path / "world.nc")
    ds = open_grid(references(), folder=tmp_path, bounds=(-80, -25, 50, 45))
    assert ds["lat"].values.tolist() == [40, 20, 0, -20]
    assert ds["lon"].values.tolist() == [-75, -45, -15, 15, 45]
    want = world["tas"].sel(lat=ds["lat"], lon=ds["lon"])
    np.testing.assert_array_equal(ds["air_temperature_degc"], want)


# Each conversion says what metadata a file of other people would carry.
def _kelvin(ds):
    return ds.assign(tas=(ds["tas"] + 273.15).assign_attrs(units="K"))


def _flux(ds):
    days = xr.DataArray([31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dims="month")
    return ds.assign(pr=(ds["pr"] / days / 86400).assign_attrs(units="kg m-2 s-1"))


def _mass(ds):
    return ds.assign(soc=(ds["soc"] / 10).assign_attrs(units="kg m-2"))


def _fraction(ds):
    return ds.assign(clay=(ds["clay"] / 100).assign_attrs(units="1"))


def _to_360(ds):
    return ds.assign_coords(lon=ds["lon"] % 360).sortby("lon")


def _south_up(ds):
    return ds.isel(lat=slice(None, None, -1))


def _east_first(ds):
    return ds.isel(lon=slice(None, None, -1))


def _from_july(ds):
    return ds.isel(month=[6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5])


def _dated(ds):
    dates = np.arange("2001-01", "2002-01", dtype="datetime64[M]").astype("datetime64[ns]")
    months = ds["month"].values - 1
    return ds.rename(month="time").assign_coords(time=dates[months])


def _other_names(ds):
    return ds.rename(lat="latitude", lon="longitude")


def _months_last(ds):
    return ds.transpose("lat", "lon", ..., "month" if "month" in ds.dims else "time")


DISGUISES = [_kelvin, _flux, _mass, _fraction, _to_360, _south_up, _east_first, _from_july]
LATE = [_dated, _months_last, _other_names]  # these change dimensions that the others name


@given(disguises=st.sets(st.sampled_from(DISGUISES)), late=st.sets(st.sampled_from(LATE)))
def test_units_orientation_and_order_do_not_matter(disguises, late, world, references, tmp_path):
    other = world
    for one in (*(d for d in DISGUISES if d in disguises), *(d for d in LATE if d in late)):
        other = one(other)
    (tmp_path / "other.nc").unlink(missing_ok=True)
    other.to_netcdf(tmp_path / "other.nc")
    ds = open_grid(references("other.nc"), folder=tmp_path)
    assert ds["air_temperature_degc"].dims == ("month", "lat", "lon")
    for axis in ("month", "lat", "lon"):
        np.testing.assert_array_equal(ds[axis], world[axis])
    for name, column in (("air_temperature_degc", "tas"), ("precipitation_mm", "pr"),
                         ("clay_percent", "clay"), ("soc_stock_tc_ha", "soc")):  # fmt: skip
        np.testing.assert_allclose(ds[name], world[column], rtol=1e-12, atol=1e-10)


def test_a_series_counts_the_days_of_its_own_calendar(world, tmp_path):
    time = xr.date_range("2004-01", periods=24, freq="MS", calendar="360_day", use_cftime=True)
    rate = np.full((24, *world["clay"].shape), 2.0)
    ds = world[["clay"]].assign(pr=(("time", "lat", "lon"), rate, {"units": "mm day-1"}))
    ds.assign_coords(time=time).to_netcdf(tmp_path / "series.nc")
    got = open_grid({"precipitation_mm": "series.nc:pr"}, folder=tmp_path)
    assert got["precipitation_mm"].dims == ("time", "lat", "lon")
    np.testing.assert_array_equal(got["precipitation_mm"], 60.0)


def test_twelve_bands_or_twelve_files_are_the_months(world, write_tif, tmp_path):
    values = world["pr"].values.astype("f4")
    place = {"corner": (-180.0, 90.0), "step": (30.0, 20.0)}
    write_tif(values, "pr.tif", **place)
    for month in range(12):
        write_tif(values[month], f"pr_{month + 1:02d}.tif", **place)
    for name in ("pr.tif", "pr_{month:02d}.tif"):
        ds = open_grid({"precipitation_mm": f"{name}[units=mm]"}, folder=tmp_path)
        assert ds["precipitation_mm"].dims == ("month", "lat", "lon")
        assert ds["precipitation_mm"].dtype == np.float32
        np.testing.assert_array_equal(ds["precipitation_mm"], values)
        np.testing.assert_array_equal(ds["month"], np.arange(1, 13))
    march = open_grid({"precipitation_mm": "pr.tif:3"}, folder=tmp_path)
    np.testing.assert_array_equal(march["precipitation_mm"], values[2])


def test_geotiff_nodata_scale_and_area_or_point(write_tif, tmp_path):
    import rasterio

    stored = np.array([[100, -99], [250, 300]], "i2")
    path = write_tif(stored, "clay.tif", corner=(0.0, 2.0), step=(1.0, 1.0), nodata=-99)
    with rasterio.open(path, "r+") as file:
        file.scales, file.units = (0.1,), ("%",)
    ds = open_grid({"clay_percent": "clay.tif"}, folder=tmp_path)
    np.testing.assert_allclose(ds["clay_percent"], [[10, np.nan], [25, 30]])
    np.testing.assert_array_equal(ds["lat"], [1.5, 0.5])
    assert "units_assumed" not in ds["clay_percent"].attrs


def test_what_the_reference_says_of_the_numbers(world, tmp_path):
    odd = world[["clay"]].fillna(-7.0) * 10
    odd["clay"].attrs = {}
    odd.to_netcdf(tmp_path / "odd.nc")
    for options in ("missing=-70", "valid_minimum=0"):
        ds = open_grid(
            {"clay_percent": f"odd.nc:clay[{options},scale=0.1,units=%]"}, folder=tmp_path
        )
        np.testing.assert_allclose(ds["clay_percent"], world["clay"], rtol=1e-12)


def test_a_valid_range_in_the_file_is_heeded(world, tmp_path):
    ds = world[["clay"]].fillna(-7.0)
    ds["clay"].attrs |= {"valid_min": 0.0}
    ds.to_netcdf(tmp_path / "a.nc")
    got = open_grid({"clay_percent": "a.nc:clay"}, folder=tmp_path)
    np.testing.assert_array_equal(got["clay_percent"], world["clay"])


def test_a_shared_grid(shared_data, monkeypatch):
    ds = open_grid(
        {
            "soc_stock_tc_ha": ["soil_0p5deg:soc_0_30_crop", "soil_0p5deg:soc_0_30"],
            "air_temperature_degc": "climate_0p5deg:tas",
            "country": "landuse_0p5deg",
        },
        folder=shared_data,
        bounds=(-10, 35, 30, 60),
    )
    raw = xr.open_dataset(shared_data / "global_grid" / "soil_0p5deg.nc")
    raw = raw.sel(lat=ds["lat"], lon=ds["lon"])
    want = raw["soc_0_30_crop"].fillna(raw["soc_0_30"])
    np.testing.assert_array_equal(ds["soc_stock_tc_ha"], want)
    assert str(ds["country"].sel(lat=43.75, lon=3.75).values) == "FRA"
    assert ds["air_temperature_degc"].dtype == np.float64
