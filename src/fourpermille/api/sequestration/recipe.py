"""The file in which an analyst names the rasters of the soil and of each phase."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fourpermille.assessment.gsocseq_phases import FORWARD, PHASES
from fourpermille.core.errors import (
    DataUnavailableError,
    InputError,
    MissingVariableError,
    Problem,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.core.scenario.keyed import KeyProblem
from fourpermille.core.scenario.lines import key_lines

SOIL = "soil"
COVERS = ("plant_cover", "fao_land_cover")  # of the soil where they stay, else of the phases
STOCK = "soc_stock_tc_ha"
OF_SOIL = (
    *(STOCK, "clay_percent", "sand_percent", "electrical_conductivity_ds_m"),
    *COVERS,
)
DEMANDS = ("pet_mm", "open_pan_evaporation_mm")
OF_PHASE = ("air_temperature_degc", "precipitation_mm", *DEMANDS, *COVERS)
TABLES = {SOIL: OF_SOIL, **dict.fromkeys(PHASES, OF_PHASE)}
RESAMPLING = "resampling"
KEYS = ("country", "like", "bounds")


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
        raise DataUnavailableError(
            Problem(
                what=_("there is no such file"),
                file=str(path),
                todo=_("Check the name and the folder."),
            )
        )
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        content = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            Problem(what=_("the file is not valid TOML"), file=path.name, found=str(error))
        ) from None
    look = _Look(path.name, key_lines(text))
    look.known((), content, (*TABLES, RESAMPLING, *KEYS))
    for name in (*TABLES, RESAMPLING):
        if not isinstance(content.get(name, {}), dict):
            look.refuse((name,), content[name], f"[{name}]")
    tables = {name: look.references(name, content[name]) for name in TABLES if name in content}
    look.complete(tables)
    resampling = content.get(RESAMPLING, {})
    look.known((RESAMPLING,), resampling, {name for one in tables.values() for name in one})
    like = look.text("like", content, STOCK)
    only_soil = [name for name in tables[SOIL] if name not in COVERS]
    if like not in only_soil:
        raise unknown_name(
            _("variable of [soil]"), like, only_soil, file=path.name, row=look.row(("like",))
        )
    country = look.text("country", content, "")
    bounds = look.bounds(content.get("bounds"))
    return Recipe(path, text, tables, resampling, country, like, bounds)


@dataclass(frozen=True)
class _Look:
    """What is looked for in a file whose keys stand in these lines."""

    file: str
    lines: Mapping[tuple[str | int, ...], int]

    def row(self, path: tuple[str, ...]) -> int | None:
        return self.lines.get(path)

    def known(self, path: tuple[str, ...], given: Mapping[str, Any], names: Any) -> None:
        for name in given:
            if name not in names:
                kind = _("key of [{table}]").format(table=path[0]) if path else _("key or table")
                raise unknown_name(
                    kind, name, sorted(names), file=self.file, row=self.row((*path, name))
                )

    def refuse(self, path: tuple[str, ...], found: Any, allowed: str) -> None:
        raise InputError(
            KeyProblem(
                what=_("wrong kind of value"),
                file=self.file,
                row=self.row(path),
                column=".".join(path),
                found=repr(found),
                allowed=allowed,
            )
        )

    def text(self, name: str, content: Mapping[str, Any], default: str) -> str:
        value = content.get(name, default)
        if not isinstance(value, str):
            self.refuse((name,), value, _("text in quotation marks"))
        return str(value)

    def references(self, table: str, given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        self.known((table,), given, TABLES[table])
        out = {}
        for name, value in given.items():
            texts = [value] if isinstance(value, str) else value
            if not isinstance(texts, list) or not texts or not all(map(_is_text, texts)):
                self.refuse((table, name), value, '"file.tif", "file.nc:name"')
            out[name] = tuple(texts)
        return out

    def bounds(self, value: Any) -> tuple[float, float, float, float] | None:
        if value is None:
            return None
        numbers = isinstance(value, list) and all(type(one) in (int, float) for one in value)
        if not numbers or len(value) != 4:
            self.refuse(("bounds",), value, _("west, south, east, north in degrees"))
        west, south, east, north = value
        return float(west), float(south), float(east), float(north)

    def complete(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        """Refuse what lacks a table or a variable, all of it at once."""
        missing = [(name, "") for name in TABLES if name != FORWARD and name not in tables]
        soil = tables.get(SOIL, {})
        missing += [(SOIL, name) for name in OF_SOIL[:2] if SOIL in tables and name not in soil]
        for phase in (name for name in PHASES if name in tables):
            given = tables[phase]
            missing += [(phase, name) for name in OF_PHASE[:2] if name not in given]
            if not set(DEMANDS) & set(given):
                missing.append((phase, DEMANDS[0]))
            if COVERS[0] not in {*given, *soil}:
                missing.append((phase, COVERS[0]))
        if COVERS[1] not in {*soil, *tables.get(PHASES[1], {})} and SOIL in tables:
            missing.append((SOIL, COVERS[1]))
        if missing:
            raise MissingVariableError(*(self._missing(*one) for one in missing))

    def _missing(self, table: str, name: str) -> Problem:
        return KeyProblem(
            what=_("a key is missing") if name else _("a table is missing"),
            file=self.file,
            row=self.row((table,)),
            column=f"{table}.{name}" if name else table,
            todo=_("Say where it comes from: {example}").format(
                example=f'{name or OF_PHASE[0]} = "file.tif"'
            ),
        )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
