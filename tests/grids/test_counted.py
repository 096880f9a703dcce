"""A grid is counted before it is run: cells, gaps, and what is wrong with it."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.api import validation_grid
from fourpermille.api.blocks import tiling
from tests.grids.world import write_world

pytest.importorskip("zarr")
pytest.importorskip("dask")


def test_cells_and_gaps_are_counted_as_the_files_hold_them(tmp_path: Path) -> None:
    world = write_world(tmp_path)
    soil = xr.open_dataset(tmp_path / "soil.nc").load()
    stock = soil["soc_crop"].where(soil["soc_crop"].notnull(), soil["soc"]).values
    inside = (soil["crop"].values > 0.01) & ~(stock <= 5) & ~(stock >= 200)
    report = fpm.validate(world)
    assert report.ok, report.problems
    assert report.counts["places"] == int(inside.sum())
    assert report.counts["months"] == 12
    assert report.counts["missing"] == {"soc_stock_tc_ha": int((inside & np.isnan(stock)).sum())}
    assert report.counts["defaults"]["depth_cm"].startswith("default")
    assert fpm.plan(world)["places"] == int(inside.sum())


def test_of_a_grid_too_large_to_read_the_first_blocks_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = write_world(tmp_path)
    monkeypatch.setattr(validation_grid, "MOST_BYTES", 0)
    monkeypatch.setattr(tiling.Tiling.of.__func__, "__defaults__", (96,))
    counts = fpm.validate(world).counts
    assert counts["blocks_checked"] < counts["blocks"]
    assert 0 < counts["places"] < 20 * 24


def test_what_is_wrong_with_a_grid_is_reported(tmp_path: Path) -> None:
    world = write_world(tmp_path)
    text = world.read_text("utf-8")
    world.write_text(text.replace("soil.nc:clay", "soil.nc:lime"), "utf-8")
    report = fpm.validate(world)
    assert report.exit_code == 3
    assert "lime" in str(report.problems[0])
    world.write_text(text.replace("soil.nc:clay", "gone.nc:clay"), "utf-8")
    assert fpm.validate(world).exit_code == 4
