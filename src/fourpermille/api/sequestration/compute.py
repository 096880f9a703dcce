"""All blocks of the map into one store, going on where an earlier try was cut off.

Reading the next block and writing the last one go on while a block is computed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourpermille.api.blocks.journal import Journal
from fourpermille.api.blocks.progress import Meter
from fourpermille.api.blocks.tiling import Block
from fourpermille.api.sequestration import store
from fourpermille.api.sequestration.inputs import SOIL, Inputs
from fourpermille.api.sequestration.layout import Layout
from fourpermille.core.progress import Progress

if TYPE_CHECKING:
    import xarray as xr

Line = dict[str, Any]


@dataclass(frozen=True)
class Work:
    """The inputs, how they are cut, the keywords of ``gsocseq``, and the store."""

    inputs: Inputs
    layout: Layout
    options: Mapping[str, Any]
    store: Path


def compute(work: Work, journal: Journal, head: Mapping[str, Any], tell: Progress) -> list[Line]:
    """Compute every block that the journal doesn't know; returns the lines of all, in order.

    Raises InputError where the data can't be used, or the journal is that of another run.
    """
    cut = work.layout.cut
    done = journal.start({**head, "blocks": len(cut)})
    meter = Meter(tell, len(cut), len(done))
    todo = [block for block in cut if block.number not in done]
    for block, line in _computed(work, todo, is_made=bool(done)):
        journal.done(block.number, line)
        done[block.number] = line
        meter.block(line["cells"])
    return [done[number] for number in sorted(done)]


def _computed(work: Work, todo: list[Block], *, is_made: bool) -> Iterator[tuple[Block, Line]]:
    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(1) as writer:
        behind: tuple[Block, Line, Future[None]] | None = None
        for block, parts in _read(work, todo, reader):
            result = _answer(work, parts)
            if not is_made:
                coords = work.inputs.coords(work.layout.dims)
                store.create(work.store, result, work.layout, coords)
                is_made = True
            if behind is not None:
                behind[2].result()
                yield behind[0], behind[1]
            at = work.layout.at(block)
            line = _line(result, work.layout.count(block))
            behind = block, line, writer.submit(store.write, work.store, result, at, work.layout)
        if behind is not None:
            behind[2].result()
            yield behind[0], behind[1]


def _read(
    work: Work, todo: list[Block], reader: ThreadPoolExecutor
) -> Iterator[tuple[Block, dict[str, xr.Dataset]]]:
    """Blocks in order, each read while the one before is computed."""

    def ahead(block: Block) -> Future[dict[str, xr.Dataset]]:
        return reader.submit(work.inputs.part, work.layout.at(block))

    coming = ahead(todo[0]) if todo else None
    for block, following in zip(todo, [*todo[1:], None], strict=False):
        assert coming is not None
        parts = coming.result()
        coming = None if following is None else ahead(following)
        yield block, parts


def _answer(work: Work, parts: dict[str, xr.Dataset]) -> xr.Dataset:
    from fourpermille.assessment.gsocseq import gsocseq  # slow import

    phases: dict[str, Any] = {name: ds for name, ds in parts.items() if name != SOIL}
    return gsocseq(parts[SOIL], **phases, **work.options)


def _line(result: xr.Dataset, cells: int) -> Line:
    """What the whole needs of a block."""
    return {
        "cells": cells,
        "computed": int((result["gsocseq_status"] == 0).sum()),
        "missing": json.loads(result.attrs["missing_cells"]),
        "filtered": json.loads(result.attrs["filtered_cells"]),
    }
