"""What the machine refused, in words: no permission, a full disk, a folder that can't be made."""

from __future__ import annotations

import errno

from fourpermille.cli.words import N_
from fourpermille.core.i18n import _

ELSEWHERE = N_("Choose another folder with --out.")
FREE = N_("Free some space, or choose a folder on another disk with --out.")
REFUSALS = {
    errno.EACCES: (N_("No permission for {file}."), ELSEWHERE),
    errno.EPERM: (N_("No permission for {file}."), ELSEWHERE),
    errno.EROFS: (N_("{file} lies on a disk that can only be read."), ELSEWHERE),
    errno.ENOSPC: (N_("The disk is full: {file} could not be written."), FREE),
    errno.EDQUOT: (N_("Your share of the disk is full: {file} could not be written."), FREE),
    errno.EFBIG: (N_("{file} is too large for this disk."), FREE),
    errno.ENOENT: (N_("{file} is not there and can't be made."), ELSEWHERE),
    errno.ENOTDIR: (N_("A part of {file} is a file and no folder."), ELSEWHERE),
    errno.EISDIR: (N_("{file} is a folder, and a file is expected."), N_("Name a file.")),
    errno.EEXIST: (N_("{file} is there already."), ELSEWHERE),
    errno.ENOTEMPTY: (N_("{file} is not empty."), ELSEWHERE),
    errno.ENAMETOOLONG: (N_("The name {file} is too long."), N_("Choose a shorter one.")),
    errno.EMFILE: (
        N_("Too many files are open: {file} could not be opened."),
        N_("Close other programs, or use fewer workers."),
    ),
    errno.EIO: (
        N_("The disk failed while {file} was read or written."),
        N_("Check the disk and its connection, and try again."),
    ),
}
# What libraries say of a failure to write, a full disk among them.
LIBRARY_WORDS = ("NetCDF: HDF error", "HDF5", "disk is full", "disk I/O error", "No space left")


def refusal(error: BaseException) -> str | None:
    """What the system refused and what to do, in the chosen language; None for other errors."""
    if isinstance(error, OSError):
        if error.errno is None:
            return None
        told, advice = REFUSALS.get(
            error.errno, (N_("The system refused {file} (error {number})."), ELSEWHERE)
        )
        file = error.filename or error.filename2 or _("the file of results")
        return " ".join((_(told).format(file=file, number=error.errno), _(advice)))
    if any(word in str(error) for word in LIBRARY_WORDS):
        told = _("The results could not be written: the disk is full, or the folder is closed.")
        return f"{told} {_(FREE)}"
    return None
