"""How long people wait: for help, for the import, for the demo."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import timing

HELP, IMPORT, DEMO = 0.3, 0.5, 60.0
CODE = "from fourpermille.cli.main import run; run()"


def measure(rounds: int = 7) -> dict[str, Any]:
    """Print and return seconds of whole processes."""
    print("start-up, whole processes")
    script = shutil.which("4p1000", path=str(Path(sys.executable).parent))
    command = [script] if script else [sys.executable, "-c", CODE]
    waits = {
        "4p1000 --help": ([*command, "--help"], HELP),
        "import fourpermille": ([sys.executable, "-c", "import fourpermille"], IMPORT),
        "python, nothing imported": ([sys.executable, "-c", "pass"], None),
    }
    taken = timing.in_turns(
        {
            name: (lambda c=c: subprocess.run(c, check=True, stdout=subprocess.DEVNULL))
            for name, (c, _) in waits.items()
        },
        rounds,
    )
    out = {name: _show(name, timing.middle(taken[name]), most) for name, (_, most) in waits.items()}
    with tempfile.TemporaryDirectory() as folder:
        demo = [*command, "demo", "--out", str(Path(folder) / "demo")]
        talk: list[subprocess.CompletedProcess[str]] = []
        run = timing.seconds(
            lambda: talk.append(subprocess.run(demo, capture_output=True, text=True))
        )
    if talk[0].returncode:
        print(f"  4p1000 demo failed: {talk[0].stderr.strip().splitlines()[-1:]}")
        return out
    return out | {"4p1000 demo": _show("4p1000 demo", run, DEMO)}


def _show(name: str, seconds: float, most: float | None) -> float:
    verdict = (
        "" if most is None else f" (allowed {most:g}): {'met' if seconds < most else 'MISSED'}"
    )
    print(f"  {name:<32} {seconds:8.3f} s{verdict}")
    return seconds
