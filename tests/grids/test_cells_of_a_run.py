"""Which cells a run has: those of the largest, or those of the variable that the scenario names."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.core.errors import InputError, UnknownNameError
from fourpermille.core.scenario import load_scenario
from tests.grids.world import COLUMNS, ROWS, write_world

pytest.importorskip("zarr")
pytest.importorskip("dask")
pytestmark = pytest.mark.filterwarnings("ignore::fourpermille.core.errors.ApplicabilityWarning")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A world whose climate is given for cells of twice the height and width."""
    path = write_world(tmp_path)
    with xr.open_dataset(tmp_path / "climate.nc") as ds:
        coarse = ds.load().coarsen(lat=2, lon=2).mean()
    coarse.to_netcdf(tmp_path / "coarse.nc")
    (tmp_path / "coarse.nc").replace(tmp_path / "climate.nc")
    return path


def like(path: Path, name: str) -> None:
    text = path.read_text(encoding="utf-8").replace("[grid]\n", f'[grid]\nlike = "{name}"\n')
    path.write_text(text, encoding="utf-8")


def answers(path: Path, out: str) -> xr.DataArray:
    fpm.run(path, path.parent / out, report=False)
    with xr.open_zarr(path.parent / out / "results.zarr", consolidated=False, chunks=None) as ds:
        return ds["extra_input_tc_ha_yr"].load()


def test_a_run_has_the_cells_of_the_variable_that_is_named(world: Path) -> None:
    with xr.open_dataset(world.parent / "soil.nc") as ds:
        soil = ds.load()
    assert answers(world, "coarse").shape == (ROWS // 2, COLUMNS // 2)
    before = load_scenario(world).fingerprint()
    like(world, "soc_stock_tc_ha")
    assert load_scenario(world).fingerprint() != before
    fine = answers(world, "fine")
    assert fine.shape == (ROWS, COLUMNS)
    with xr.open_zarr(world.parent / "fine" / "results.zarr", consolidated=False) as ds:
        stock = ds["soc_stock_tc_ha"].values
    given = soil["soc_crop"].where(soil["soc_crop"].notnull(), soil["soc"]).values
    known = np.isfinite(fine.values)
    assert known.sum() > 100
    np.testing.assert_array_equal(stock[known], given[known])  # to the last bit: not resampled


def test_the_folder_of_a_run_keeps_it(world: Path) -> None:
    like(world, "clay_percent")
    answers(world, "run")
    frozen = load_scenario(world.parent / "run" / "scenario.toml")
    assert frozen.grid is not None
    assert frozen.grid.like == "clay_percent"
    assert fpm.reproduce(world.parent / "run").identical


def test_other_cells_are_another_run(world: Path) -> None:
    answers(world, "run")
    like(world, "clay_percent")
    with pytest.raises(InputError, match="another scenario"):
        fpm.run(world, world.parent / "run", report=False)


@pytest.mark.parametrize("name", ["soc_stok_tc_ha", "pet_thornthwaite_mm"])
def test_it_must_be_a_variable_that_the_grid_gives(world: Path, name: str) -> None:
    like(world, name)
    with pytest.raises(UnknownNameError, match=rf"grid.like.*{name}.*soc_stock_tc_ha"):
        load_scenario(world)
