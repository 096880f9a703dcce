"""Seconds of several candidates, measured in turns so that a busy machine disturbs all alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median


def seconds(run: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def in_turns(candidates: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of every candidate in every round, after one round that doesn't count."""
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for run in candidates.values():
        run()
    for _ in range(rounds):
        for name, run in candidates.items():
            taken[name].append(seconds(run))
    return taken


def ratio(taken: dict[str, list[float]], one: str, other: str) -> float:
    """Median over the rounds of the ratio within a round."""
    return median(a / b for a, b in zip(taken[one], taken[other], strict=True))


def middle(values: list[float]) -> float:
    """Median."""
    return median(values)
