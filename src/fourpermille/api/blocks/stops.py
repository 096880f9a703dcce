"""What cuts a long run short without its fault: a full disk, a person who stops it.

Either is told together with what is left of the run and how it goes on.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from fourpermille.api.blocks.folder import unfinished
from fourpermille.api.run_folder import JOURNAL
from fourpermille.core.errors import (
    Cancelled,
    FourPerMilleError,
    Problem,
    RunStoppedError,
    StoppedWithWorkKept,
)
from fourpermille.core.i18n import _

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_ROOM_BYTES = 64 * 1024  # less than this is free: whatever failed, failed for want of room

F = TypeVar("F", bound=Callable[..., Any])


@contextmanager
def resumable(part: Path, *, kept: bool = True) -> Iterator[None]:
    """Tell a full disk and Ctrl-C as what they are for the run whose unfinished folder is ``part``.

    What can't be used leaves nothing behind, unless an earlier try had begun: mended data are
    other data, with which the run would not go on. ``kept``: whether the folder outlives an error.

    Raises RunStoppedError, StoppedWithWorkKept.
    """
    begun_before = (part / JOURNAL).exists()
    try:
        yield
    except KeyboardInterrupt as error:
        if kept and (part / JOURNAL).exists():
            raise StoppedWithWorkKept(str(part)) from error
        raise
    except FourPerMilleError as error:
        if not begun_before and not isinstance(error, RunStoppedError | Cancelled):
            shutil.rmtree(part, ignore_errors=True)
        raise
    except Exception as error:  # libraries of formats raise errors of many kinds
        if not is_full(error, part):
            raise
        raise RunStoppedError(
            Problem(
                what=_("the disk is full"),
                file=str(part),
                todo=_("Make room; the same command then goes on where it stopped.")
                if kept
                else _("Make room, or name another folder for temporary files with TMPDIR."),
            )
        ) from error


def beside_out(function: F) -> F:
    """Make a function of (source, out, ...) tell what cuts it short, see ``resumable``."""

    @wraps(function)
    def inner(source: str | Path, out: str | Path, *args: Any, **kwargs: Any) -> Any:
        with resumable(unfinished(Path(out))):
            return function(source, out, *args, **kwargs)

    return cast(F, inner)


def is_full(error: BaseException, place: Path) -> bool:
    """Whether an error, or one that it stems from, says that nothing more fits on the disk.

    Some libraries lose the reason on the way; then the room that is left tells.
    """
    one: BaseException | None = error
    while one is not None:
        if isinstance(one, OSError) and one.errno in FULL:
            return True
        one = one.__cause__ or one.__context__
    try:
        return place.exists() and shutil.disk_usage(place).free < NO_ROOM_BYTES
    except OSError:
        return False
