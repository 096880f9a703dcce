"""What was downloaded: the hash of each file at its first download, by which it is checked later.

Most providers publish no hash. ``registry.json`` in the folder of a dataset in the cache keeps
the one of the first download, with address, date and the licence that was accepted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.data.atomic import write_text
from fourpermille.data.catalogue.entry import DataFile, Entry
from fourpermille.data.catalogue.folders import cache_folder

NAME = "registry.json"
CHUNK = 1 << 20


def recorded(one: Entry, file: DataFile) -> dict[str, Any]:
    """What was written down when a file was first downloaded; empty if it wasn't."""
    return dict(_read(one).get(file.basename, {}))


def known_hash(one: Entry, file: DataFile) -> str:
    """SHA-256 that a file must have: the catalogue's, else that of the first download, else ""."""
    return file.sha256 or str(recorded(one, file).get("sha256", ""))


def record(one: Entry, file: DataFile, **facts: object) -> None:
    """Write down what a download was."""
    rows = _read(one) | {file.basename: facts}
    text = json.dumps(dict(sorted(rows.items())), indent=2, ensure_ascii=False)
    write_text(_path(one), text + "\n")


def sha256_of(path: Path, tell: Callable[[int], None] = lambda done: None) -> str:
    """SHA-256 of a file, in hexadecimal; ``tell`` is called with the bytes done."""
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            digest.update(chunk)
            done += len(chunk)
            tell(done)
    return digest.hexdigest()


def _path(one: Entry) -> Path:
    return cache_folder() / one.id / NAME


def _read(one: Entry) -> dict[str, Any]:
    path = _path(one)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InputError(
            Problem(
                what=_("the record of downloads can't be read"),
                file=str(path),
                todo=_("Remove it: hashes are then taken from the files that are there."),
            )
        )
    return found
