"""What a journal promises: one device for all blocks, and blocks that are on the disk."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.api.blocks import durable, forward_run, tiling
from fourpermille.api.blocks.journal import Journal
from fourpermille.core.errors import InputError
from fourpermille.soil import device as devices
from fourpermille.soil.run import device_of
from tests.engine.test_forward_files import drivers
from tests.grids.dying import BLOCK_CELLS
from tests.grids.world import write_world

pytest.importorskip("zarr")
pytest.importorskip("dask")
pytestmark = pytest.mark.filterwarnings("ignore")

Run = Callable[..., Any]


def a_grid(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(tiling.Tiling.of.__func__, "__defaults__", (BLOCK_CELLS,))
    scenario = write_world(folder)
    return lambda **how: fpm.run(scenario, folder / "out", report=False, **how)


def a_forward_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(forward_run, "BLOCK_BYTES", 1)
    drivers().chunk(cell=7).to_zarr(folder / "in.zarr", zarr_format=3, consolidated=False)
    return lambda **how: fpm.simulate_file(folder / "in.zarr", folder / "out", **how)


@pytest.fixture(params=[a_grid, a_forward_run])
def run(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    return request.param(tmp_path, monkeypatch)


def cut_off(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the run when its third block is done."""
    done, count = Journal.done, 0

    def stopping(self: Journal, *args: Any) -> None:
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        done(self, *args)

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "done", stopping)
        with pytest.raises(BaseException):  # noqa: B017, PT011 - Ctrl-C, or what a run makes of it
            run()


def test_another_device_does_not_go_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(run, monkeypatch)
    journal = tmp_path / ".out.part" / "journal.jsonl"
    head, *lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    told = json.loads(head)
    assert told["device"] == "cpu"
    assert len(lines) == 2
    begun_elsewhere = json.dumps({**told, "device": "cuda"}) + "\n"
    journal.write_text(begun_elsewhere + "".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=r"another device.*cpu.*cuda.*--device.*--restart"):
        run()
    assert journal.read_text(encoding="utf-8").endswith(lines[-1])  # nothing is lost
    run(restart=True)
    assert (tmp_path / "out").exists()


def test_the_word_auto_is_no_other_device(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if devices.choose("auto") != "cpu":
        pytest.skip("auto is a CUDA device here")
    cut_off(run, monkeypatch)
    run(device="auto", resume=True)
    assert (tmp_path / "out").exists()


def test_a_block_is_on_the_disk_before_its_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: dict[Path, set[str]] = {}  # with the names in a folder at that time
    sync, done, lines = durable._sync, Journal.done, 0

    def inside(path: Path) -> set[str]:
        return {one.name for one in path.iterdir()} if path.is_dir() else set()

    def noted(path: Path) -> None:
        named = inside(path)
        sync(path)
        synced[path] = named

    def checked(self: Journal, *args: Any) -> None:
        nonlocal lines
        part = self.path.parent
        every = [part, *(part / "results.zarr").rglob("*")]
        assert [one for one in every if one not in synced or inside(one) - synced[one]] == []
        lines += 1
        done(self, *args)

    monkeypatch.setattr(durable, "_sync", noted)
    monkeypatch.setattr(Journal, "done", checked)
    run()
    assert lines > 5


@pytest.mark.parametrize(
    ("change", "options", "where"),
    [
        (lambda ds: ds, {}, "cuda"),
        (lambda ds: ds.astype(float), {}, "cpu"),
        (lambda ds: ds.astype(float), {"pools": False}, "cuda"),
        (lambda ds: ds, {"pools": True}, "cpu"),
        (lambda ds: ds.isel(time=slice(12)).rename(time="month"), {}, "cpu"),
        (lambda ds: ds.assign(modern_percent=100.0), {}, "cpu"),
    ],
)
def test_the_device_told_is_the_one_that_computes(
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[xr.Dataset], xr.Dataset],
    options: dict[str, Any],
    where: str,
) -> None:
    """By the table of the page on devices."""
    monkeypatch.setattr(devices, "choose", lambda device: "cuda")
    assert device_of(change(drivers()), device="auto", **options) == where


def test_chunks_of_a_part_are_found_and_no_others(tmp_path: Path) -> None:
    import zarr

    group = zarr.open_group(tmp_path / "a.zarr", mode="w", zarr_format=3)
    array = group.create_array("x", shape=(2, 10, 10), chunks=(2, 3, 4), dtype="f4")
    array[:] = np.ones((2, 10, 10))
    found = {
        one.relative_to(tmp_path / "a.zarr" / "x").as_posix()
        for one in durable.chunks_of(tmp_path / "a.zarr", array, [(0, 2), (3, 9), (8, 10)])
    }
    assert found == {"c/0/1/2", "c/0/2/2"}
    assert all((tmp_path / "a.zarr" / "x" / one).is_file() for one in found)
