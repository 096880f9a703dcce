"""The name of a run folder: checked before any work, and held by one process while it works."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.data.lock import Busy, held


@contextmanager
def claimed(out: Path) -> Iterator[Path]:
    """Hold the name ``out`` while a run works for it; yields it without links.

    Folders that had to be made for it are gone again where nothing came to lie in them. Raises
    InputError where the name can't be a folder, or another process writes into it.
    """
    folder = plain_folder(out)
    made = [one for one in folder.parents if not one.exists()]
    try:
        with ExitStack() as stack:
            try:
                folder.parent.mkdir(parents=True, exist_ok=True)
                stack.enter_context(held(folder.parent / f".{folder.name}.lock"))
            except Busy as busy:
                raise _busy(out, str(busy)) from busy
            except OSError as error:
                what = _("this folder can't be made or written")
                todo = _("Name another folder with --out.")
                raise _no_folder(out, what, todo) from error
            _restore(folder)
            yield folder
    finally:
        for one in made:
            if one.is_dir() and not any(one.iterdir()):
                one.rmdir()


def plain_folder(out: Path) -> Path:
    """``out`` as an absolute path without links.

    Raises InputError for what can't be made or replaced: a file, something below a file, links
    that go round, the folder that one works in, or one around it.
    """
    other = _("Name another folder with --out.")
    try:
        folder = out.expanduser().resolve()
        here = Path.cwd().resolve()
        first = next(one for one in (folder, *folder.parents) if os.path.lexists(one))
        is_folder = first.is_dir()
    except (OSError, RuntimeError, ValueError) as error:  # links that go round; a null byte
        raise _no_folder(out, _("this is no name of a folder"), other) from error
    if not is_folder:
        raise _no_folder(first, _("this is a file, not a folder"), other)
    if folder == here or folder in here.parents:
        raise _no_folder(
            out,
            _("a run folder is replaced as a whole, and you are working in this one"),
            _("Name a folder in it, such as {name}.").format(name=out / "run"),
        )
    return folder


def _busy(out: Path, process: str) -> InputError:
    return InputError(
        Problem(
            what=_("another run is writing into this folder"),
            file=str(out),
            found=_("process {number}").format(number=process) if process else None,
            todo=_("Wait for it, or name another folder with --out."),
        )
    )


def _no_folder(path: Path, what: str, todo: str) -> InputError:
    return InputError(Problem(what=what, file=str(path), todo=todo))


def _restore(folder: Path) -> None:
    """Put back what a run that was killed between two renames had moved aside."""
    old = folder.parent / f".{folder.name}.old"
    if old.exists() and not folder.exists():
        old.replace(folder)
