"""Trouble of this machine's disk, told apart from that of the network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fourpermille.core.errors import FourPerMilleError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.sizes import size_in_words


@contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into a FourPerMilleError; errors of ours pass."""
    try:
        yield
    except OSError as error:
        if isinstance(error, FourPerMilleError):  # DataUnavailableError is an OSError too
            raise
        raise FourPerMilleError(_problem(path, error)) from error


def check_room(path: Path, wanted: int) -> None:
    """Raise FourPerMilleError unless so many bytes fit beside a file."""
    free = shutil.disk_usage(path.parent).free
    if wanted > free:
        raise FourPerMilleError(
            Problem(
                what=_("the disk has no room for the file"),
                file=str(path.parent),
                found=_("{size} free").format(size=size_in_words(free)),
                allowed=_("{size} and more").format(size=size_in_words(wanted)),
                todo=_("Make room, or choose another folder with FOURPERMILLE_DATA_DIR."),
            )
        )


def _problem(target: Path, error: OSError) -> Problem:
    return Problem(
        what=_("the file can't be written"),
        file=str(target),
        found=error.strerror or str(error),
        todo=_("Make room, or choose another folder with FOURPERMILLE_DATA_DIR."),
    )
