"""One process at a time: a lock that the system lets go of when its holder ends, however it ends.

A lock file that a killed process left is therefore no obstacle: the next one takes it over.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

BUSY = (errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK)


class Busy(Exception):  # noqa: N818 - told on by who knows what is locked
    """Somebody else holds the lock; the text is the number of that process, "" if unknown."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a lock file, which is gone afterwards.

    A file system without locks locks nobody out. Raises Busy where another one holds it.
    """
    with _locked(path) as handle:
        handle.truncate(0)
        handle.write(str(os.getpid()).encode())
        handle.flush()
        try:
            yield
        finally:
            with suppress(OSError):  # Windows removes no open file
                path.unlink()
    if os.name == "nt":
        with suppress(OSError):  # already that of the next one
            path.unlink()


def _locked(path: Path) -> IO[bytes]:
    """The file, locked, and still the one of that name: its last holder may just remove it."""
    while True:
        handle = path.open("a+b")
        handle.seek(0)
        try:
            hold(handle)
        except OSError as error:
            if error.errno in BUSY:
                text = _holder(handle)
                handle.close()
                raise Busy(text) from error
        try:
            if os.path.samestat(os.fstat(handle.fileno()), path.stat()):
                return handle
        except FileNotFoundError:
            pass
        handle.close()


def _holder(handle: IO[bytes]) -> str:
    with suppress(OSError):
        return handle.read(20).decode("ascii", "replace").strip()
    return ""


def hold(handle: IO[bytes]) -> None:
    """Lock an open file; OSError where another one holds it."""
    try:
        import fcntl  # not on Windows
    except ImportError:
        import msvcrt  # on Windows only

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
