"""Bring files of a dataset to this machine."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from fourpermille.core.errors import (
    Cancelled,
    FourPerMilleError,
    MissingExtraError,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.core.progress import Progress, no_progress
from fourpermille.data.catalogue.entry import DataFile, Entry
from fourpermille.data.catalogue.locate import cached_path, place_of
from fourpermille.data.catalogue.looks import why_not
from fourpermille.data.catalogue.record import known_hash, record, sha256_of
from fourpermille.data.fetch.disk import on_disk
from fourpermille.data.fetch.lock import only_one
from fourpermille.data.fetch.part import Part
from fourpermille.data.fetch.refusals import check_can_be_had, check_licence, not_the_file
from fourpermille.data.fetch.transfer import copy

POOCH_DRAFTS = "tmp????????"  # the names that Python's tempfile gives


def chosen(one: Entry, patterns: Sequence[str]) -> tuple[DataFile, ...]:
    """Files of a dataset whose name fits one of the patterns (``*_tas_*``); the only one if none.

    Raises
    ------
    UnknownNameError
        A pattern fits no file.
    InputError
        There are several files and no pattern.
    """
    if not patterns:
        return (one.file(),)
    found: dict[str, DataFile] = {}
    for pattern in patterns:
        fitting = {
            file.name: file
            for file in one.files
            if fnmatch(file.name, pattern) or fnmatch(file.basename, pattern)
        }
        if not fitting:
            raise unknown_name(
                _("file of the dataset {id}").format(id=one.id),
                pattern,
                [file.basename for file in one.files],
            )
        found |= fitting
    return tuple(found.values())


def get_files(
    one: Entry,
    patterns: Sequence[str] = (),
    *,
    accept_licence: bool = False,
    again: bool = False,
    progress: Progress = no_progress,
) -> tuple[Path, ...]:
    """Paths of files of a dataset, after the download of those that aren't here.

    ``again`` downloads also what is here, and accepts that the provider has changed it.
    ``progress`` is told bytes. Raises DataUnavailableError, LicenceError where the terms aren't
    accepted, Cancelled; what a cut download brought is kept and used by the next call.
    """
    if not one.files:
        check_can_be_had(one, None)
    wanted = chosen(one, patterns)
    missing = [file for file in wanted if again or place_of(one, file) is None]
    if missing:
        for file in missing:
            check_can_be_had(one, file)
        check_licence(one, missing, accept_licence)
        with only_one(cached_path(one, missing[0]).parent):
            for file in missing:
                _get(one, file, again, progress)
    new = {file.name for file in missing}
    places = [cached_path(one, f) if f.name in new else place_of(one, f) for f in wanted]
    return tuple(path for path in places if path is not None)


def _get(one: Entry, file: DataFile, again: bool, progress: Progress) -> None:
    pooch = _pooch()
    target = cached_path(one, file)
    wanted = file.sha256 if again else known_hash(one, file)
    exact = file.size_bytes if file.size_exact else None
    if file.confidence == "U":
        text = _("the address of {name} comes from memory and is untested: {url}")
        warnings.warn(text.format(name=file.basename, url=file.url), UserWarning, stacklevel=2)

    def bring(url: str, output: Any, _pooch: Any) -> None:
        """Pooch's downloader: fill ``output``, which pooch then checks and moves."""

        def tell(done: int, total: int) -> None:
            progress(done, total or file.size_bytes or 0, file.basename)

        path = copy(url, target, size=exact, whole_is_known=bool(wanted), tell=tell)
        wrong = why_not(path, file.basename)
        if wrong:
            Part.of(target).drop()
            raise not_the_file(one, file, wrong)
        os.replace(path, output)  # noqa: PTH105 - the word for an atomic rename on every system
        Part.of(target).drop()

    fresh = target.with_name(f"{target.name}.new")
    try:
        with on_disk(target):
            for old in (fresh, *target.parent.glob(POOCH_DRAFTS)):  # of a process that was killed
                old.unlink(missing_ok=True)
            hashed = f"sha256:{wanted}" if wanted else None
            pooch.retrieve(file.url, hashed, fresh.name, target.parent, downloader=bring)
            sha256 = wanted or sha256_of(fresh)
            os.replace(fresh, target)  # noqa: PTH105
            record(
                one,
                file,
                sha256=sha256,
                size_bytes=target.stat().st_size,
                url=file.url,
                date=datetime.now(UTC).strftime("%Y-%m-%d"),
                licence=one.licence.name,
            )
    except KeyboardInterrupt as error:
        text = _("stopped; what has arrived is kept, and the same command goes on from there")
        raise Cancelled(text) from error
    except ValueError as error:
        if isinstance(error, FourPerMilleError):
            raise
        raise not_the_file(one, file, _("its hash is not the known one")) from error


def _pooch() -> Any:
    try:
        import pooch  # optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("downloading data")) from error
    pooch.get_logger().setLevel("WARNING")  # progress and messages are ours
    return pooch
