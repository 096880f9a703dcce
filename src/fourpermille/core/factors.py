"""Tables of published factors: many rows of one kind, each with its source and confidence.

A parameter set holds single constants by name; a factor table holds the same few columns for many
crops, climates or editions. The table is a CSV file, what it and its columns mean stands beside
it in a TOML file. A row known from memory only (confidence M) is shown but never used unless the
caller asks for it.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from fourpermille.core.errors import InputError, Problem, unknown_name
from fourpermille.core.i18n import _
from fourpermille.core.parameters import CONFIDENCE

UNVERIFIED = "M"


@dataclass(frozen=True)
class Column:
    """What stands in a column: ``units`` is ``text`` for words."""

    units: str
    about: str

    @property
    def is_text(self) -> bool:
        """Whether the column holds words."""
        return self.units == "text"


Row = Mapping[str, str | float | None]


@dataclass(frozen=True)
class FactorTable:
    """Rows of one published table; empty cells are None."""

    name: str
    title: str
    about: str
    columns: Mapping[str, Column]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        return iter(self.rows)

    def where(self, **wanted: str) -> tuple[Row, ...]:
        """Rows whose columns hold these words."""
        for column in wanted:
            self._column(column)
        return tuple(r for r in self.rows if all(r[c] == v for c, v in wanted.items()))

    def words(self, column: str, **wanted: str) -> tuple[str, ...]:
        """The words that stand in a column, each once, in the order of the table."""
        self._column(column)
        found = (row[column] for row in self.where(**wanted))
        return tuple(dict.fromkeys(str(word) for word in found if word is not None))

    def one(self, *, unverified: bool = False, **wanted: str) -> Row:
        """Return the only row whose columns hold these words.

        ``unverified`` allows a row that is known from memory only.

        Raises
        ------
        UnknownNameError
            A word isn't in its column; the message offers a near one.
        InputError
            No row, or more than one, holds them all; or the row is not confirmed.
        """
        for column, word in wanted.items():
            if word not in self.words(column):
                raise unknown_name(column.replace("_", " "), word, self.words(column))
        found = self.where(**wanted)
        text = ", ".join(f"{column} = {word}" for column, word in wanted.items())
        if len(found) != 1:
            raise InputError(
                Problem(
                    what=_("the table has {count} rows of this kind, not one").format(
                        count=len(found)
                    ),
                    file=f"{self.name}.csv",
                    found=text,
                )
            )
        if found[0]["confidence"] == UNVERIFIED and not unverified:
            raise InputError(
                Problem(
                    what=_("this figure is known from memory only and is not used by itself"),
                    file=f"{self.name}.csv",
                    found=text,
                    todo=_("Give a value of your own, or allow unverified figures."),
                )
            )
        return found[0]

    def number(self, column: str, *, unverified: bool = False, **wanted: str) -> float:
        """Return the number in a column of the only row that holds these words.

        Raises InputError where the cell is empty, and what ``one`` raises.
        """
        self._column(column)
        value = self.one(unverified=unverified, **wanted)[column]
        if not isinstance(value, float):
            text = ", ".join(f"{name} = {word}" for name, word in wanted.items())
            raise InputError(
                Problem(
                    what=_("the table has no number here"),
                    file=f"{self.name}.csv",
                    column=column,
                    found=text,
                )
            )
        return value

    def _column(self, name: str) -> None:
        if name not in self.columns:
            raise unknown_name(_("column"), name, self.columns, file=f"{self.name}.csv")


@cache
def factor_tables() -> tuple[str, ...]:
    """Return the names of the tables that come with the package, in alphabetical order."""
    found = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def load_factors(name: str) -> FactorTable:
    """Read a factor table by name; UnknownNameError, with a near name, if there is none."""
    if name not in factor_tables():
        raise unknown_name(_("factor table"), name, factor_tables())
    about = (_folder() / f"{name}.toml").read_text(encoding="utf-8")
    table = (_folder() / f"{name}.csv").read_text(encoding="utf-8")
    return parse_factors(name, about, table)


def parse_factors(name: str, about: str, table: str) -> FactorTable:
    """Read a factor table from the texts of its TOML and CSV files.

    Raises InputError for a column that isn't described, a cell that isn't a number where one
    should be, and a row without source or confidence.
    """
    head = tomllib.loads(about)
    columns = {key: Column(**row) for key, row in head["columns"].items()}
    reader = csv.DictReader(table.splitlines())
    header = list(reader.fieldnames or ())
    if header != list(columns):
        odd = sorted(set(header) ^ set(columns)) or header
        raise InputError(
            Problem(
                what=_("columns and their descriptions differ"),
                file=f"{name}.csv",
                found=", ".join(odd),
            )
        )
    rows = tuple(_row(name, line, raw, columns) for line, raw in enumerate(reader, start=2))
    return FactorTable(name, head["title"], head["about"], MappingProxyType(columns), rows)


def _row(name: str, line: int, raw: dict[str, Any], columns: Mapping[str, Column]) -> Row:
    row: dict[str, str | float | None] = {}
    for key, column in columns.items():
        text = (raw[key] or "").strip()
        try:
            row[key] = None if not text else text if column.is_text else float(text)
        except ValueError:
            raise InputError(
                Problem(
                    what=_("not a number"), file=f"{name}.csv", row=line, column=key, found=text
                )
            ) from None
    if not row["source"] or row["confidence"] not in CONFIDENCE:
        raise InputError(
            Problem(
                what=_("a row without source or confidence"),
                file=f"{name}.csv",
                row=line,
                found=f"{row['source']}, {row['confidence']}",
                allowed=", ".join(CONFIDENCE),
            )
        )
    return MappingProxyType(row)


def _folder() -> Any:
    return files("fourpermille.core") / "tables" / "factors"
