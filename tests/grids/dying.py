"""A run of the small world in a process of its own that dies at a chosen moment.

``python -m tests.grids.dying MOMENT NUMBER -- words of the command line``
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

BLOCK_CELLS = 48  # ten blocks of two rows


def die() -> None:
    """SIGKILL: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def after(count: int, owner: Any, name: str, deed: Callable[..., None]) -> None:
    """Do ``deed`` instead of call number ``count`` of a function."""
    kept, calls = getattr(owner, name), [0]

    def inner(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        if calls[0] == count:
            deed(*args, **kwargs)
        return kept(*args, **kwargs)

    setattr(owner, name, inner)


def half_a_chunk(path: Path, _fields: Any, inside: Any, block: Any) -> None:
    """Leave a torn chunk in every array of a store, as a write that was cut off does."""
    for head in path.glob("*/zarr.json"):
        others = len(json.loads(head.read_text())["shape"]) - 2
        if others >= 0:
            at = ["0"] * others + [str(block.row // inside.shape[0]), "0"]
            torn = head.parent.joinpath("c", *at)
            torn.parent.mkdir(parents=True, exist_ok=True)
            torn.write_bytes(b"half a")
    die()


def half_a_raw_chunk(path: Path, _result: Any, at: Any, layout: Any) -> None:
    """Leave a torn chunk in every array of the store of the sequestration map."""
    for head in path.glob("*/zarr.json"):
        rank = len(json.loads(head.read_text())["shape"])
        others = rank - len(layout.dims)
        if others >= 0:
            first = at[layout.dims[0]].start // layout.lengths[layout.dims[0]]
            names = ["0"] * others + [str(first)] + ["0"] * (len(layout.dims) - 1)
            torn = head.parent.joinpath("c", *names)
            torn.parent.mkdir(parents=True, exist_ok=True)
            torn.write_bytes(b"half a")
    die()


def half_a_line(journal: Any, line: dict[str, Any]) -> None:
    """Write the beginning of a line of the journal."""
    with journal.path.open("a") as file:
        file.write('{"block": 3, "cel')
    die()


def prepare(moment: str, number: int) -> None:
    """Arrange the death."""
    from fourpermille.api import run_write
    from fourpermille.api.blocks import folder, forward_files, forward_run, store, tiling
    from fourpermille.api.blocks.journal import Journal
    from fourpermille.api.sequestration import layout, products
    from fourpermille.api.sequestration import store as maps_store

    layout.BLOCK_BYTES = 1  # a row
    tiling.Tiling.of.__func__.__defaults__ = (BLOCK_CELLS,)  # type: ignore[attr-defined]
    forward_run.BLOCK_BYTES = 1

    def now(*_args: Any, **_kwargs: Any) -> None:
        die()

    def ctrl_c(*_args: Any, **_kwargs: Any) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
        signal.raise_signal(signal.SIGINT)

    moments: dict[str, tuple[Any, str, Callable[..., None]]] = {
        "before the line": (Journal, "done", now),
        "in the line": (Journal, "_append", half_a_line),
        "in the chunk": (store, "write", half_a_chunk),
        "in the store": (store, "create", now),
        "in the tables": (run_write, "_tables", now),
        "after the tables": (run_write, "_layer", now),
        "before the name": (folder, "finish", now),
        "Ctrl-C": (Journal, "done", ctrl_c),
        "Ctrl-C at the tables": (run_write, "_tables", ctrl_c),
        "in a forward chunk": (forward_files, "write", now),
        "in the store of a map": (maps_store, "create", now),
        "in a chunk of a map": (maps_store, "write", half_a_raw_chunk),
        "in the products": (products, "summary", now),
        "before the map's name": (import_module("fourpermille.api.gsocseq_maps"), "finish", now),
    }
    if moment != "never":
        after(number, *moments[moment])


if __name__ == "__main__":
    from fourpermille.cli.main import main

    prepare(sys.argv[1], int(sys.argv[2]))
    sys.exit(main(sys.argv[4:]))
