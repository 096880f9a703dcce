"""Who answers the blocks: this process, several processes here, or a cluster elsewhere.

Each is an iterator of (block, outcome) in whatever order the blocks get done. A block writes its
own chunks, so that no order and no number of workers changes a byte of the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fourpermille.api.blocks.tiling import Block
from fourpermille.api.blocks.work import Task, work
from fourpermille.core.errors import FourPerMilleError, MissingExtraError, Problem, RunStoppedError
from fourpermille.core.i18n import _

Done = tuple[Block, dict[str, Any]]
CONNECT_SECONDS = 10


def answer_all(
    task: Task, blocks: Sequence[Block], workers: int = 1, scheduler: str | None = None
) -> Iterator[Done]:
    """Answer blocks one after another here, by ``workers`` processes, or on a cluster."""
    if scheduler is not None:
        return clustered(task, blocks, scheduler)
    if workers > 1:
        return pooled(task, blocks, workers)
    return ((block, work(task, block)) for block in blocks)


def pooled(task: Task, blocks: Sequence[Block], workers: int) -> Iterator[Done]:
    """Answer blocks by several processes of this machine, each with its share of the cores."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    count = min(workers, len(blocks)) or 1
    with ProcessPoolExecutor(
        count, mp_context=get_context("spawn"), initializer=_share_cores, initargs=(count,)
    ) as pool:
        pending = {pool.submit(work, task, block): block for block in blocks}
        try:
            for future in as_completed(pending):
                yield pending[future], future.result()
        except BrokenProcessPool as error:
            raise _gone(_("a process was killed; was there too little memory?")) from error
        finally:
            for future in pending:
                future.cancel()


def clustered(task: Task, blocks: Sequence[Block], address: str) -> Iterator[Done]:
    """Answer blocks on a running cluster of dask.distributed, which sees the same folders."""
    try:
        from distributed import Client, as_completed  # optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("running on a cluster")) from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise _gone(
            _("no cluster answers at {address}").format(address=address),
            _("Start one (dask scheduler, dask worker), or leave --scheduler out."),
        ) from error
    try:
        pending = {client.submit(work, task, block, pure=False): block for block in blocks}
        for future in as_completed(pending):
            yield pending[future], future.result()
    except FourPerMilleError:
        raise
    except Exception as error:  # lost workers and connections come as errors of many kinds
        raise _gone(
            _("the cluster went away: {error}").format(error=error or type(error).__name__)
        ) from error
    finally:
        client.close(timeout=1)


def _share_cores(processes: int) -> None:
    """Give each of several processes its share of the cores, so that they don't crowd.

    They say nothing themselves: what zarr has to say of a store is for programmers.
    """
    import os
    import warnings

    import numba

    warnings.filterwarnings("ignore", module=r"(zarr|xarray)\b")
    cores = max(1, (os.cpu_count() or 1) // processes)
    numba.set_num_threads(min(numba.get_num_threads(), cores))


def _gone(what: str, todo: str | None = None) -> RunStoppedError:
    return RunStoppedError(
        Problem(
            what=what,
            todo=todo or _("What is done is kept: give the same command to go on."),
        )
    )
