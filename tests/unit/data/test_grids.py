"""Grids of other people: names, units and directions of axes."""

import numpy as np
import pytest
import xarray as xr

from fourpermille.core.errors import InputError
from fourpermille.data.read import read_places


@pytest.fixture
def grid():
    rng = np.random.default_rng(4)
    lat, lon = np.array([-10.5, 0.5, 11.5]), np.array([-20.0, 0.0, 20.0, 40.0])
    shape = (12, 3, 4)
    return xr.Dataset(
        {
            "air_temperature_degc": (("month", "latitude", "longitude"), rng.uniform(5, 30, shape)),
            "precipitation_mm": (("month", "latitude", "longitude"), rng.uniform(0, 200, shape)),
            "pet_mm": (("month", "latitude", "longitude"), rng.uniform(0, 200, shape)),
            "clay_percent": (("latitude", "longitude"), rng.uniform(5, 60, (3, 4))),
        },
        {"latitude": lat, "longitude": lon, "month": np.arange(1, 13)},
    )


def test_canonical_names(grid, tmp_path):
    grid["clay_percent"][0, 0] = np.nan
    grid.to_netcdf(tmp_path / "g.nc")
    ds = read_places(tmp_path / "g.nc")
    assert ds["clay_percent"].dims == ("latitude", "longitude")
    np.testing.assert_array_equal(ds["pet_mm"], grid["pet_mm"])
    assert ds.attrs["missing_cells"] == '{"clay_percent": 1}'


def test_names_units_and_directions_of_others(grid, tmp_path):
    other = grid.rename(
        air_temperature_degc="tas", precipitation_mm="pr_sum", pet_mm="pet", clay_percent="sol_clay",
        latitude="lat", longitude="lon", month="time",
    )  # fmt: skip
    other["tas"] = (other["tas"] + 273.15).assign_attrs(units="K", standard_name="air_temperature")
    other["pr_sum"] = (other["pr_sum"] / 1000).assign_attrs(
        units="m", standard_name="lwe_thickness_of_precipitation_amount"
    )
    other["sol_clay"] = (other["sol_clay"] / 100).assign_attrs(
        units="1", standard_name="mass_fraction_of_clay_in_soil"
    )
    other = other.assign_coords(
        lon=other["lon"] % 360, time=np.arange("2001-01", "2002-01", dtype="datetime64[M]")
    )
    other = other.sortby("lon").isel(lat=slice(None, None, -1))
    other["quality"] = ("lat", np.zeros(3))
    other.to_netcdf(tmp_path / "g.nc")
    ds = read_places(tmp_path / "g.nc")
    for name in grid.data_vars:
        np.testing.assert_allclose(ds[name], grid[name], rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(ds["longitude"], grid["longitude"])
    np.testing.assert_array_equal(ds["latitude"], grid["latitude"])
    assert ds["clay_percent"].attrs["source_column"] == "sol_clay"
    assert ds.attrs["unused_columns"] == "quality"


def test_amounts_a_day_become_sums(grid, tmp_path):
    days = xr.DataArray([31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dims="month")
    other = grid.assign(precipitation_mm=grid["precipitation_mm"] / days)
    other["precipitation_mm"].attrs["units"] = "mm day-1"
    other.to_netcdf(tmp_path / "g.nc")
    ds = read_places(tmp_path / "g.nc")
    np.testing.assert_allclose(ds["precipitation_mm"], grid["precipitation_mm"], rtol=1e-12)


def test_countries_by_number(grid, tmp_path):
    numbers = np.array([[4, 250, 516, np.nan], [0, 983, 4, 4], [4, 4, 4, 4]])
    grid.assign(country=(("latitude", "longitude"), numbers)).to_netcdf(tmp_path / "g.nc")
    ds = read_places(tmp_path / "g.nc")
    assert ds["country"].values[0].tolist() == ["AFG", "FRA", "NAM", ""]
    assert ds["country"].values[1].tolist() == ["", "", "AFG", "AFG"]


def test_names_with_their_units_apart(grid, tmp_path):
    other = grid.rename(
        pet_mm="pet_thornthwaite", precipitation_mm="pr", air_temperature_degc="tas"
    )
    other["pet_thornthwaite"].attrs["units"] = other["pr"].attrs["units"] = "mm month-1"
    other["pet"] = other["pet_thornthwaite"] * 1
    other["cell_area"] = xr.full_like(other["clay_percent"], 3e9).assign_attrs(units="m2")
    other["landcover"] = other["clay_percent"] * 0
    other.to_netcdf(tmp_path / "g.nc")
    ds = read_places(tmp_path / "g.nc")
    np.testing.assert_array_equal(ds["pet_thornthwaite_mm"], grid["pet_mm"])
    np.testing.assert_array_equal(ds["precipitation_mm"], grid["precipitation_mm"])
    assert float(ds["area_ha"][0, 0]) == pytest.approx(3e5)
    assert ds.attrs["unused_columns"] == "landcover"


def test_a_shared_grid(shared_data):
    folder = shared_data / "global_grid"
    climate = read_places(folder / "climate_0p5deg.nc")
    assert {"air_temperature_degc", "precipitation_mm", "pet_mm"} <= set(climate.data_vars)
    assert climate["latitude"].values[0] < climate["latitude"].values[-1]
    land = read_places(folder / "landuse_0p5deg.nc")
    at = {"latitude": 43.75, "longitude": 3.75}
    assert str(land["country"].sel(at).values) == "FRA"
    assert 0 < float(climate["precipitation_mm"].sel(at).sum()) < 2000


def test_single_precision_stays(grid, tmp_path):
    grid.astype("f4").to_netcdf(tmp_path / "g.nc")
    assert read_places(tmp_path / "g.nc")["pet_mm"].dtype == np.float32


@pytest.mark.parametrize(
    ("change", "column", "text"),
    [
        (lambda g: g.isel(month=slice(0, 11)), "month", "11 months"),
        (lambda g: g.assign_coords(month=np.arange(12)), "month", "not 1 to 12"),
        (lambda g: g.assign(clay_percent=g["clay_percent"] * 10), "clay_percent", "0 to 100 %"),
        (lambda g: g.assign(clay_percent=g["clay_percent"] / 100), "clay_percent", "fraction"),
        (lambda g: g.assign(pet_mm=g["pet_mm"] / 0 * 1.0), "pet_mm", "finite"),
        (lambda g: g.assign(pet_mm=g["pet_mm"].assign_attrs(units="kg")), "pet_mm", "kg"),
        (
            lambda g: g.rename(clay_percent="clay_pecent"),
            "clay_pecent",
            "Did you mean clay_percent",
        ),
        (lambda g: g.drop_vars("pet_mm"), "pet_mm or open_pan_evaporation_mm", "missing"),
        (lambda g: g[["clay_percent"]].rename(clay_percent="a"), None, "no variable"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_what_is_wrong_in_a_grid(change, column, text, grid, tmp_path):
    change(grid).to_netcdf(tmp_path / "g.nc")
    with pytest.raises(InputError) as caught:
        read_places(tmp_path / "g.nc")
    assert caught.value.exit_code == 3
    problem = caught.value.problems[0]
    assert problem.column == column
    assert text in str(problem)
    assert problem.file == "g.nc"
