"""Find a file of a dataset on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fourpermille.core.errors import DataUnavailableError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.sizes import size_in_words
from fourpermille.data.catalogue.entry import DataFile, Entry
from fourpermille.data.catalogue.folders import LOCAL, cache_folder, local_folders
from fourpermille.data.catalogue.load import entry


def locate(id: str, file: str | None = None) -> Path:
    """Path of a file of a dataset: in the folders of FOURPERMILLE_DATA, else in the cache.

    Below each folder the file is looked for under its name in the catalogue, as in
    ``global_grid/climate_0p5deg.nc``, and as ``<id>/<file>``. Nothing is downloaded.

    Raises
    ------
    UnknownNameError
        There is no such dataset, or it has no such file.
    InputError
        The dataset has several files and none is named.
    DataUnavailableError
        The file is not here; says how to get it, its size and its licence.
    """
    one = entry(id)
    wanted = _only_file(one, file)
    found = place_of(one, wanted)
    if found is None:
        raise DataUnavailableError(_not_here(one, wanted))
    return found


def place_of(one: Entry, file: DataFile) -> Path | None:
    """Where a file lies on this machine; None where it isn't."""
    return next((path for path in _candidates(one, file) if path.is_file()), None)


def _candidates(one: Entry, file: DataFile) -> Iterator[Path]:
    for folder in local_folders():
        yield folder / file.name
        yield folder / one.id / file.basename
    yield cached_path(one, file)


def cached_path(one: Entry, file: DataFile) -> Path:
    """Where a download of a file lies, or would."""
    return cache_folder() / one.id / file.basename


def _only_file(one: Entry, file: str | None) -> DataFile:
    if not one.files:
        raise DataUnavailableError(
            Problem(
                what=_("the dataset '{id}' is not read from files").format(id=one.id),
                todo=one.obtain,
            )
        )
    return one.file(file)


def _not_here(one: Entry, file: DataFile) -> Problem:
    looked = ", ".join(str(folder) for folder in (*local_folders(), cache_folder()))
    if one.downloadable and file.url:
        several = f" --file {file.basename}" if len(one.files) > 1 else ""
        todo = _("Get it ({size}, licence {licence}, from {url}) with: {command}").format(
            size=size_in_words(file.size_bytes),
            licence=one.licence.name,
            url=file.url,
            command=f"4p1000 data get {one.id}{several}",
        )
    else:
        todo = " ".join(
            part
            for part in (
                one.obtain,
                _("Licence: {licence}.").format(licence=one.licence.name),
                _("Put the file there as {name}, below a folder that {setting} names.").format(
                    name=file.name, setting=LOCAL
                ),
            )
            if part
        )
    return Problem(
        what=_("the file {name} of the dataset '{id}' is not here").format(
            name=file.name, id=one.id
        ),
        found=_("nothing in {folders}").format(folders=looked),
        todo=todo,
    )
