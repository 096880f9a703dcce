"""Several processes and clusters: the same bytes as one process, and what happens when they go."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import fourpermille as fpm
from fourpermille.api.blocks import cluster, tiling
from fourpermille.core.errors import RunStoppedError
from tests.grids.dying import BLOCK_CELLS
from tests.grids.test_cut_off import contents, journal_of
from tests.grids.world import write_world

pytest.importorskip("zarr")
pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")

CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        print(cluster.scheduler_address, cluster.workers[0].pid, flush=True)
        sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiling.Tiling.of.__func__, "__defaults__", (BLOCK_CELLS,))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def alone(world: Path) -> dict[str, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiling.Tiling.of.__func__, "__defaults__", (BLOCK_CELLS,))
        fpm.run(world, world.parent / "alone", report=False)
    return contents(world.parent / "alone")


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """A cluster in a process group of its own: the process, its address, the worker's number."""
    script = tmp_path / "cluster_of_one.py"
    script.write_text(CLUSTER, encoding="utf-8")
    paths = str(Path(fpm.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": paths, "DASK_TEMPORARY_DIRECTORY": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    address, number = process.stdout.readline().split()
    yield process, address, int(number)
    with_group(process, signal.SIGKILL)
    process.wait()


def with_group(process: subprocess.Popen[str], what: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, what)


def test_a_cluster_answers_as_one_process_does(
    world: Path, alone: dict[str, bytes], tmp_path: Path, scheduler: tuple
) -> None:
    fpm.run(world, tmp_path / "run", report=False, scheduler=scheduler[1])
    assert contents(tmp_path / "run") == alone


def test_a_cluster_that_goes_away_is_told_and_the_run_goes_on_without_it(
    world: Path,
    alone: dict[str, bytes],
    tmp_path: Path,
    scheduler: tuple,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "LONELY_SECONDS", 2.0)
    out = tmp_path / "run"

    def pull_the_plug(done: int, total: int, what: str) -> None:
        if done == 3:
            with_group(scheduler[0], signal.SIGKILL)

    with pytest.raises(RunStoppedError, match=r"cluster went away.*same command"):
        fpm.run(world, out, report=False, scheduler=scheduler[1], progress=pull_the_plug)
    assert not out.exists()
    assert 4 <= len(journal_of(out).read_text(encoding="utf-8").splitlines()) < 11
    fpm.run(world, out, report=False)
    assert contents(out) == alone


def test_a_cluster_without_workers_is_not_waited_for(
    world: Path, tmp_path: Path, scheduler: tuple, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scheduler lives and waits for workers for ever; the worker's nanny is gone, too."""
    monkeypatch.setattr(cluster, "LONELY_SECONDS", 2.0)
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 1.0)
    out = tmp_path / "run"

    def lose_workers(done: int, total: int, what: str) -> None:
        if done == 3:
            os.kill(scheduler[0].pid, signal.SIGSTOP)  # nobody answers, nobody restarts a worker
            os.kill(scheduler[2], signal.SIGKILL)

    begun = time.monotonic()
    with pytest.raises(RunStoppedError, match=r"cluster went away.*same command"):
        fpm.run(world, out, report=False, scheduler=scheduler[1], progress=lose_workers)
    assert time.monotonic() - begun < 120  # it came to an end, whatever the machine is busy with
    assert journal_of(out).exists()


def test_no_cluster_there(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    with pytest.raises(RunStoppedError, match=r"no cluster answers at tcp://127.0.0.1:9"):
        fpm.run(world, tmp_path / "run", report=False, scheduler="tcp://127.0.0.1:9")


def test_a_worker_that_is_killed_ends_the_run_and_nothing_is_lost(
    world: Path, alone: dict[str, bytes], tmp_path: Path
) -> None:
    import multiprocessing

    out = tmp_path / "run"

    def kill_one(done: int, total: int, what: str) -> None:
        if done == 3:
            os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    with pytest.raises(RunStoppedError, match=r"a process was killed.*same command"):
        fpm.run(world, out, report=False, workers=2, progress=kill_one)
    assert not out.exists()
    fpm.run(world, out, report=False, workers=2)
    assert contents(out) == alone


def test_alarms_of_the_cluster_stay_off_the_terminal() -> None:
    """A lost connection is logged with its traceback by a logger that has its own level."""
    import logging

    import distributed.client

    from fourpermille.api.blocks.cluster import _quiet

    logger = logging.getLogger(distributed.client.__name__)
    before = logger.level
    try:
        logger.setLevel(logging.WARNING)
        _quiet()
        assert not logger.isEnabledFor(logging.ERROR)
    finally:
        logger.setLevel(before)
