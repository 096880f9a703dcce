"""Areas that a run computes itself, against those of the whole grid at once."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.api.blocks.tiling import Tiling
from fourpermille.data.grids.area import areas_within
from tests.grids.world import write_world

pytest.importorskip("zarr")
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("lon", [np.arange(5.0, 15.0), np.array([5.0, 5.5, 6.0, 7.0, 9.0, 14.0])])
def test_blocks_have_the_areas_of_the_whole(lon: np.ndarray) -> None:
    lat = np.array([60.0, 59.0, 58.5, 58.0, 57.0, 55.0, 54.0])
    whole = fpm.cell_area_ha(lat, lon).values
    for cells in (1, 3, 7, 20, 1000):
        for block in Tiling.of(lat.size, lon.size, cells):
            found = areas_within(
                xr.Dataset(coords={"lat": lat, "lon": lon}), block.rows, block.columns
            )
            np.testing.assert_array_equal(found, whole[block.rows, block.columns])


def test_columns_of_unequal_width_weigh_what_they_cover(tmp_path: Path) -> None:
    world = write_world(tmp_path)
    lon = np.cumsum(np.linspace(0.2, 1.5, xr.open_dataset(tmp_path / "soil.nc").sizes["lon"]))
    for name in ("soil.nc", "climate.nc"):
        with xr.open_dataset(tmp_path / name) as ds:
            moved = ds.load().assign_coords(lon=lon)
        (tmp_path / name).unlink()
        moved.to_netcdf(tmp_path / name)
    fpm.run(world, tmp_path / "run", report=False, overrides=["sensitivity.variants=[]"])
    with xr.open_zarr(tmp_path / "run/results.zarr", consolidated=False, chunks=None) as ds:
        share = ds["cropland_fraction"].values
        wanted = fpm.cell_area_ha(ds["lat"], ds["lon"]).values * share
        answered = np.isfinite(ds["area_ha"].values)
        assert answered.sum() > 20
        np.testing.assert_allclose(ds["area_ha"].values[answered], wanted[answered], rtol=1e-12)
