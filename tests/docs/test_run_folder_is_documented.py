"""The page on the run folder names every file and every key that a run writes."""

import json
from pathlib import Path

import pytest

from tests.grids.world import write_world

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "run_folder.md").read_text("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import fourpermille

    out = tmp_path_factory.mktemp("documented") / "run"
    fourpermille.run(ROOT / "examples" / "three_fields" / "three_fields.toml", out)
    return out


def test_every_file_is_named(folder: Path) -> None:
    names = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    assert "summary.json" in names
    copied = [name for name in names if name.startswith("inputs/")]
    assert "`inputs/`" in PAGE
    others = set(names) - set(copied)
    assert [name for name in others if f"`{name}`" not in PAGE and "_fr." not in name] == []


def test_every_key_of_the_summary_is_named(folder: Path) -> None:
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    assert [key for key in summary if f"`{key}`" not in PAGE] == []


@pytest.fixture(scope="module")
def grid_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("zarr")
    pytest.importorskip("dask")
    import fourpermille

    folder = tmp_path_factory.mktemp("documented_grid")
    fourpermille.run(write_world(folder), folder / "run", report=False)
    return folder / "run"


@pytest.mark.filterwarnings("ignore::fourpermille.core.errors.ApplicabilityWarning")
def test_every_file_of_a_grid_is_named(grid_folder: Path) -> None:
    names = {
        str(path.relative_to(grid_folder))
        for path in grid_folder.rglob("*")
        if path.is_file() and "results.zarr" not in path.parts
    }
    assert {"tables/countries.csv", "tables/climate_zones.csv", "tables/years.csv"} <= names
    assert (grid_folder / "results.zarr").is_dir()
    others = [name for name in sorted(names) if not name.startswith("inputs/")]
    assert [name for name in others if f"`{name}`" not in PAGE] == []


@pytest.mark.filterwarnings("ignore::fourpermille.core.errors.ApplicabilityWarning")
def test_every_map_and_key_of_a_grid_is_named(grid_folder: Path) -> None:
    import xarray as xr

    with xr.open_zarr(grid_folder / "results.zarr", consolidated=False, chunks=None) as found:
        assert [name for name in map(str, found.data_vars) if f"`{name}`" not in PAGE] == []
    summary = json.loads((grid_folder / "summary.json").read_text("utf-8"))
    assert [key for key in summary if f"`{key}`" not in PAGE] == []
    lines = (grid_folder / "journal.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[0])["blocks"] == len(lines) - 1
