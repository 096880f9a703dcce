"""Why a download isn't begun, or its result not kept."""

from __future__ import annotations

from collections.abc import Sequence

from fourpermille.core.errors import DataUnavailableError, LicenceError, Problem
from fourpermille.core.i18n import _, ngettext
from fourpermille.core.sizes import size_in_words
from fourpermille.data.catalogue.entry import DataFile, Entry
from fourpermille.data.catalogue.folders import LOCAL

SCHEMES = ("https://", "http://")


def check_can_be_had(one: Entry, file: DataFile | None) -> None:
    """Raise DataUnavailableError unless a file has an address that needs no login."""
    if file is not None and not one.login_needed and file.url.startswith(SCHEMES):
        return
    name = file.name if file else f"{one.id}/…"
    put = _("Put the file into a folder that {setting} names, as {name}.")
    what = (
        _("the dataset '{id}' needs a login, which this program doesn't do")
        if one.login_needed
        else _("the dataset '{id}' can't be downloaded by this program")
    )
    todo = (one.obtain or one.homepage, put.format(setting=LOCAL, name=name))
    raise DataUnavailableError(Problem(what=what.format(id=one.id), todo=" ".join(todo)))


def licence_in_words(one: Entry) -> str:
    """The terms of a dataset in a few words: name, address, note, and whether they are sure."""
    licence = one.licence
    unsure = _("(from memory: read the provider's terms)") if licence.confidence == "U" else ""
    return " ".join(part for part in (licence.name, licence.url, licence.note, unsure) if part)


def check_licence(one: Entry, files: Sequence[DataFile], accepted: bool) -> None:
    """Raise LicenceError unless the terms of a dataset were accepted."""
    if accepted:
        return
    sizes = [file.size_bytes for file in files]
    total = sum(size or 0 for size in sizes) if all(sizes) else None
    raise LicenceError(
        Problem(
            what=_("the licence of '{id}' was not accepted: {licence}").format(
                id=one.id, licence=licence_in_words(one)
            ),
            found=ngettext(
                "{count} file to download, {size}", "{count} files to download, {size}", len(files)
            ).format(count=len(files), size=size_in_words(total)),
            todo=_("Accept it with {option}, or accept_licence=True in Python.").format(
                option="--accept-licence"
            ),
        )
    )


def not_the_file(one: Entry, file: DataFile, why: str) -> DataUnavailableError:
    """The error for something that arrived and isn't the file; it was not kept."""
    return DataUnavailableError(
        Problem(
            what=_("what arrived is not the file, and was thrown away: {why}").format(why=why),
            file=file.url,
            todo=_(
                "Try again; if it stays so, the provider has changed the file or its address: "
                "see 4p1000 data info {id}, and --again to accept another version."
            ).format(id=one.id),
        )
    )
