"""Rows of a table whose column names are fixed, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.core.plausible import slip_of_unit
from fourpermille.data.checks import allowed_range, extremes, limits
from fourpermille.data.numbers import NotANumber, number, uses_decimal_comma
from fourpermille.data.problems import Problems
from fourpermille.data.table import Table, is_empty


class Rows:
    """Rows of a table by column name; wrong cells are reported and read as NaN."""

    def __init__(
        self,
        table: Table,
        problems: Problems,
        needed: Sequence[str],
        optional: Sequence[str] = (),
    ) -> None:
        self.table, self.problems = table, problems
        self._told: set[tuple[int, str]] = set()
        self.index = {name.strip().lower(): i for i, name in enumerate(table.headers)}
        self.comma = uses_decimal_comma(cell for row in table.rows for cell in row)
        if not any(table.headers):
            problems.add(_("the file is empty"), file=table.label, allowed=", ".join(needed))
            return
        for name in needed:
            if name not in self.index and name not in optional:
                problems.add(
                    _("a column is missing"),
                    file=table.label,
                    column=name,
                    found=", ".join(table.headers),
                    todo=_("Keep the column names of the reference cases."),
                )
        if not table.rows:
            problems.add(_("the file has no rows"), file=table.label)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.table.rows)))

    def has(self, key: str) -> bool:
        """Whether the table has a column."""
        return key in self.index

    def text(self, row: int, key: str) -> str:
        """A cell as text; empty where there is none."""
        cell = self.table.rows[row][self.index[key]] if key in self.index else None
        return "" if cell is None else str(cell).strip()

    def number(self, row: int, key: str, name: str | None, default: float | None = None) -> float:
        """A number within the range of the variable ``name``; the default where empty."""
        text = self.text(row, key)
        if is_empty(text):
            if default is None:
                self.report(row, key, _("a value is missing"), _range(name))
                return np.nan
            return default
        try:
            value = number(text, self.comma)
        except NotANumber as error:
            self.report(row, key, str(error), _range(name))
            return np.nan
        if name is not None and not _inside(name, value):
            self.report(row, key, _("value out of range"), _range(name))
        return value

    def doubt_unit(self, key: str, name: str) -> None:
        """Doubt a column whose numbers all seem to be in another unit."""
        values = []
        for row in self:
            try:
                values.append(number(self.text(row, key), self.comma))
            except NotANumber:  # reported where it is read
                return
        low, high = extremes(np.array(values))
        slip = slip_of_unit(name, low, high) if low <= high else None
        if slip is not None:
            self.problems.doubt(
                _("{what}, {unit} is expected").format(what=slip.looks, unit=slip.unit),
                file=self.table.label,
                column=key,
                found=f"{low:g}" if low == high else f"{low:g} ... {high:g}",
            )

    def optional(self, row: int, key: str, name: str | None) -> float | None:
        """A number, or None where the cell is empty."""
        return None if is_empty(self.text(row, key)) else self.number(row, key, name)

    def whole(self, row: int, key: str, low: int, high: int) -> int:
        """A whole number between two others; the lower one where it isn't (reported)."""
        value = self.number(row, key, None)
        if not (low <= value <= high and value == int(value)):
            if value == value:
                self.report(row, key, _("value out of range"), f"{low} - {high}")
            return low
        return int(value)

    def choice(self, row: int, key: str, allowed: Sequence[str], default: str | None) -> str:
        """One of the words allowed; the first of them where it isn't (reported)."""
        text = self.text(row, key)
        if not text and default is not None:
            return default
        if text not in allowed:
            self.report(row, key, _("not one of the choices"), ", ".join(allowed))
            return allowed[0]
        return text

    def report(self, row: int, key: str, what: str, allowed: str) -> None:
        """Remember what is wrong with a cell: the first thing only, which may cause the others."""
        if (row, key) in self._told:
            return
        self._told.add((row, key))
        self.problems.add(
            what,
            file=self.table.label,
            row=self.table.row_numbers[row],
            column=key,
            found=self.text(row, key) or _("an empty cell"),
            allowed=allowed,
        )


def _range(name: str | None) -> str:
    return _("a number") if name is None else allowed_range(name)


def _inside(name: str, value: float) -> bool:
    low, high = limits(name)
    return low <= value <= high


def refuse_twice(rows: Rows, keys: tuple[str, ...]) -> None:
    """Report rows that have the same text in the columns ``keys`` as one before."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(rows.text(row, name) for name in keys)
        if key in seen:
            what = _("the same row twice, first in row {row}").format(
                row=rows.table.row_numbers[seen[key]]
            )
            rows.report(row, keys[-1], what, _("each once"))
        seen.setdefault(key, row)
