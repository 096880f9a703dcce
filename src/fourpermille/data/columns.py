"""Cells of a column as canonical values: numbers in our unit, tidy text, country codes."""

from __future__ import annotations

import math

import numpy as np

from fourpermille.core.countries import find_country, suggest_countries
from fourpermille.core.errors import UnitsError
from fourpermille.core.i18n import _
from fourpermille.core.units import convert
from fourpermille.core.variables import variable
from fourpermille.data.headers import Column
from fourpermille.data.numbers import NotANumber, number, uses_decimal_comma
from fourpermille.data.problems import Problems
from fourpermille.data.table import Cell, Table

DIGITS = 12


def decimal_comma(table: Table, columns: list[Column]) -> bool:
    """Whether the numbers of a table have decimal commas."""
    indices = [column.index for column in columns if not variable(column.name).is_text]
    return uses_decimal_comma(row[i] for row in table.rows for i in indices)


def numbers_of(
    table: Table,
    column: Column,
    comma: bool,
    problems: Problems,
    days: np.ndarray | None = None,
) -> np.ndarray:
    """A column as float64 in the canonical unit, NaN where empty or not a number (reported).

    ``days`` (rows) are the lengths of the months, for sums given as amounts a day.
    """
    values = np.full(len(table.rows), np.nan)
    for index, cell in enumerate(table.column(column.index)):
        try:
            values[index] = number(cell, comma)
        except NotANumber as error:
            problems.add(
                str(error),
                file=table.label,
                row=table.row_numbers[index],
                column=column.header,
                found=cell if isinstance(cell, str) else str(cell),
                allowed=_("a number; leave the cell empty where the value is missing"),
                group=column.name,
            )
    if column.unit is None:
        return values
    return converted(values, column, table.label, problems, days)


def converted(
    values: np.ndarray,
    column: Column,
    label: str,
    problems: Problems,
    days: np.ndarray | None = None,
) -> np.ndarray:
    """Values in the canonical unit; unchanged, and reported, where the unit doesn't fit."""
    try:
        got = np.asarray(convert(values, str(column.unit), column.name, days=days), values.dtype)
        if np.array_equal(got, values, equal_nan=True):
            return got
        return tidy(got, got if variable(column.name).units != "degC" else values)
    except UnitsError as error:
        for problem in error.problems:
            problems.adopt(problem, file=label, column=column.header, group=column.name)
    return values


def foreign_unit(column: Column) -> str | None:
    """The unit that a column is converted from; None where it is ours."""
    if column.unit is None:
        return None
    points = np.array([0.0, 1.0])
    try:
        same = np.array_equal(convert(points, column.unit, column.name, days=np.ones(2)), points)
    except UnitsError:  # reported where it is read
        return None
    return None if same else column.unit


def tidy(values: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Converted values without the noise of the arithmetic: 7 rather than 6.999999999999471.

    Rounded to 12 digits of the largest of ``scale``, far beyond what anybody measures. Where the
    conversion subtracts an offset, that is the values as they were given.
    """
    finite = np.abs(scale[np.isfinite(scale)])
    largest = float(finite.max()) if finite.size else 0.0
    if largest == 0.0:
        return values
    return np.round(values, DIGITS - 1 - math.floor(math.log10(largest)))


def texts_of(table: Table, column: Column) -> list[str]:
    """A column as text; whole numbers lose their ``.0``, empty cells are empty text."""
    return [text_of(cell) for cell in table.column(column.index)]


def text_of(cell: Cell) -> str:
    """A cell as tidy text."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def countries_of(table: Table, column: Column, problems: Problems) -> list[str]:
    """ISO3 codes of a column of codes or names; empty where the cell is empty."""
    codes = []
    for row, text in zip(table.row_numbers, texts_of(table, column), strict=True):
        codes.append(country_code(text, problems, table.label, row, column.header))
    return codes


def country_code(
    text: str, problems: Problems, label: str, row: int | str | None, header: str
) -> str:
    """ISO3 code of a country's code or name; empty for empty and for unknown text (reported)."""
    if not text:
        return ""
    found = find_country(text)
    if found is not None:
        return found.iso3
    near = suggest_countries(text)
    problems.add(
        _("unknown country"),
        file=label,
        row=row,
        column=header,
        found=text,
        allowed=_("an ISO 3166-1 code such as FRA, or a name in English, French or Spanish"),
        todo=_("Did you mean {names}?").format(names=", ".join(near)) if near else None,
    )
    return ""
