"""A run folder appears whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fourpermille.core.errors import DataUnavailableError, InputError, Problem
from fourpermille.core.i18n import _

MARK = "ro-crate-metadata.json"
JOURNAL = "journal.jsonl"
SCENARIO = "scenario.toml"
RESULTS = ("results.nc", "results.zarr")


def fingerprint_of(folder: Path) -> str | None:
    """Fingerprint of the run in a folder; None where there is no finished run."""
    journal = folder / JOURNAL
    if not journal.is_file() or not (folder / SCENARIO).is_file():
        return None
    for line in journal.read_text(encoding="utf-8").splitlines():
        found = json.loads(line).get("fingerprint")
        if found:
            return str(found)
    return None


def check_free(out: Path, fingerprint: str, *, force: bool) -> None:
    """Refuse a folder that holds anything but an earlier run of the same scenario and data.

    ``force`` allows another run to be replaced, never a folder of other things. Raises InputError.
    """
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    before = fingerprint_of(out) if out.is_dir() else None
    if before is None:
        raise InputError(
            Problem(
                what=_("the folder exists and holds no run of this program"),
                file=str(out),
                todo=_("Name another folder with --out."),
            )
        )
    if before != fingerprint and not force:
        raise InputError(
            Problem(
                what=_("the folder holds a run of another scenario or of other data"),
                file=str(out),
                todo=_("Name another folder with --out, or replace that run with --force."),
            )
        )


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """A folder to write into; it takes the name ``out`` when the block ends without an error.

    An error or a stop removes it and leaves what was there before untouched.
    """
    part, old = (out.parent / f".{out.name}.{ending}" for ending in ("part", "old"))
    made = _make_parents(out.parent)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        yield part
        shutil.rmtree(old, ignore_errors=True)
        if out.exists():
            out.replace(old)
        part.replace(out)
        shutil.rmtree(old, ignore_errors=True)
    except BaseException:
        if old.exists() and not out.exists():
            old.replace(out)
        shutil.rmtree(part, ignore_errors=True)
        for folder in made:
            if not any(folder.iterdir()):
                folder.rmdir()
        raise


def _make_parents(folder: Path) -> list[Path]:
    """Make a folder and its parents; returns those made, the innermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def results_path(place: Path) -> Path:
    """The results in a run folder, or the file itself.

    Raises DataUnavailableError where there are none.
    """
    candidates = [place / name for name in RESULTS] if place.is_dir() else [place]
    if place.suffix == ".zarr":
        candidates = [place]
    for path in candidates:
        if path.exists():
            return path
    raise DataUnavailableError(
        Problem(
            what=_("there are no results here"),
            file=str(place),
            allowed=", ".join(RESULTS),
            todo=_("Give a run folder, or the results file in it."),
        )
    )
