"""One download of a dataset at a time: two would write into the same part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fourpermille.core.errors import FourPerMilleError, Problem
from fourpermille.core.i18n import _
from fourpermille.data.fetch.disk import on_disk
from fourpermille.data.lock import hold


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
            hold(handle)
        except OSError as error:
            raise FourPerMilleError(
                Problem(
                    what=_("another download of this dataset is under way"),
                    file=str(folder),
                    todo=_("Wait for it, or stop it."),
                )
            ) from error
        yield
