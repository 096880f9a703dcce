"""The practices that come with the package, and those that others add."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from fourpermille.core.errors import InputError, Problem, is_among, unknown_name
from fourpermille.core.i18n import _
from fourpermille.practices.parse import parse_practice
from fourpermille.practices.schema import Practice

ENDING = ".toml"
PLUGINS = "fourpermille.practices"  # entry points that name packages with files of practices


def read_folder(folder: Traversable) -> dict[str, Practice]:
    """The practices of a folder by id: one for each TOML file in it."""
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(ENDING))
    return {
        name.removesuffix(ENDING): parse_practice(
            name.removesuffix(ENDING), (folder / name).read_text(encoding="utf-8")
        )
        for name in names
    }


def folders() -> tuple[Traversable, ...]:
    """The catalogue of the package, then those of other distributions."""
    added = sorted(entry_points(group=PLUGINS), key=lambda point: point.name)
    shipped = files("fourpermille.practices") / "catalogue"
    return (shipped, *(files(point.value) for point in added))


@cache
def catalogue() -> MappingProxyType[str, Practice]:
    """All practices by id, in alphabetical order.

    Raises InputError where two folders have a practice of the same id.
    """
    found: dict[str, Practice] = {}
    for folder in folders():
        for id, one in read_folder(folder).items():
            if id in found:
                raise InputError(
                    Problem(
                        what=_("two practices have the same id"),
                        file=f"{id}{ENDING}",
                        todo=_("Rename one of them."),
                    )
                )
            found[id] = one
    return MappingProxyType(dict(sorted(found.items())))


def practice(id: str) -> Practice:
    """Return a practice by its id; UnknownNameError, with near ids, if there is none."""
    if not is_among(id, catalogue()):
        raise unknown_name(_("practice"), id, catalogue())
    return catalogue()[id]
