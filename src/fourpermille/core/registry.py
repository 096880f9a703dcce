"""Families of interchangeable parts: drop a file in a folder, or ship a plug-in."""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from fourpermille.core.errors import InputError, Problem, is_among, unknown_name
from fourpermille.core.i18n import _

T = TypeVar("T")


class Home(NamedTuple):
    """Where the parts of a kind lie: a package, and the entry points of other distributions."""

    folder: str
    plugins: str

    def names(self) -> tuple[str, ...]:
        """Names of the files and of the plug-ins, in alphabetical order; none of them is imported.

        For families whose parts are called as their files are. So a layer below can know the words
        without the parts, and what reads a scenario needn't wait for what answers it.
        """
        root, *inner = self.folder.split(".")
        paths = [str(Path(path, *inner)) for path in sys.modules[root].__path__]
        files = {one.name for one in pkgutil.iter_modules(paths) if not one.name.startswith("_")}
        return tuple(sorted(files | {one.name for one in entry_points(group=self.plugins)}))


class Registry(Generic[T]):
    """The parts of one kind by name.

    ``folder`` is a package whose modules register themselves when imported; ``plugins`` names a
    group of entry points through which other distributions add theirs. Both are looked at on the
    first use.
    """

    def __init__(self, kind: str, folder: str, plugins: str | None = None) -> None:
        self.kind = kind
        self.folder = folder
        self.plugins = plugins
        self._items: dict[str, T] = {}
        self._loaded = False

    def register(self, name: str) -> Callable[[T], T]:
        """Return a decorator that adds a part under a name.

        Raises InputError when the name is taken by another part.
        """

        def add(item: T) -> T:
            if name in self._items and self._items[name] is not item:
                raise InputError(
                    Problem(
                        what=_("two {kind} parts are called '{name}'").format(
                            kind=_(self.kind), name=name
                        ),
                        todo=_("Rename one of them."),
                    )
                )
            self._items[name] = item
            return item

        return add

    def get(self, name: str) -> T:
        """Return a part by name; UnknownNameError, with a near name, if there is none."""
        self._load()
        if is_among(name, self._items):
            return self._items[name]
        raise unknown_name(_(self.kind), name, self.names())

    def names(self) -> tuple[str, ...]:
        """Return the names of all parts, in alphabetical order."""
        self._load()
        return tuple(sorted(self._items))

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self.names())

    def __contains__(self, name: object) -> bool:
        """Whether a part of that name exists."""
        return name in self.names()

    def __len__(self) -> int:
        """Return the number of parts."""
        return len(self.names())

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True  # a module of the folder may itself look something up
        try:
            package = importlib.import_module(self.folder)
            for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
                if not module.startswith("_"):
                    importlib.import_module(f"{self.folder}.{module}")
            for point in sorted(entry_points(group=self.plugins or ""), key=lambda p: p.name):
                self._items.setdefault(point.name, point.load())
        except BaseException:
            self._loaded = False
            raise
