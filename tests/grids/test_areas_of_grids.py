"""Areas of the cells of a run: of irregular columns, and of a single row."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from tests.grids.world import COLUMNS, write_world

pytest.importorskip("zarr")
pytest.importorskip("dask")


def areas(scenario: Path, *, report: bool = False) -> xr.Dataset:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fpm.run(scenario, scenario.parent / "run", report=report)
    store = scenario.parent / "run" / "results.zarr"
    with xr.open_zarr(store, consolidated=False, chunks=None) as ds:
        return ds[["area_ha", "cropland_fraction"]].load()


def test_each_column_has_its_own_width(tmp_path: Path) -> None:
    scenario = write_world(tmp_path)
    lon = np.cumsum(np.linspace(0.1, 1.0, COLUMNS)) - 10
    for name in ("climate.nc", "soil.nc"):
        with xr.open_dataset(tmp_path / name) as ds:
            ds.load().assign_coords(lon=lon).to_netcdf(tmp_path / "other.nc")
        (tmp_path / "other.nc").replace(tmp_path / name)
    found = areas(scenario)
    degree = fpm.cell_area_ha(found["lat"], [0.0, 1.0]).values[:, :1]
    widths = (found["area_ha"] / found["cropland_fraction"] / degree).values
    gaps = np.diff(lon)
    expected = np.broadcast_to((gaps[:-1] + gaps[1:]) / 2, (found.sizes["lat"], COLUMNS - 2))
    known = np.isfinite(widths[:, 1:-1])
    assert known.any(axis=0).all()
    np.testing.assert_allclose(widths[:, 1:-1][known], expected[known], rtol=1e-6)


def test_a_single_row_of_a_grid_keeps_the_height_that_it_had(tmp_path: Path) -> None:
    """The bounds leave one row of many, whose neighbours told its height."""
    scenario = write_world(tmp_path)
    for name in ("climate.nc", "soil.nc"):
        with xr.open_dataset(tmp_path / name) as ds:
            flat = ds.load().assign_coords(lat=59.9 - 0.2 * np.arange(ds.sizes["lat"]))
            flat.to_netcdf(tmp_path / "other.nc")
        (tmp_path / "other.nc").replace(tmp_path / name)
    text = scenario.read_text(encoding="utf-8")
    one_row = text.replace("[mask]\n", "[mask]\nbounds = [-20, 58.45, 20, 58.55]\n")
    scenario.write_text(one_row, encoding="utf-8")
    found = areas(scenario, report=True)
    assert found.sizes["lat"] == 1
    band = fpm.cell_area_ha([58.7, 58.5, 58.3], found["lon"])[1]
    known = found["area_ha"][0].notnull()
    assert known.any()
    expected = (band * found["cropland_fraction"][0]).where(known)
    np.testing.assert_allclose(found["area_ha"][0].where(known), expected, rtol=1e-9)
