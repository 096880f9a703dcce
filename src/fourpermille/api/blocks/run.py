"""All blocks of a scenario answered into one store, going on where an earlier try was cut off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xarray as xr

from fourpermille.api.blocks import store
from fourpermille.api.blocks.executors import answer_all
from fourpermille.api.blocks.journal import Journal
from fourpermille.api.blocks.progress import Meter
from fourpermille.api.blocks.tiling import Block, Tiling
from fourpermille.api.blocks.work import Task, answered, keep, source_of
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _, ngettext, use_language
from fourpermille.core.progress import Progress

STORE = "results.zarr"


@dataclass(frozen=True)
class Options:
    """Who does the work; none of it changes a result by more than its last digits."""

    workers: int = 1
    scheduler: str | None = None
    resume: bool = False
    restart: bool = False
    device: str = "cpu"


def run_blocks(
    task: Task, journal: Journal, head: Mapping[str, Any], options: Options, tell: Progress
) -> list[dict[str, Any]]:
    """Answer every block that the journal doesn't know; returns the lines of all, in order.

    Raises
    ------
    InputError
        The data can't be used, or no cell of the grid counts.
    RunStoppedError
        The cluster is gone; what is done is kept.
    """
    ds = source_of(task)
    cut = Tiling.of(ds.sizes["lat"], ds.sizes["lon"])
    done = journal.start({**head, "blocks": len(cut)})
    todo = [block for block in cut if block.number not in done]
    meter = Meter(tell, len(cut), len(done))
    for block, outcome in _all(task, ds, cut, todo, done, options):
        journal.done(block.number, outcome)
        done[block.number] = outcome
        meter.block(outcome["cells"])
    if not any(line["cells"] for line in done.values()):
        raise InputError(
            Problem(
                what=_("no cell of the grid has an answer"),
                column="mask",
                found=_counts(list(done.values())),
                todo=_("Look at the mask, and at which variables lack values."),
            )
        )
    return [done[number] for number in sorted(done)]


def _all(
    task: Task,
    ds: xr.Dataset,
    cut: Tiling,
    todo: Sequence[Block],
    done: Mapping[int, Mapping[str, Any]],
    options: Options,
) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Answer blocks; the first that has cells is answered here and shapes the store."""
    rest = list(todo)
    made = any(_has_cells(line) for line in done.values())
    while rest and not made:
        block = rest.pop(0)
        cells, found = answered(task, block)
        if cells.ds.sizes["cell"]:
            with use_language(task.language):
                store.create(task.store, found.fields, ds["lat"].values, ds["lon"].values, cut)
            keep(task, block, cells, found.fields)
            made = True
        yield block, found.outcome
    if rest:
        yield from answer_all(task, rest, options.workers, options.scheduler)


def _has_cells(line: Mapping[str, Any]) -> bool:
    return bool(line["cells"] or line["missing"])


def _counts(lines: Sequence[Mapping[str, Any]]) -> str:
    missing: dict[str, int] = {}
    for line in lines:
        for name, count in line["missing"].items():
            missing[name] = missing.get(name, 0) + count
    masked = sum(line["masked"] for line in lines)
    parts = [ngettext("{count} cell masked", "{count} cells masked", masked).format(count=masked)]
    parts += [f"{name or '?'}: {count}" for name, count in missing.items()]
    return "; ".join(parts)


def store_of(folder: Path) -> Path:
    """Where the results of a run by blocks lie."""
    return folder / STORE
