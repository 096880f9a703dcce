"""Climate zones of a grid, whatever form its climate comes in."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.assessment.zones import zones_of
from tests.grids.world import write_world

pytest.importorskip("zarr")
pytest.importorskip("dask")

YEARS = 3


def zones(scenario: Path, out: str) -> xr.DataArray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fpm.run(scenario, scenario.parent / out, report=False)
    folder = scenario.parent / out / "results.zarr"
    with xr.open_zarr(folder, consolidated=False, chunks=None) as ds:
        return ds["climate_zone"].load()


def rewritten(folder: Path, climate: xr.Dataset) -> None:
    climate.to_netcdf(folder / "other.nc")
    (folder / "other.nc").replace(folder / "climate.nc")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return write_world(tmp_path)


@pytest.fixture
def climate(world: Path) -> xr.Dataset:
    with xr.open_dataset(world.parent / "climate.nc") as ds:
        return ds.load()


def test_a_series_counts_with_its_mean_year(world: Path, climate: xr.Dataset) -> None:
    expected = zones(world, "mean")
    assert len(np.unique(expected)) > 2
    anomaly = xr.DataArray([-1.0, 0.0, 1.0], dims="year")  # whose mean is the climate again
    months = [climate.assign(tas=climate["tas"] + float(one)) for one in anomaly]
    series = xr.concat(months, dim="month").rename(month="time")
    dates = xr.date_range("2001-01", periods=12 * YEARS, freq="MS", use_cftime=False)
    rewritten(world.parent, series.assign_coords(time=dates))
    found = zones(world, "series")
    np.testing.assert_array_equal(found.values, expected.values)


def test_an_open_pan_counts_with_the_factor_of_the_model(world: Path, climate: xr.Dataset) -> None:
    expected = zones(world, "potential")
    rewritten(world.parent, climate.assign(pet=climate["pet"] / 0.75))
    text = world.read_text(encoding="utf-8").replace("pet_mm =", "open_pan_evaporation_mm =")
    world.write_text(text, encoding="utf-8")
    found = zones(world, "pan")
    np.testing.assert_array_equal(found.values, expected.values)
    assert (found != 0).any()


def test_what_is_lacking_for_zones_is_named() -> None:
    rain = xr.DataArray(np.full((2, 12), 50.0), dims=("cell", "month"))
    names, lacking = zones_of(xr.Dataset({"precipitation_mm": rain}), "rothc_26_3")
    assert names.tolist() == ["", ""]
    assert lacking == "air_temperature_degc, pet_mm | open_pan_evaporation_mm"
    whole = xr.Dataset({"precipitation_mm": rain, "air_temperature_degc": 15.0, "pet_mm": 40.0})
    names, lacking = zones_of(whole, "rothc_26_3")
    assert names.tolist() == ["warm_temperate_moist"] * 2
    assert lacking == ""
