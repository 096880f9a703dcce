"""What the file of an analyst's rasters may hold, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from fourpermille.assessment.gsocseq_phases import FORWARD, PHASES
from fourpermille.core.errors import (
    InputError,
    MissingVariableError,
    NotUsedError,
    Problem,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.core.scenario.keyed import KeyProblem

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
class Check:
    """The checks of a file whose keys stand in these lines; what is wrong is raised."""

    file: str
    lines: Mapping[tuple[str | int, ...], int]

    def row(self, path: tuple[str, ...]) -> int | None:
        """Line of a key or table; None where it isn't there."""
        return self.lines.get(path)

    def known(
        self, path: tuple[str, ...], given: Mapping[str, Any], names: Collection[str]
    ) -> None:
        """Raise UnknownNameError for a key or table that nobody knows."""
        for name in given:
            if name not in names:
                kind = _("key of [{table}]").format(table=path[0]) if path else _("key or table")
                raise unknown_name(
                    kind, name, sorted(names), file=self.file, row=self.row((*path, name))
                )

    def refuse(self, path: tuple[str, ...], found: Any, allowed: str) -> None:
        """Raise InputError: a value of the wrong kind."""
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
        """A text, or the default. Raises InputError."""
        value = content.get(name, default)
        if not isinstance(value, str):
            self.refuse((name,), value, _("text in quotation marks"))
        return str(value)

    def references(self, table: str, given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """The references of each variable of a table. Raises InputError."""
        self.known((table,), given, TABLES[table])
        out = {}
        for name, value in given.items():
            texts = [value] if isinstance(value, str) else value
            if not isinstance(texts, list) or not texts or not all(map(_is_text, texts)):
                self.refuse((table, name), value, '"file.tif", "file.nc:name"')
            out[name] = tuple(texts)
        return out

    def resampling(
        self, given: Mapping[str, Any], tables: Mapping[str, Collection[str]]
    ) -> dict[str, str]:
        """Ways to the map's grid by variable. Raises InputError."""
        self.known((RESAMPLING,), given, {name for one in tables.values() for name in one})
        for name, value in given.items():
            if not _is_text(value):
                self.refuse((RESAMPLING, name), value, _("text in quotation marks"))
        return dict(given)

    def bounds(self, value: Any) -> tuple[float, float, float, float] | None:
        """West, south, east, north; None where not given. Raises InputError."""
        if value is None:
            return None
        numbers = isinstance(value, list) and all(type(one) in (int, float) for one in value)
        if not numbers or len(value) != 4:
            self.refuse(("bounds",), value, _("west, south, east, north in degrees"))
        west, south, east, north = value
        return float(west), float(south), float(east), float(north)

    def complete(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        """Refuse what lacks a table or a variable, all at once, and land cover given twice."""
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
        for phase in (name for name in PHASES if COVERS[1] in tables.get(name, {})):
            if COVERS[1] in soil:
                self._twice(phase)

    def _twice(self, phase: str) -> None:
        raise NotUsedError(
            KeyProblem(
                what=_("that of [soil] holds in all phases, so that this one would not be used"),
                file=self.file,
                row=self.row((phase, COVERS[1])),
                column=f"{phase}.{COVERS[1]}",
                todo=_("Give it by phase, or for the soil."),
            )
        )

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
