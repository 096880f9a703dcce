"""What the command line says: data to stdout, everything else to stderr."""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, TextIO

from fourpermille.core.errors import ApplicabilityWarning
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    from fourpermille.core.progress import Progress

_loudness = {"level": 0}


def set_loudness(quiet: bool, verbose: int) -> None:
    """Remember how much to say and route the package's log to stderr."""
    _loudness["level"] = -1 if quiet else verbose
    level = {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    logger = logging.getLogger("fourpermille")
    logger.handlers[:] = [handler]
    logger.setLevel(logging.ERROR if quiet else level)


@contextmanager
def shown_warnings() -> Iterator[None]:
    """Tell warnings in a line on stderr, every time."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", ApplicabilityWarning)
        warnings.showwarning = _show_warning
        yield


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str = "",
    lineno: int = 0,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Say a warning about the science in a line; those of other packages only when verbose."""
    ours = category.__module__.startswith("fourpermille") or category is UserWarning
    if _loudness["level"] >= (0 if ours else 1):
        print(_("Warning: {text}").format(text=message), file=sys.stderr)  # noqa: T201


def say(text: str, level: int = 0) -> None:
    """Tell the person something, on stderr; ``level`` 1 is for ``-v`` only."""
    if _loudness["level"] >= level:
        print(text, file=sys.stderr)  # noqa: T201


def complain(text: str) -> None:
    """Tell what went wrong, on stderr, also when quiet."""
    print(text, file=sys.stderr)  # noqa: T201


def show(text: str) -> None:
    """Give a result, on stdout."""
    print(text)  # noqa: T201


def show_json(result: Mapping[str, Any]) -> None:
    """Give a result as one JSON document, on stdout."""
    plain = not _is_unicode(sys.stdout)
    show(json.dumps(result, indent=2, ensure_ascii=plain, allow_nan=False))


def replace_unknown_letters() -> None:
    """Write a question mark for what a terminal of few letters can't show, rather than stop."""
    for stream in (sys.stdout, sys.stderr):
        if not _is_unicode(stream) and isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _is_unicode(stream: TextIO) -> bool:
    return str(getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf")


def can_ask() -> bool:
    """Whether a question finds somebody who answers it."""
    return on_terminal() and sys.stdin.isatty() and _loudness["level"] >= 0


def on_terminal() -> bool:
    """Whether a person watches stderr."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def progress_bar(of_bytes: bool = False) -> Iterator[Progress]:
    """A callable ``progress(done, total, what)`` that draws a bar, on a terminal only.

    ``of_bytes`` shows sizes, the rate and the time left.
    """
    if _loudness["level"] < 0 or not on_terminal():
        yield lambda done, total, what: None
        return
    from rich.console import Console  # slow import
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        ProgressColumn,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    console = Console(stderr=True)  # respects NO_COLOR by itself
    columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn()]
    if of_bytes:
        columns += [DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()]
    else:
        columns += [TaskProgressColumn()]
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def draw(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total or None, description=what)

        yield draw
