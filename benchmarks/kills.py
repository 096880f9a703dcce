"""Random kills: a run over a small world, SIGKILLed again and again, against an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

KILLS = 20
SEED = 4
ROOT = Path(__file__).resolve().parents[1]
LONGEST_SECONDS = 600.0


def measure(kills: int = KILLS) -> dict[str, Any]:
    """Print a line for each kill, and whether the end is bit-identical."""
    from tests.grids.test_cut_off import contents
    from tests.grids.world import write_world

    print(f"{kills} kills at random moments of a run in ten blocks, each resumed")
    with tempfile.TemporaryDirectory() as scratch:
        world = write_world(Path(scratch))
        expected, longest = _undisturbed(world, Path(scratch) / "undisturbed")
        draw, runs, done = random.Random(SEED), 0, 0
        wrong = 0
        while done < kills:
            runs += 1
            out = Path(scratch) / f"run_{runs}"
            while True:
                after = draw.uniform(0.4, 1.0) * longest if done < kills else LONGEST_SECONDS
                begun = time.perf_counter()
                code = _run(world, out, after)
                if code == 0:  # faster than thought, or the rest of a killed run
                    longest = min(longest, max(time.perf_counter() - begun, longest / 2))
                    break
                if code != -signal.SIGKILL:
                    raise RuntimeError(f"the run ended with {code}")
                done += 1
                print(f"  kill {done:3d} after {after:5.2f} s: {_lines(out):2d} blocks done")
            same = contents(out) == expected
            wrong += not same
            print(f"  run {runs} finished: {'bit-identical' if same else 'DIFFERENT'}")
    print(f"  {done} kills, {runs} runs, {wrong} different")
    return {"kills": done, "runs": runs, "different": wrong}


def _undisturbed(world: Path, out: Path) -> tuple[dict[str, bytes], float]:
    from tests.grids.test_cut_off import contents

    _run(world, out.with_name("first"), LONGEST_SECONDS)  # compiles
    begun = time.perf_counter()
    if _run(world, out, LONGEST_SECONDS) != 0:
        raise RuntimeError("the undisturbed run failed")
    return contents(out), time.perf_counter() - begun


def _run(world: Path, out: Path, seconds: float) -> int:
    """Exit code of the run, which is killed after so many seconds."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    words = ["run", str(world), "--out", str(out), "--no-report", "--quiet"]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.grids.dying", "never", "0", "--", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _lines(out: Path) -> int:
    journal = out.parent / f".{out.name}.part" / "journal.jsonl"
    return max(journal.read_bytes().count(b"\n") - 1, 0) if journal.exists() else 0


if __name__ == "__main__":
    measure()
