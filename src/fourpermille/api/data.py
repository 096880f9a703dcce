"""Datasets: what there is, what it is, where it lies, and how it gets here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourpermille.core.errors import DataUnavailableError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.progress import Progress, no_progress

if TYPE_CHECKING:
    from fourpermille.data.catalogue import Entry


def datasets(topic: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the datasets of the catalogue by id: title, topic, licence, size, what is here.

    ``topic`` keeps those of one topic: climate, soil, land, statistics, boundaries, trials,
    evidence. ``files_here`` counts the files that lie on this machine. Raises UnknownNameError.
    """
    from fourpermille.core.errors import unknown_name
    from fourpermille.data.catalogue import entries, entry  # slow import

    known = [entry(id) for id in entries()]
    topics = sorted({one.topic for one in known})
    if topic is not None and topic not in topics:
        raise unknown_name(_("topic"), topic, topics)
    return {one.id: _summary(one) for one in known if topic in (None, one.topic)}


def dataset_info(id: str) -> dict[str, Any]:
    """Return all that the catalogue says of a dataset, with the place of each file on this machine.

    ``confidence`` is V for what was seen in a public source and U for what comes from memory and
    is untested. Raises UnknownNameError, with near ids.
    """
    from fourpermille.data.catalogue import entry, place_of  # slow import

    one = entry(id)
    table = one.model_dump(mode="json")
    for row, file in zip(table["files"], one.files, strict=True):
        path = place_of(one, file)
        row["path"] = None if path is None else str(path)
    return {**_summary(one), **table}


def get_dataset(
    id: str,
    files: Sequence[str] = (),
    *,
    accept_licence: bool = False,
    again: bool = False,
    progress: Progress = no_progress,
) -> tuple[Path, ...]:
    """Download the files of a dataset that aren't here and return the paths of all asked for.

    ``files`` are names or patterns (``"*_tas_*"``), needed where a dataset has several files.
    ``accept_licence`` says that you accept its terms, which ``dataset_info`` shows. ``again``
    downloads also what is here, and accepts that the provider has changed it. ``progress`` is
    called with (bytes here, bytes in all, file).

    Raises LicenceError where the terms aren't accepted, DataUnavailableError where the server can't
    be reached, the dataset needs a login or what arrives isn't the file, MissingExtraError without
    the extra ``grid``. A download that was cut goes on where it stopped, at the next call.
    """
    from fourpermille.data.catalogue import entry  # slow import
    from fourpermille.data.fetch import get_files

    return get_files(
        entry(id), files, accept_licence=accept_licence, again=again, progress=progress
    )


def verify_dataset(id: str, *, progress: Progress = no_progress) -> list[dict[str, Any]]:
    """Check size, hash and kind of each file of a dataset that is on this machine.

    Returns one row a file: ``file``, ``path``, ``size_bytes``, ``hash_known`` (without a known
    hash, size and kind alone are looked at), ``ok`` and ``problem``. The hash is that of the
    catalogue, else that of the first download.

    Raises UnknownNameError, and DataUnavailableError where no file is here.
    """
    from fourpermille.data.catalogue import entry, place_of  # slow import
    from fourpermille.data.catalogue.verify import verify_file

    one, rows = entry(id), []
    for file in one.files:
        path = place_of(one, file)
        if path is None:
            continue
        tell = partial(_tell, progress, path.stat().st_size, file.basename)
        verdict = verify_file(one, file, path, tell)
        rows.append(
            {
                "dataset": id,
                "file": verdict.file,
                "path": str(verdict.path),
                "size_bytes": verdict.size_bytes,
                "hash_known": verdict.hash_known,
                "ok": verdict.ok,
                "problem": verdict.problem,
            }
        )
    if not rows:
        raise DataUnavailableError(
            Problem(
                what=_("no file of the dataset '{id}' is here").format(id=id),
                todo=_("See: {command}").format(command=f"4p1000 data info {id}"),
            )
        )
    return rows


def dataset_path(id: str, file: str | None = None) -> Path:
    """Return the path of a file of a dataset on this machine; nothing is downloaded.

    ``file`` is needed where the dataset has several. Looks into the folders of FOURPERMILLE_DATA,
    then into that of downloads (FOURPERMILLE_DATA_DIR). Raises UnknownNameError, InputError, and
    DataUnavailableError, which says how to get it.
    """
    from fourpermille.data.catalogue import locate  # slow import

    return locate(id, file)


def _tell(progress: Progress, total: int, what: str, done: int) -> None:
    progress(done, total, what)


def _summary(one: Entry) -> dict[str, Any]:
    from fourpermille.data.catalogue import place_of

    return {
        "title": one.title,
        "topic": one.topic,
        "licence": one.licence.name,
        "licence_confidence": one.licence.confidence,
        "size_bytes": one.size_bytes,
        "login_needed": one.login_needed,
        "downloadable": one.downloadable,
        "files_count": len(one.files),
        "files_here": sum(place_of(one, file) is not None for file in one.files),
    }
