"""Run every benchmark, print what it says, keep the numbers in .benchmarks/latest.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks import (
    file_to_file,
    global_map,
    gpu,
    grid_run,
    gsocseq,
    kills,
    questions,
    startup,
    transient_run,
)

LARGE = "--large"  # also what takes minutes and gigabytes
RESULTS = Path(".benchmarks") / "latest.json"


def main() -> None:
    """Measure, print, write."""
    numbers = {
        "transient": transient_run.measure(),
        "questions": questions.measure(),
        "gpu": gpu.measure(),
        "gsocseq": gsocseq.measure(),
        "global_map": global_map.measure(),
        "grid_run": grid_run.measure(large=LARGE in sys.argv),
        "file_to_file": file_to_file.measure(large=LARGE in sys.argv),
        "startup": startup.measure(),
    }
    if LARGE in sys.argv:
        numbers["kills"] = kills.measure()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    print(f"numbers: {RESULTS}")


main()
