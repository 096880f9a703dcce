"""Run every benchmark, print what it says, keep the numbers in .benchmarks/latest.json."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks import gpu, gsocseq, questions, startup, transient_run

RESULTS = Path(".benchmarks") / "latest.json"


def main() -> None:
    """Measure, print, write."""
    numbers = {
        "transient": transient_run.measure(),
        "questions": questions.measure(),
        "gpu": gpu.measure(),
        "gsocseq": gsocseq.measure(),
        "startup": startup.measure(),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    print(f"numbers: {RESULTS}")


main()
