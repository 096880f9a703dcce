"""Copy a file from a web server, going on where an earlier copy was cut."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse, IncompleteRead
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from fourpermille._version import __version__
from fourpermille.core.errors import DataUnavailableError, FourPerMilleError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.sizes import size_in_words
from fourpermille.data.fetch.disk import check_room, on_disk
from fourpermille.data.fetch.part import Part

ATTEMPTS = 4
PAUSE = 1.0  # seconds before the second attempt, doubled each time
SILENCE = 60  # seconds without a byte that count as a cut
CHUNK = 1 << 18
PARTIAL, WRONG_RANGE = 206, 416
PASSING = {408, 425, 429, 500, 502, 503, 504}  # answers that may be others in a moment

Tell = Callable[[int, int], None]  # bytes here, bytes in all (0: not known)


def copy(url: str, target: Path, *, size: int | None, whole_is_known: bool, tell: Tell) -> Path:
    """Copy ``url`` into the part of ``target`` and return its path when it is whole.

    ``size`` is the exact number of bytes where it is known beforehand; ``whole_is_known`` says
    that a hash will tell whether the file is whole even if the server doesn't say its length.

    Raises
    ------
    DataUnavailableError
        The server can't be reached, refuses, or cuts the connection again and again; what has
        arrived is kept for the next call.
    FourPerMilleError
        The disk is full.
    """
    part = Part.of(target)
    pause, reason = PAUSE, ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(pause)
            pause *= 2
        before = part.size
        try:
            _attempt(url, part, size, whole_is_known, tell)
            return part.path
        except FourPerMilleError:
            raise
        except HTTPError as error:
            error.close()
            if error.code not in PASSING:
                raise DataUnavailableError(_refused(url, error)) from error
            reason = f"{error.code} {error.reason}"
        except (HTTPException, OSError) as error:  # URLError and TimeoutError are OSErrors
            reason = str(getattr(error, "reason", error)) or type(error).__name__
            if isinstance(error, URLError) and part.size == before == 0:
                break  # no such host, no network: another attempt says the same
    raise DataUnavailableError(_cut(url, part, reason))


def _attempt(url: str, part: Part, size: int | None, whole_is_known: bool, tell: Tell) -> None:
    """One connection; returns when the part is whole, raises IncompleteRead when it isn't."""
    with on_disk(part.path):
        mark = part.mark(url)
        if not mark:
            part.drop()
    start = part.size
    headers = {"User-Agent": f"fourpermille/{__version__}", "Accept-Encoding": "identity"}
    if start:
        headers |= {"Range": f"bytes={start}-", "If-Range": mark}
    try:
        response = urlopen(Request(url, headers=headers), timeout=SILENCE)
    except HTTPError as error:
        if error.code != WRONG_RANGE or not start:
            raise
        error.close()
        if error.headers.get("Content-Range", "") == f"bytes */{start}":
            return  # everything had arrived before
        part.drop()
        raise IncompleteRead(b"") from error
    with response:
        if response.status != PARTIAL:
            start = 0  # another version, or a server that can't go on: from the beginning
        total = _total(response, part, start)
        if total is None and not (size or whole_is_known or _is_framed(response)):
            raise DataUnavailableError(_no_length(url))
        if size is not None and total not in (size, None):
            raise DataUnavailableError(_other_size(url, size, total))
        total = total or size
        check_room(part.path, (total or 0) - start)
        with on_disk(part.path):
            part.note(url, _mark(response))
        _write(response, part.path, start, total, tell)


def _write(response: Any, path: Path, start: int, total: int | None, tell: Tell) -> None:
    here = start
    with on_disk(path):
        out = path.open("r+b" if start else "wb")
    with out:
        out.seek(start)
        while chunk := response.read(CHUNK):
            with on_disk(path):
                out.write(chunk)
                out.flush()
            here += len(chunk)
            tell(here, total or 0)
    if total is not None and here != total:
        raise IncompleteRead(b"", total - here)


def _mark(response: HTTPResponse) -> str:
    """What tells one version from another: a strong ETag, else the date of change."""
    etag = response.headers.get("ETag") or ""
    return etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified", "")


def _total(response: HTTPResponse, part: Part, start: int) -> int | None:
    """Bytes of the whole file, as the server says; None where it doesn't."""
    if start:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
        if found is None or int(found[1]) != start:
            part.drop()  # another piece than the one asked for
            raise IncompleteRead(b"")
        return int(found[2])
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdigit() else None


def _is_framed(response: HTTPResponse) -> bool:
    """Whether the end of the file is marked, so that a cut can't pass for it."""
    return response.headers.get("Transfer-Encoding", "").lower() == "chunked"


def _cut(url: str, part: Part, reason: str) -> Problem:
    kept = part.size if part.mark(url) else 0
    todo = _("{size} are kept; the same command goes on from there.")
    return Problem(
        what=_("the download was cut") if part.size else _("the server can't be reached"),
        file=url,
        found=reason,
        todo=todo.format(size=size_in_words(kept))
        if kept
        else _("Look at the network, or try later."),
    )


def _refused(url: str, error: HTTPError) -> Problem:
    return Problem(
        what=_("the server doesn't give the file"),
        file=url,
        found=f"{error.code} {error.reason}",
        todo=_("The address may have changed: look at the page of the dataset (4p1000 data info)."),
    )


def _no_length(url: str) -> Problem:
    return Problem(
        what=_("the server doesn't say how long the file is: a cut couldn't be seen"),
        file=url,
        todo=_("Download it in a browser, look at it, and put it into a folder of local data."),
    )


def _other_size(url: str, size: int, total: int | None) -> Problem:
    return Problem(
        what=_("the server's file has another size than that of the catalogue"),
        file=url,
        found=_("{count} bytes").format(count=total),
        allowed=_("{count} bytes").format(count=size),
        todo=_("The provider may have changed it: compare versions before you use it."),
    )
