"""Whether a file is of the kind that its name says: a page of a web server is no raster."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from fourpermille.core.i18n import _

HEADS: dict[str, tuple[bytes, ...]] = {
    ".zip": (b"PK\x03\x04", b"PK\x05\x06"),
    ".gz": (b"\x1f\x8b",),
    ".nc": (b"CDF", b"\x89HDF"),
    ".tif": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    ".parquet": (b"PAR1",),
    ".sqlite": (b"SQLite format 3\x00",),
    ".xlsx": (b"PK\x03\x04",),
}
TEXTS = (".csv", ".txt", ".json")
PAGES = (b"<!doctype", b"<html", b"<?xml")
LONGEST = 512


def why_not(path: Path, name: str) -> str:
    """Why a file isn't what its name says, "" if nothing speaks against it.

    ``name`` is the name that counts where ``path`` is that of a part. Archives and NetCDF are
    opened; of other kinds the first bytes are looked at.
    """
    ending = Path(name).suffix.lower()
    try:
        with path.open("rb") as handle:
            head = handle.read(LONGEST)
        if not head:
            return _("it is empty")
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(PAGES):
            return _("it is a page of a web server")
        if ending in TEXTS and b"\x00" in head:
            return _("it is no text")
        if ending in HEADS and not head.startswith(HEADS[ending]):
            return _("its first bytes are not those of a {kind} file").format(kind=ending[1:])
        return OPEN[ending](path) if ending in OPEN else ""
    except OSError as error:
        return error.strerror or str(error)


def _archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            return "" if archive.namelist() else _("the archive is empty")
    except zipfile.BadZipFile as error:
        return str(error)


def _netcdf(path: Path) -> str:
    from netCDF4 import Dataset  # slow import

    with Dataset(path) as ds:  # raises OSError
        return "" if ds.variables else _("it holds no variable")


OPEN: dict[str, Callable[[Path], str]] = {".zip": _archive, ".xlsx": _archive, ".nc": _netcdf}
