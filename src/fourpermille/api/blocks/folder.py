"""The folder of a run that can be killed at any moment and goes on with the same command."""

from __future__ import annotations

import shutil
from pathlib import Path

from fourpermille.api.run_folder import JOURNAL, RESULTS
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _


def unfinished(out: Path) -> Path:
    """Where a run is kept until it is whole: beside ``out``, hidden."""
    return out.parent / f".{out.name}.part"


def open_unfinished(out: Path, *, resume: bool, restart: bool) -> Path:
    """Make or find the folder of an unfinished run.

    ``restart`` throws away what was done; ``resume`` insists that something was. Raises
    InputError where there is nothing to go on with, or where both are asked for.
    """
    part = unfinished(out)
    if resume and restart:
        raise InputError(
            Problem(
                what=_("a run can't both go on and start anew"),
                file=str(out),
                found="--resume --restart",
                todo=_("Give one of them."),
            )
        )
    if restart:
        shutil.rmtree(part, ignore_errors=True)
    if resume and not (part / JOURNAL).exists():
        raise InputError(
            Problem(
                what=_("there is no unfinished run to go on with"),
                file=str(out),
                todo=_("Leave --resume out to start one."),
            )
        )
    part.mkdir(parents=True, exist_ok=True)
    return part


def clear_around(part: Path) -> None:
    """Remove what an earlier try left beside the store and its journal when it was cut off.

    Half a table, a draft under a temporary name or a report in another language would else stay
    in the finished folder.
    """
    for left in part.iterdir():
        if left.name in (JOURNAL, *RESULTS):
            continue
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()


def finish(part: Path, out: Path) -> None:
    """Give a whole run its name; what was there before is replaced."""
    old = out.parent / f".{out.name}.old"
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.replace(old)
    part.replace(out)
    shutil.rmtree(old, ignore_errors=True)
