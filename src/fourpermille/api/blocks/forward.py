"""Forward runs from file to file: read a block, compute, write its chunks; memory stays bounded.

Reading the next block and writing the last one go on while a block is computed, so that the time
is that of the files wherever computing is the shorter part.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from fourpermille import __version__
from fourpermille.api.blocks import forward_files as on_disk
from fourpermille.api.blocks.folder import finish, open_unfinished
from fourpermille.api.blocks.forward_run import Forward, Span, prepared
from fourpermille.api.blocks.journal import Journal
from fourpermille.api.blocks.progress import Meter
from fourpermille.api.blocks.stops import beside_out
from fourpermille.api.run_claim import claimed
from fourpermille.api.run_folder import JOURNAL
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.progress import Progress, no_progress

STORE = "results.zarr"


@beside_out
def simulate_file(
    source: str | Path,
    out: str | Path,
    *,
    progress: Progress | None = None,
    resume: bool = False,
    restart: bool = False,
    **options: Any,
) -> Path:
    """Run the model forward over places too many for the memory, from file to file.

    Parameters
    ----------
    source
        Zarr store or NetCDF file with what ``simulate`` needs, canonical names, on ``time``
        (months) or ``month`` and one or two dims of places.
    out
        Zarr store to write: ``soc_stock_tc_ha`` (year, places), t C/ha, end of each year; the
        years are those of ``time`` where it has dates, else 1, 2, …
    progress
        Called with (done, total, what).
    resume, restart
        A run that was cut off goes on by itself; ``resume`` insists that there is one,
        ``restart`` throws it away.
    options
        Keywords of ``simulate``: years (where a year repeats), model, parameters,
        moisture_option, bare_option, start, device.

    Returns
    -------
    The path of the store.

    Raises
    ------
    InputError
        The data can't be used; the message names variable, position, value and range.
    """
    path, target = Path(source), Path(out)
    run = prepared(path, options)
    if target.exists():
        _refuse(target)
    with claimed(target):
        _simulated(run, path, target, options, progress or no_progress, resume, restart)
    return target


def _simulated(
    run: Forward,
    path: Path,
    target: Path,
    options: dict[str, Any],
    tell: Progress,
    resume: bool,
    restart: bool,
) -> None:
    """Answer what an earlier try left to do, and give the store its name."""
    part = open_unfinished(target, resume=resume, restart=restart)
    journal = Journal(part / JOURNAL)
    done = journal.start({"event": "forward", "fingerprint": _fingerprint(path, options)})
    spans = run.spans()
    todo = [span for span in spans if span.number not in done]
    if not done:
        on_disk.create(part / STORE, run)
    meter = Meter(tell, len(spans), len(done))
    for span, missing in _computed(run, todo, part / STORE):
        journal.done(span.number, {"start": span.start, "end": span.end, "missing": missing})
        meter.block(span.end - span.start)
    on_disk.describe(part / STORE, run)
    target.parent.mkdir(parents=True, exist_ok=True)
    finish(part / STORE, target)
    for left in part.iterdir():
        left.unlink()
    part.rmdir()


def _computed(run: Forward, spans: list[Span], store: Path) -> Iterator[tuple[Span, int]]:
    """Compute blocks in order while the next is read and the last is written."""
    from fourpermille.soil.run import simulate  # slow import

    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(1) as writer:
        ahead: Future[xr.Dataset] | None = None
        behind: tuple[Span, int, Future[None]] | None = None
        for number, span in enumerate(spans):
            ready = (ahead or reader.submit(on_disk.read, run, span)).result()
            following = spans[number + 1] if number + 1 < len(spans) else None
            ahead = None if following is None else reader.submit(on_disk.read, run, following)
            found = simulate(ready, **run.options)[on_disk.STOCK]
            stocks = found.transpose("year", *run.plain_dims)
            if behind is not None:
                behind[2].result()
                yield behind[0], behind[1]
            missing = int(np.isnan(stocks.values[-1]).sum())
            behind = span, missing, writer.submit(on_disk.write, store, stocks.values, span)
        if behind is not None:
            behind[2].result()
            yield behind[0], behind[1]


def _fingerprint(path: Path, options: dict[str, Any]) -> str:
    """Names, sizes and times of the files, and the options: cheap for what is too large to read."""
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    rows = [(p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in files]
    content = json.dumps([str(path.resolve()), rows, options, __version__], default=str)
    return sha256(content.encode()).hexdigest()


def _refuse(target: Path) -> None:
    raise InputError(
        Problem(
            what=_("the store exists"),
            file=str(target),
            todo=_("Name another one with --out, or remove it."),
        )
    )
