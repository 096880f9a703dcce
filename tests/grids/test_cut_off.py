"""Runs over a grid that are killed, stopped or left without room go on to the same bytes."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import fourpermille as fpm
from fourpermille.api import run_write
from fourpermille.api.blocks import store, tiling
from fourpermille.api.blocks.journal import Journal
from fourpermille.cli.main import main
from fourpermille.core.errors import InputError, RunStoppedError
from tests.grids.dying import BLOCK_CELLS
from tests.grids.world import write_world

pytest.importorskip("zarr")
pytest.importorskip("dask")
pytestmark = pytest.mark.filterwarnings("ignore")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiling.Tiling.of.__func__, "__defaults__", (BLOCK_CELLS,))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def undisturbed(world: Path) -> dict[str, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiling.Tiling.of.__func__, "__defaults__", (BLOCK_CELLS,))
        fpm.run(world, world.parent / "undisturbed", report=False)
    return contents(world.parent / "undisturbed")


def contents(run: Path) -> dict[str, bytes]:
    """Chunks and tables of a run folder; heads and provenance tell the time of the run."""
    files = [p for p in run.rglob("*") if p.is_file()]
    kept = [p for p in files if p.suffix == ".csv" or (".zarr" in str(p) and p.name != "zarr.json")]
    assert len(kept) > 100
    return {p.relative_to(run).as_posix(): p.read_bytes() for p in kept}


def names(run: Path) -> list[str]:
    return sorted(p.relative_to(run).as_posix() for p in run.rglob("*"))


def dying(moment: str, number: int, *words: object) -> subprocess.CompletedProcess[str]:
    """``4p1000`` in a process of its own that dies at a moment."""
    source = str(Path(fpm.__file__).parents[1])
    paths = os.pathsep.join([source, str(ROOT)])
    command = [sys.executable, "-m", "tests.grids.dying", moment, str(number), "--"]
    return subprocess.run(
        [*command, *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def journal_of(out: Path) -> Path:
    return out.parent / f".{out.name}.part" / "journal.jsonl"


def test_kills_at_every_kind_of_moment(
    world: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    words = ("run", world, "-o", out, "--no-report")
    done = []
    for moment, number in (
        ("in the store", 1),
        ("in the chunk", 2),
        ("before the line", 2),
        ("in the line", 2),
        ("after the tables", 1),
        ("before the name", 1),
    ):
        died = dying(moment, number, *words)
        assert died.returncode == -signal.SIGKILL, (moment, died.stderr)
        assert not out.exists()
        lines = journal_of(out).read_text(encoding="utf-8").splitlines()
        done.append(sum('"cells"' in line for line in lines))
    assert done == [0, 1, 2, 3, 10, 10]  # never from the beginning, never a block twice
    fpm.run(world, out, report=False)
    assert contents(out) == undisturbed
    assert names(out) == names(world.parent / "undisturbed")
    assert [p.name for p in tmp_path.iterdir() if not p.name.endswith(".lock")] == ["run"]


def test_ctrl_c_says_how_to_go_on_and_loses_nothing(
    world: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    stopped = dying("Ctrl-C", 3, "run", world, "-o", out, "--no-report", "--restart")
    assert stopped.returncode == 130
    command = f"4p1000 run {world} -o {out} --no-report"
    assert stopped.stderr.strip().splitlines() == [
        f"Stopped. What is done is kept. To go on: {command}"
    ]
    assert len(journal_of(out).read_text(encoding="utf-8").splitlines()) == 3
    fpm.run(world, out, report=False, resume=True)
    assert contents(out) == undisturbed


def test_to_go_on_and_to_start_anew_is_refused_before_anything_is_lost(
    world: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    dying("before the line", 2, "run", world, "-o", out, "--no-report")
    kept = journal_of(out).read_bytes()
    with pytest.raises(InputError, match="resume --restart"):
        fpm.run(world, out, report=False, resume=True, restart=True)
    assert journal_of(out).read_bytes() == kept


def full(*_args: Any, **_kwargs: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def wrapped(*_args: Any, **_kwargs: Any) -> None:
    """As libraries do that tell an error of their own."""
    try:
        full()
    except OSError as error:
        raise RuntimeError("can't write") from error


def half_a_line(journal: Journal, _line: object) -> None:
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"block": 1, "ce')
    full()


FULL: dict[str, tuple[Any, str, Callable[..., None], int]] = {
    "the head of the journal": (Journal, "_append", full, 1),
    "a line of the journal": (Journal, "_append", half_a_line, 3),
    "an empty store": (store, "create", full, 1),
    "a chunk": (store, "write", full, 3),
    "a table": (run_write, "_tables", wrapped, 1),
    "the layer": (run_write, "_layer", full, 1),
    "a report": (run_write, "_report", full, 1),
}


@pytest.mark.parametrize("where", FULL)
def test_a_full_disk_is_one_message_and_the_run_goes_on(
    world: Path,
    undisturbed: dict[str, bytes],
    tmp_path: Path,
    where: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "run"
    owner, name, deed, number = FULL[where]
    kept, calls = getattr(owner, name), 0

    def limited(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        return (deed if calls == number else kept)(*args, **kwargs)

    monkeypatch.setattr(owner, name, limited)
    words = ["run", str(world), "-o", str(out), "--no-report"]
    assert main(words) == 1
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Error")]
    assert len(said) == 1
    assert "the disk is full" in said[0]
    assert "the same command then goes on" in said[0]
    assert not out.exists()
    assert main(words) == 0
    assert contents(out) == undisturbed
    assert names(out) == names(world.parent / "undisturbed")


def test_a_full_disk_without_a_folder_promises_nothing(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "write", full)
    with pytest.raises(RunStoppedError, match=r"the disk is full.*TMPDIR"):
        fpm.run(world)


@pytest.mark.parametrize(
    "torn", [b'{"block": 7, "cel', b"\0\0\0\0\n", b'{"block": 7}\xff\n', b"7\n"]
)
def test_what_is_torn_in_the_journal_is_answered_again(
    world: Path, undisturbed: dict[str, bytes], tmp_path: Path, torn: bytes
) -> None:
    out = tmp_path / "run"
    part = tmp_path / ".run.part"
    shutil.copytree(world.parent / "undisturbed", part)
    journal = part / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(
        b"".join(lines[:4]) + torn + (b"".join(lines[4:]) if torn[-1:] == b"\n" else b"")
    )
    fpm.run(world, out, report=False, resume=True)
    assert contents(out) == undisturbed
    lines_now = (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    blocks = [json.loads(line)["block"] for line in lines_now[1:]]
    assert sorted(blocks) == list(range(10))


def unfinished(world: Path, out: Path) -> None:
    """Leave an unfinished run of another target."""

    def stop(done: int, total: int, what: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fpm.run(world, out, report=False, overrides=["target.years=20"], progress=stop)


def test_an_unfinished_run_of_another_scenario_is_kept(
    world: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    unfinished(world, out)
    before = journal_of(out).read_bytes()
    with pytest.raises(InputError, match=r"another scenario or data.*--restart"):
        fpm.run(world, out, report=False)
    assert journal_of(out).read_bytes() == before
    assert not out.exists()
    fpm.run(world, out, report=False, restart=True)
    assert contents(out) == undisturbed


def test_a_finished_run_of_another_scenario_is_not_overwritten(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    fpm.run(world, out, report=False, overrides=["target.years=20"])
    before = contents(out)
    assert main(["run", str(world), "-o", str(out), "--no-report"]) == 3
    assert "--force" in capsys.readouterr().err
    assert contents(out) == before
    assert not journal_of(out).parent.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("changed", 3),
        ("cut short", 3),
        ("gone", 4),
    ],
)
def test_another_input_than_before_is_refused(
    world: Path, tmp_path: Path, change: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "world"
    shutil.copytree(world.parent, folder, ignore=shutil.ignore_patterns("undisturbed"))
    out = tmp_path / "run"
    unfinished(folder / world.name, out)
    file = folder / "soil.nc"
    if change == "changed":
        write_world(folder, seed=12)
    elif change == "cut short":
        file.write_bytes(file.read_bytes()[:3000])
    else:
        file.unlink()
    words = ["run", str(folder / world.name), "-o", str(out), "--set", "target.years=20"]
    assert main(words) == code
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert ("soil.nc" in said) or change == "changed"
    assert not out.exists()
    assert journal_of(out).exists()
