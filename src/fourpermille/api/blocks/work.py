"""One block from the files to the store: what a process of a run does, here or on a cluster."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import xarray as xr

from fourpermille.api.blocks import store
from fourpermille.api.blocks.answer import Answer, answer
from fourpermille.api.blocks.source import Cells, open_source, read_block
from fourpermille.api.blocks.tiling import Block
from fourpermille.core.i18n import use_language
from fourpermille.core.scenario import Scenario


@dataclass(frozen=True)
class Task:
    """What every block of a run has in common.

    ``run`` tells one run from the next: files may have changed in between, and a process that
    lives longer than a run must open them again.
    """

    scenario: Scenario
    store: Path
    language: str = "en"
    device: str = "cpu"
    run: str = field(default_factory=lambda: uuid4().hex)

    def __hash__(self) -> int:
        return hash((self.scenario.canonical_json(), self.scenario.base_dir, self.run))


@lru_cache(maxsize=1)
def source_of(task: Task) -> xr.Dataset:
    """The grid of a task, opened once a process."""
    return open_source(task.scenario)


def forget_source() -> None:
    """Give back the memory of the grid that was opened, once no block needs it any more."""
    source_of.cache_clear()


def answered(task: Task, block: Block) -> tuple[Cells, Answer]:
    """Read and answer a block."""
    with use_language(task.language):
        cells = read_block(source_of(task), block, task.scenario)
        return cells, answer(cells, task.scenario, task.device)


def timed(task: Task, block: Block) -> tuple[Cells, dict[str, Any], xr.Dataset]:
    """Read and answer a block; returns its cells, its line of the journal and what to write."""
    begun = perf_counter()
    cells, found = answered(task, block)
    return cells, {**found.outcome, "seconds": round(perf_counter() - begun, 3)}, found.fields


def keep(task: Task, block: Block, cells: Cells, fields: xr.Dataset) -> None:
    """Write what a block answered; nothing where none of its cells counts."""
    if cells.ds.sizes["cell"]:
        with use_language(task.language):  # words become numbers by the language they are in
            store.write(task.store, fields, cells.inside, block)


def work(task: Task, block: Block) -> dict[str, Any]:
    """Read, answer and write a block; returns its line of the journal."""
    cells, outcome, fields = timed(task, block)
    keep(task, block, cells, fields)
    return outcome
