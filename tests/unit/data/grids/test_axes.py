"""Axes of other people's files: what tells the months, the rows and the edges of cells."""

import warnings

import numpy as np
import pytest
import xarray as xr

from fourpermille.core.errors import ApplicabilityWarning, InputError, ShapeError
from fourpermille.data.grids import open_grid

TEMPERATURE = "air_temperature_degc"


def tas(ds, references, folder):
    ds.to_netcdf(folder / "world.nc")
    return open_grid(references("world.nc", TEMPERATURE), folder=folder)[TEMPERATURE]


def dated(world, texts):
    return world.rename(month="time").assign_coords(time=np.array(texts, "M8[ns]"))


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([f"{1990 + i}-07-01" for i in range(12)], "1990-07-01, 1991"),
        ([f"2001-01-{i + 1:02d}" for i in range(12)], "2001-01-01, 2001-01-02"),
        ([f"2001-{max(i, 1):02d}-15" for i in range(12)], "2001-01-15, 2001-01-15"),
    ],
)
def test_twelve_moments_that_are_no_year_of_months(texts, found, world, references, tmp_path):
    with pytest.raises(InputError, match=f"one of each month.*{found}"):
        tas(dated(world, texts), references, tmp_path)


def test_twelve_years_as_numbers_are_no_months(world, references, tmp_path):
    years = world.rename(month="time").assign_coords(time=np.arange(1990, 2002))
    with pytest.raises(InputError, match="one of each month"):
        tas(years, references, tmp_path)


def test_numbers_of_a_time_are_the_months(world, references, tmp_path):
    from_july = world.isel(month=np.roll(np.arange(12), -6)).rename(month="time")
    got = tas(from_july, references, tmp_path)
    np.testing.assert_array_equal(got, world["tas"])


def test_names_of_months_are_refused(world, references, tmp_path):
    with pytest.raises(InputError, match=r"not 1 to 12.*J, F, M"):
        tas(world.assign_coords(month=list("JFMAMJJASOND")), references, tmp_path)


def test_the_bounds_of_a_month_tell_which_one_it_is(world, references, tmp_path):
    """Labels at the end of each month would shift the year by one."""
    starts = np.arange("2001-01", "2002-02", dtype="M8[M]").astype("M8[ns]")
    ds = dated(world, starts[1:])
    ds["time_bnds"] = ("time", "nv"), np.stack([starts[:-1], starts[1:]], axis=1)
    ds["time"].attrs["bounds"] = "time_bnds"
    ds["time"].encoding["units"] = "days since 1980-01-01"
    np.testing.assert_array_equal(tas(ds, references, tmp_path), world["tas"])


def test_bounds_of_many_years_tell_nothing_of_the_month(world, references, tmp_path):
    starts = np.arange("1981-01", "1982-01", dtype="M8[M]").astype("M8[ns]")
    ends = np.arange("2010-02", "2011-02", dtype="M8[M]").astype("M8[ns]")
    ds = dated(world, starts)
    ds["time_bnds"] = ("time", "nv"), np.stack([starts, ends], axis=1)
    ds["time"].attrs["bounds"] = "time_bnds"
    ds["time"].encoding["units"] = "days since 1980-01-01"
    np.testing.assert_array_equal(tas(ds, references, tmp_path), world["tas"])


def test_units_name_the_axes_as_cf_says(world, references, tmp_path):
    other = world.rename(lat="row", lon="column")
    other["row"].attrs["units"], other["column"].attrs["units"] = "degrees_north", "degrees_east"
    np.testing.assert_array_equal(tas(other, references, tmp_path), world["tas"])


@pytest.mark.parametrize("start", [0.0, -180.0])
def test_edges_beyond_the_meridian_where_longitudes_begin_anew(start, world, references, tmp_path):
    """Centres on the meridian (0 to 330) or an edge on it (-165 to 165), edges within one turn."""
    lon = start + 30.0 * np.arange(12) + (15.0 if start else 0.0)
    ds = world.assign_coords(lon=lon)
    edges = np.stack([lon - 15, lon + 15], axis=1)
    edges = np.where(edges < start, edges + 360, np.where(edges >= start + 360, start, edges))
    ds["lon_bnds"] = ("lon", "nv"), edges
    ds["lon"].attrs["bounds"] = "lon_bnds"
    got = tas(ds, references, tmp_path)
    assert got.attrs["resampling"] == "none"
    wanted = ds["tas"].assign_coords(lon=np.where(lon >= 180, lon - 360, lon)).sortby("lon")
    np.testing.assert_array_equal(got["lon"], wanted["lon"])
    np.testing.assert_array_equal(got, wanted)


@pytest.mark.parametrize("number", [0.0, np.nan])
def test_edges_that_enclose_nothing(number, world, references, tmp_path):
    world["lon_bnds"] = ("lon", "nv"), np.full((12, 2), number)
    world["lon"].attrs["bounds"] = "lon_bnds"
    with pytest.raises(ShapeError, match="enclose nothing"):
        tas(world, references, tmp_path)


@pytest.mark.parametrize(("south", "east"), [(10.0, 0.0), (0.0, 15.0), (10.0, 15.0)])
def test_half_a_cell_along_any_axis_is_told(south, east, world, references, tmp_path):
    world[["soc"]].to_netcdf(tmp_path / "world.nc")
    moved = world[["clay"]].isel(lat=slice(1, -1), lon=slice(1, -1))
    moved = moved.assign_coords(lat=moved["lat"] - south, lon=moved["lon"] + east)
    moved.to_netcdf(tmp_path / "moved.nc")
    with pytest.warns(ApplicabilityWarning, match="half a cell"):
        open_grid(
            {"soc_stock_tc_ha": "world.nc:soc", "clay_percent": "moved.nc:clay"}, folder=tmp_path
        )


def test_a_grid_a_fifth_of_a_cell_aside_is_averaged_in_silence(world, tmp_path):
    world[["soc"]].to_netcdf(tmp_path / "world.nc")
    moved = world[["clay"]].isel(lat=slice(1, -1), lon=slice(1, -1))
    moved.assign_coords(lat=moved["lat"] - 4.0).to_netcdf(tmp_path / "moved.nc")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ds = open_grid(
            {"soc_stock_tc_ha": "world.nc:soc", "clay_percent": "moved.nc:clay"}, folder=tmp_path
        )
    assert isinstance(ds, xr.Dataset)
