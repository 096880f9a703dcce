"""The sequestration map block by block is the map computed at once, to the last bit."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import fourpermille as fpm
from fourpermille.api.blocks import tiling
from fourpermille.api.sequestration import layout
from fourpermille.api.sequestration.layout import Layout
from tests.grids import protocol

pytest.importorskip("zarr")
pytest.importorskip("dask")
pytest.importorskip("rasterio")

RSR = "relative_sequestration_rate_tc_ha_yr"
Cut = Callable[[int], None]


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Cut:
    """Choose the bytes of a block."""
    return lambda size: monkeypatch.setattr(layout, "BLOCK_BYTES", size)


def products(folder: Path) -> dict[str, bytes]:
    """Maps, styles and summary; the NetCDF, packed in other pieces, is compared by value."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".nc"}


def result(folder: Path) -> xr.Dataset:
    with xr.open_dataset(folder / "gsocseq.nc") as ds:
        return ds.load()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_rows_blocks_and_the_whole_are_the_same(tmp_path: Path, cut: Cut, dtype: type) -> None:
    file = protocol.write_file(tmp_path, dtype)
    steps: list[tuple[int, int, str]] = []
    cut(1)
    fpm.gsocseq_maps(file, tmp_path / "rows", progress=lambda *step: steps.append(step))
    assert (0, protocol.ROWS, "cells") in steps
    told = [what for done, total, what in steps if 0 < done < total == protocol.ROWS]
    assert len(told) == protocol.ROWS - 1
    assert all("cells a second" in what and "left" in what for what in told)
    cut(20_000)
    fpm.gsocseq_maps(file, tmp_path / "blocks")
    cut(10**9)
    fpm.gsocseq_maps(file, tmp_path / "whole")
    assert len(products(tmp_path / "whole")) == 1 + 2 * 31
    assert products(tmp_path / "rows") == products(tmp_path / "whole")
    assert products(tmp_path / "blocks") == products(tmp_path / "whole")
    xr.testing.assert_identical(result(tmp_path / "rows"), result(tmp_path / "whole"))
    truth = fpm.gsocseq(**protocol.grid_world(dtype))
    found = result(tmp_path / "rows").sortby("latitude", ascending=False)
    assert found[RSR].dtype == dtype
    xr.testing.assert_equal(found, truth)
    assert [str(n) for n in found.data_vars] == [str(n) for n in truth.data_vars]
    for name in truth.data_vars:
        assert found[name].attrs.get("fao_name") == truth[name].attrs.get("fao_name")
        assert found[name].attrs["units"] == truth[name].attrs["units"]
    flags = found["gsocseq_status"]
    assert flags.dtype == flags.attrs["flag_values"].dtype == np.int8


def test_the_summary_is_that_of_the_whole(tmp_path: Path, cut: Cut) -> None:
    file = protocol.write_file(tmp_path)
    cut(1)
    paths = fpm.gsocseq_maps(file, tmp_path / "out", compat="value_filters")
    summary = json.loads(paths["gsocseq.json"].read_text("utf-8"))
    truth = fpm.gsocseq(**protocol.grid_world(), compat="value_filters")
    assert summary["cells"] == protocol.ROWS * protocol.COLUMNS
    assert summary["missing_cells"] == json.loads(truth.attrs["missing_cells"])
    assert summary["missing_cells"]["no_data"] == 8
    assert summary["missing_cells"]["organic"] == 1
    assert summary["missing_cells"]["land_cover"] == 2
    assert summary["missing_cells"]["no_result"] == 1
    assert summary["computed_cells"] == summary["cells"] - sum(summary["missing_cells"].values())
    assert summary["filtered_cells"] == json.loads(truth.attrs["filtered_cells"])
    assert summary["script_defects"] == ["value_filters"]
    for label, mean in summary["mean_rsr_tc_ha_yr"].items():
        values = truth[RSR].sel(practice=label).values
        known = values[np.isfinite(values)]
        assert mean == math.fsum(known) / known.size


@pytest.mark.parametrize("kind", ["west to east over 180", "places", "squares", "zarr", "3 dims"])
def test_other_shapes(tmp_path: Path, cut: Cut, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Longitudes to 360, lists of places with names, wide grids, packed stores."""
    ds = protocol.merged(protocol.grid_world())
    path = tmp_path / "phases.nc"
    if kind == "west to east over 180":
        ds = ds.assign_coords(longitude=[0.0, 60.0, 120.0, 180.0, 240.0, 300.0])
    elif kind == "places":
        ds = ds.stack(cell=("latitude", "longitude")).reset_index("cell")
        ds = ds.assign_coords(place=("cell", [f"farm {i}" for i in range(ds.sizes["cell"])]))
    elif kind == "squares":
        monkeypatch.setattr(tiling, "WIDEST", 3)
    elif kind == "3 dims":
        ds = xr.concat(
            [
                ds,
                ds.isel(latitude=slice(None, None, -1)).assign_coords(
                    latitude=ds["latitude"].values
                ),
            ],
            dim="member",
        ).transpose(..., "longitude")
    if kind == "zarr":
        path = tmp_path / "phases.zarr"
        ds.chunk(latitude=2, longitude=4).to_zarr(path, consolidated=False, zarr_format=3)
    else:
        ds.to_netcdf(path)
    cut(9000)
    fpm.gsocseq_maps(path, tmp_path / "blocks", uncertainty=False, practices=["SSM3"])
    cut(10**9)
    fpm.gsocseq_maps(path, tmp_path / "whole", uncertainty=False, practices=["SSM3"])
    assert products(tmp_path / "blocks") == products(tmp_path / "whole")
    found = result(tmp_path / "blocks")
    xr.testing.assert_identical(found, result(tmp_path / "whole"))
    if kind == "west to east over 180":
        assert found["longitude"].values.tolist() == [-120, -60, 0, 60, 120, 180]
    if kind == "places":
        assert found["place"].values[:2].tolist() == ["farm 0", "farm 1"]
        assert found["latitude"].dims == ("cell",)
        assert not list((tmp_path / "blocks").glob("*.tif"))


def test_blocks_are_whole_pieces_of_the_files_and_cover_the_map(cut: Cut) -> None:
    import dask.array as da

    values = da.zeros((120, 50, 40), chunks=(120, 7, 40))
    ds = xr.Dataset({"pet_mm": (("time", "lat", "lon"), values)})
    cut(120 * 40 * 8 * 16)  # sixteen rows
    one = Layout.of([ds])
    assert one.lengths == {"lat": 14, "lon": 40}
    assert sum(one.count(block) for block in one.cut) == 2000
    cut(120 * 40 * 8 * 5)  # less than a piece
    assert Layout.of([ds]).lengths == {"lat": 5, "lon": 40}


@settings(max_examples=60)
@given(
    shape=st.lists(st.integers(1, 40), max_size=3),
    piece=st.integers(1, 9),
    size=st.integers(1, 20_000),
)
def test_every_place_lies_in_one_block(shape: list[int], piece: int, size: int) -> None:
    dims = [f"place_{i}" for i in range(len(shape))]
    variable = xr.Variable(("time", *dims), np.zeros((12, *shape), np.float32))
    variable.encoding["preferred_chunks"] = dict.fromkeys(dims, piece)
    ds = xr.Dataset({"pet_mm": variable})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "BLOCK_BYTES", size)
        one = Layout.of([ds])
    seen = np.zeros(shape, int)
    for block in one.cut:
        seen[tuple(one.at(block).values())] += 1
        assert one.count(block) <= np.prod(list(one.lengths.values()), dtype=int)
    assert (seen == 1).all()


def recipe_world() -> dict[str, Any]:
    """What the rasters hold, which is single precision."""
    data = protocol.grid_world(np.float32)
    del data["forward"]
    return {name: ds.astype(np.float32) for name, ds in data.items()}


def test_rasters_named_in_a_file_give_the_map(tmp_path: Path, cut: Cut) -> None:
    recipe = protocol.write_rasters(tmp_path)
    assert len(recipe.read_text("utf-8").split("\n")) <= 25
    cut(1)
    paths = fpm.gsocseq_maps(recipe, tmp_path / "maps")
    assert "MKD_GSOCseq_RSR_SSM1_Map030.tif" in paths
    truth = fpm.gsocseq(**recipe_world()).rename(latitude="lat", longitude="lon")
    xr.testing.assert_equal(result(tmp_path / "maps"), truth)
    cut(10**9)
    fpm.gsocseq_maps(recipe, tmp_path / "whole", country="NLD")
    renamed = {n.replace("NLD", "MKD"): b for n, b in products(tmp_path / "whole").items()}
    assert renamed == products(tmp_path / "maps")


def test_a_coarser_climate_and_bounds(tmp_path: Path, cut: Cut) -> None:
    """The map has the grid of the stock; what lies outside the bounds is left out."""
    recipe = protocol.write_rasters(tmp_path)
    field = xr.Dataset(
        {"pet": (("month", "lat", "lon"), np.full((12, 3, 2), 55.0), {"units": "mm month-1"})},
        {"month": np.arange(1, 13), "lat": [44.0, 42.0, 40.0], "lon": [19.0, 23.0]},
    )
    field.to_netcdf(tmp_path / "coarse.nc")
    text = recipe.read_text("utf-8").replace("pet_mm_spin_up.tif", "coarse.nc:pet")
    recipe.write_text("bounds = [20.2, 41, 30, 50]\n" + text, encoding="utf-8")
    cut(1)
    fpm.gsocseq_maps(recipe, tmp_path / "maps", uncertainty=False)
    data = recipe_world()
    data["spin_up"]["pet_mm"] = data["spin_up"]["pet_mm"] * 0 + 55.0
    inside = {"latitude": slice(0, 7), "longitude": slice(1, 6)}
    data = {name: ds.isel(inside) for name, ds in data.items()}
    truth = fpm.gsocseq(**data, uncertainty=False).rename(latitude="lat", longitude="lon")
    xr.testing.assert_allclose(result(tmp_path / "maps"), truth, rtol=1e-6)


def test_land_cover_that_changes_by_phase(tmp_path: Path, cut: Cut) -> None:
    recipe = protocol.write_rasters(tmp_path)
    classes = recipe_world()["soil"]["fao_land_cover"]
    before = classes.where(classes != 2, 3.0)  # grassland, of which some became cropland
    protocol.write_raster(tmp_path / "before.tif", before)
    text = recipe.read_text("utf-8").replace('fao_land_cover = "fao_land_cover.tif"\n', "")
    text = text.replace("[spin_up]", '[spin_up]\nfao_land_cover = "before.tif"')
    text = text.replace("[warm_up]", '[warm_up]\nfao_land_cover = "fao_land_cover.tif"')
    recipe.write_text(text, encoding="utf-8")
    cut(1)
    fpm.gsocseq_maps(recipe, tmp_path / "maps", uncertainty=False)
    data = recipe_world()
    data["soil"] = data["soil"].drop_vars("fao_land_cover")
    data["spin_up"]["fao_land_cover"], data["warm_up"]["fao_land_cover"] = before, classes
    truth = fpm.gsocseq(**data, uncertainty=False).rename(latitude="lat", longitude="lon")
    xr.testing.assert_equal(result(tmp_path / "maps"), truth)
