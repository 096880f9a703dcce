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
LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")
NAMED = 5  # files that a message lists
RESULTS = ("results.nc", "results.zarr")


def fingerprint_of(folder: Path) -> str | None:
    """Fingerprint of the run in a folder; None where there is no finished run."""
    journal = folder / JOURNAL
    if not journal.is_file() or not (folder / SCENARIO).is_file():
        return None
    try:
        lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    except ValueError:  # no JSON, or no text
        return None
    heads = (line for line in lines if isinstance(line, dict) and "fingerprint" in line)
    return next((str(head["fingerprint"]) for head in heads), None)


def check_free(out: Path, fingerprint: str, *, force: bool) -> None:
    """Refuse a folder that holds anything but an earlier run of the same scenario and data.

    ``force`` allows another run to be replaced, never a folder of other things, nor a run among
    whose files somebody has put others. Raises InputError.
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
    added = foreign_files(out)
    if added:
        raise InputError(
            Problem(
                what=_("the folder holds files that are not of its run, and would be lost"),
                file=str(out),
                found=", ".join(added[:NAMED]) + (" …" if len(added) > NAMED else ""),
                todo=_("Move them elsewhere, or name another folder with --out."),
            )
        )


def foreign_files(folder: Path) -> list[str]:
    """Files of a run folder that its crate doesn't list, but for what systems leave anywhere."""
    try:
        content = json.loads((folder / MARK).read_text(encoding="utf-8"))
        listed = {str(one.get("@id")) for one in content["@graph"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        listed = set()
    every = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    names = (path.relative_to(folder).as_posix() for path in every if path.name not in LITTER)
    return sorted(name for name in names if name not in listed | {MARK})


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """A folder to write into; it takes the name ``out`` when the block ends without an error.

    For whoever holds that name (``run_claim.claimed``). An error or a stop removes it and leaves
    what was there before untouched.
    """
    part, old = (out.parent / f".{out.name}.{ending}" for ending in ("part", "old"))
    shutil.rmtree(part, ignore_errors=True)  # of a run that was killed: the name is held by us
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
        raise


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
