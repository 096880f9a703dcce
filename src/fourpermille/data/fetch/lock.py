"""One download of a dataset at a time: two would write into the same part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from fourpermille.core.errors import FourPerMilleError, Problem
from fourpermille.core.i18n import _
from fourpermille.data.fetch.disk import on_disk


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold a folder; the system lets go of it when the process ends, however it ends.

    Raises
    ------
    FourPerMilleError
        Another process holds it, or the folder can't be written.
    """
    with on_disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / ".lock").open("a+b")
    with handle:
        try:
            _hold(handle)
        except OSError as error:
            raise FourPerMilleError(
                Problem(
                    what=_("another download of this dataset is under way"),
                    file=str(folder),
                    todo=_("Wait for it, or stop it."),
                )
            ) from error
        yield


def _hold(handle: IO[bytes]) -> None:
    try:
        import fcntl  # not on Windows
    except ImportError:
        import msvcrt  # on Windows only

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
