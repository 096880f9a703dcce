"""Blocks answered on a cluster of dask.distributed, which may go away at any moment."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fourpermille.api.blocks.stops import is_full
from fourpermille.api.blocks.tiling import Block
from fourpermille.api.blocks.work import Task, work
from fourpermille.core.errors import FourPerMilleError, MissingExtraError, Problem, RunStoppedError
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10.0
LONELY_SECONDS = 30.0  # how long a cluster may be without a worker or out of reach
LOOK_SECONDS = 1.0  # between two looks at the cluster
ANSWER_SECONDS = 5.0
PAUSE_SECONDS = 0.02  # between two looks at what is done


def clustered(
    task: Task, blocks: Sequence[Block], address: str
) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Answer blocks on a running cluster, whose machines see the same folders.

    Raises
    ------
    RunStoppedError
        No cluster answers, or it went away.
    """
    client = _connected(address)
    try:
        yield from _answered(client, task, blocks)
    except FourPerMilleError:
        raise
    except Exception as error:  # lost workers and connections come as errors of many kinds
        if is_full(error, task.store):
            raise
        what = _("the cluster went away: {error}")
        raise gone(
            what.format(error=" ".join(str(error).split()) or type(error).__name__)
        ) from error
    finally:
        with suppress(Exception):  # what is gone can't be told that it may go
            client.close(timeout=1)


def gone(what: str, todo: str | None = None) -> RunStoppedError:
    """The error of a run that those who answer its blocks have left."""
    todo = todo or _("What is done is kept: give the same command to go on.")
    return RunStoppedError(Problem(what=what, todo=todo))


def _connected(address: str) -> Client:
    try:
        from distributed import Client  # optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("running on a cluster")) from error
    _quiet()
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise gone(
            _("no cluster answers at {address}").format(address=address),
            _("Start one (dask scheduler, dask worker), or leave --scheduler out."),
        ) from error


def _answered(
    client: Client, task: Task, blocks: Sequence[Block]
) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Blocks as they get done; a look at the cluster in between, since it may fall silent."""
    from distributed import as_completed  # optional dependency

    pending = {client.submit(work, task, block, pure=False): block for block in blocks}
    ready = as_completed(pending, loop=client.loop)  # there may be other clients in this process
    seen = looked = time.monotonic()
    while ready.count():
        if ready.has_ready():
            future = next(ready)
            yield pending.pop(future), future.result(timeout=LONELY_SECONDS)
            continue
        time.sleep(PAUSE_SECONDS)
        now = time.monotonic()
        if now - looked < LOOK_SECONDS:
            continue
        looked = now
        if _has_workers(client):
            seen = now
        elif now - seen > LONELY_SECONDS:
            raise gone(_("the cluster went away: it has no worker left, or does not answer"))


def _has_workers(client: Client) -> bool:
    """Whether the cluster says within a moment that somebody works there."""
    if client.status != "running" or client.scheduler is None:
        return False
    try:
        told = client.sync(client.scheduler.identity, callback_timeout=ANSWER_SECONDS)
    except Exception:  # whatever it is, it is no answer
        return False
    return bool(told.get("workers"))


def _quiet() -> None:
    """Keep alarms of the cluster from the terminal: what matters is told as one error.

    Its loggers have levels of their own, so that the one above them doesn't silence them.
    """
    import logging

    for name in ["distributed", *logging.root.manager.loggerDict]:
        if name == "distributed" or name.startswith("distributed."):
            logging.getLogger(name).setLevel(logging.CRITICAL)
