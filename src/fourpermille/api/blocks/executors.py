"""Who answers the blocks: this process, several processes here, or a cluster elsewhere.

Each is an iterator of (block, outcome) in whatever order the blocks get done. A block writes its
own chunks, so that no order and no number of workers changes a byte of the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from fourpermille.api.blocks.cluster import clustered, gone
from fourpermille.api.blocks.tiling import Block
from fourpermille.api.blocks.work import Task, keep, timed, work
from fourpermille.core.i18n import _

Done = tuple[Block, dict[str, Any]]


def answer_all(
    task: Task, blocks: Sequence[Block], workers: int = 1, scheduler: str | None = None
) -> Iterator[Done]:
    """Answer blocks one after another here, by ``workers`` processes, or on a cluster."""
    if scheduler is not None:
        return clustered(task, blocks, scheduler)
    if workers > 1:
        return pooled(task, blocks, workers)
    return alone(task, blocks)


def alone(task: Task, blocks: Sequence[Block]) -> Iterator[Done]:
    """Answer blocks in this process; one is written while the next is answered."""
    with ThreadPoolExecutor(1) as writer:
        behind: tuple[Block, dict[str, Any], Future[None]] | None = None
        for block in blocks:
            cells, outcome, fields = timed(task, block)
            if behind is not None:
                behind[2].result()
                yield behind[0], behind[1]
            behind = block, outcome, writer.submit(keep, task, block, cells, fields)
        if behind is not None:
            behind[2].result()
            yield behind[0], behind[1]


def pooled(task: Task, blocks: Sequence[Block], workers: int) -> Iterator[Done]:
    """Answer blocks by several processes of this machine, each with its share of the cores."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    count = min(workers, len(blocks)) or 1
    with ProcessPoolExecutor(
        count, mp_context=get_context("spawn"), initializer=_prepare, initargs=(count,)
    ) as pool:
        pending = {pool.submit(work, task, block): block for block in blocks}
        try:
            for future in as_completed(pending):
                yield pending[future], future.result()
        except BrokenProcessPool as error:
            raise gone(_("a process was killed; was there too little memory?")) from error
        finally:
            for future in pending:
                future.cancel()


def _prepare(processes: int) -> None:
    """Give each of several processes its share of the cores; leave Ctrl-C to the one they serve."""
    import os
    import signal
    import warnings

    import numba

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What zarr has to say of a store is for programmers.
    warnings.filterwarnings("ignore", module=r"(zarr|xarray)\b")
    cores = max(1, (os.cpu_count() or 1) // processes)
    numba.set_num_threads(min(numba.get_num_threads(), cores))
