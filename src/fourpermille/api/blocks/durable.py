"""Files brought to the disk, so that a loss of power finds them as a journal says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

AT_ONCE = 16  # waits, which file systems answer together


def to_disk(files: Iterable[Path], root: Path) -> None:
    """Wait until files, and the folders up to ``root`` that name them, are on the disk.

    Files that aren't there are left out: a chunk without values is none.
    """
    wanted: dict[Path, None] = {}
    for file in files:
        if not file.exists():
            continue
        wanted[file] = None
        for folder in file.parents:
            wanted[folder] = None
            if folder == root:
                break
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_sync, wanted))


def _sync(path: Path) -> None:
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":  # a folder can't be opened there, nor need it be
        return
    handle = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def files_of(store: Path) -> Iterator[Path]:
    """Every file of a store as it was made: heads of arrays, and coordinates."""
    return (one for one in store.rglob("*") if one.is_file())


def chunks_of(store: Path, array: Any, places: Sequence[tuple[int, int]]) -> Iterator[Path]:
    """Files of the chunks of a Zarr array that hold ``places``: from and up to, by axis."""
    spans = [
        range(start // size, -(-end // size))
        for (start, end), size in zip(places, array.chunks, strict=True)
    ]
    for at in product(*spans):
        yield store / array.path / array.metadata.encode_chunk_key(at)
