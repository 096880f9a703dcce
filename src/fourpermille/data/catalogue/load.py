"""The entries that come with the package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fourpermille.core.errors import is_among, unknown_name
from fourpermille.core.i18n import _
from fourpermille.data.catalogue.entry import Entry
from fourpermille.data.catalogue.parse import parse_entry

ENDING = ".toml"


@cache
def entries() -> tuple[str, ...]:
    """Ids of all datasets, in alphabetical order."""
    folder = files("fourpermille.data.catalogue") / "entries"
    names = (one.name for one in folder.iterdir() if one.name.endswith(ENDING))
    return tuple(sorted(name.removesuffix(ENDING) for name in names))


def entry(id: str) -> Entry:
    """Return a dataset by its id; UnknownNameError, with near ids, if there is none."""
    if not is_among(id, entries()):
        raise unknown_name(_("dataset"), id, entries())
    return _read(id)


@cache
def _read(id: str) -> Entry:
    path = files("fourpermille.data.catalogue") / "entries" / f"{id}{ENDING}"
    return parse_entry(id, path.read_text(encoding="utf-8"))
