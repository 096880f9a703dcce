"""The file in which an analyst names the rasters of the soil and of each phase."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fourpermille.api.sequestration.recipe_check import (
    COVERS,
    KEYS,
    RESAMPLING,
    SOIL,
    STOCK,
    TABLES,
    Check,
)
from fourpermille.core.errors import (
    InputError,
    Problem,
    no_such_file,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.core.scenario.lines import key_lines


@dataclass(frozen=True)
class Recipe:
    """Where each variable of the soil and of the phases comes from.

    ``tables``: by "soil" and phase, the references of each variable. ``like``: the variable of the
    soil whose grid the map has. ``bounds``: west, south, east, north.
    """

    file: Path
    text: str
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    resampling: Mapping[str, str]
    country: str
    like: str
    bounds: tuple[float, float, float, float] | None

    def references(self) -> Iterator[tuple[str, str]]:
        """Each variable with each of its references."""
        for table in self.tables.values():
            for name, texts in table.items():
                yield from ((name, text) for text in texts)


def load_recipe(path: Path) -> Recipe:
    """Read the file.

    Raises
    ------
    DataUnavailableError
        There is no such file.
    InputError
        It is no TOML, has a table or key that nobody knows, or lacks a variable; with the line.
    """
    if not path.is_file():
        raise no_such_file(path)
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        content = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            Problem(what=_("the file is not valid TOML"), file=path.name, found=str(error))
        ) from None
    check = Check(path.name, key_lines(text))
    check.known((), content, (*TABLES, RESAMPLING, *KEYS))
    for name in (*TABLES, RESAMPLING):
        if not isinstance(content.get(name, {}), dict):
            check.refuse((name,), content[name], f"[{name}]")
    tables = {name: check.references(name, content[name]) for name in TABLES if name in content}
    check.complete(tables)
    resampling = check.resampling(content.get(RESAMPLING, {}), tables)
    like = check.text("like", content, STOCK)
    only_soil = [name for name in tables[SOIL] if name not in COVERS]
    if like not in only_soil:
        raise unknown_name(
            _("variable of [soil]"), like, only_soil, file=path.name, row=check.row(("like",))
        )
    country = check.text("country", content, "")
    bounds = check.bounds(content.get("bounds"))
    return Recipe(path, text, tables, resampling, country, like, bounds)
