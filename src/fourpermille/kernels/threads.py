"""Shares the places of a compiled loop among the processors.

The compiled loops hold no lock, so plain Python threads suffice: no parallel run-time to load, to
compile for, or to quarrel with the threads of whoever calls.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

# Parts per thread: a thread that was held up leaves its share to the others.
PARTS_PER_THREAD = 4
# Below this many places a thread costs more than it saves.
SMALLEST_PART = 256


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parts(places: int, threads: int, multiple: int = 1) -> list[slice]:
    """Even cuts of the places, each but the last a multiple of ``multiple``."""
    wanted = max(1, min(threads * PARTS_PER_THREAD, places // SMALLEST_PART))
    size = -(-places // wanted)
    size = -(-size // multiple) * multiple
    return [slice(first, min(first + size, places)) for first in range(0, places, max(size, 1))]


def run_parts(
    run: Callable[[slice], object], places: int, threads: int | None = None, multiple: int = 1
) -> None:
    """Call ``run`` on every part of the places; errors come through."""
    count = threads or processors()
    cuts = parts(places, count, multiple)
    if count == 1 or len(cuts) <= 1:
        for cut in cuts:
            run(cut)
        return
    with ThreadPoolExecutor(min(count, len(cuts))) as pool:
        for future in [pool.submit(run, cut) for cut in cuts]:
            future.result()


def run_threaded(kernel: Callable[..., object], arguments: Sequence[Any], places: int) -> None:
    """Call a loop whose arrays all have the place first, in parts."""

    def run(cut: slice) -> None:
        kernel(*(a[cut] if isinstance(a, np.ndarray) else a for a in arguments))

    run_parts(run, places)
