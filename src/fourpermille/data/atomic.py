"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path``, which takes its place when the block ends well.

    The temporary file or folder keeps the extension, since some libraries choose by it, and is
    removed when the block fails.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}.{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        yield draft
        if path.is_dir() and draft.is_dir():
            shutil.rmtree(path)
        os.replace(draft, path)  # noqa: PTH105 - the word for an atomic rename on every system
    finally:
        if draft.is_dir():
            shutil.rmtree(draft, ignore_errors=True)
        else:
            draft.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> Path:
    """Write a text file (UTF-8, line ends as given) whole or not at all."""
    with whole(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="")
    return path
