"""A long table of climate, one row a place and month, as arrays on the places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fourpermille.core.errors import did_you_mean
from fourpermille.core.i18n import _
from fourpermille.data.calendar import EPOCH, MONTHS, days_of
from fourpermille.data.checks import Values, check_values
from fourpermille.data.columns import decimal_comma, foreign_unit, numbers_of, texts_of
from fourpermille.data.headers import Column, read_headers, without_empty
from fourpermille.data.problems import Problems
from fourpermille.data.table import Table
from fourpermille.data.vocabulary import MONTHLY


@dataclass(frozen=True)
class Series:
    """Climate on (place, step): ``dim`` is ``month`` or ``time``, ``steps`` its coordinate."""

    dim: str = "month"
    steps: np.ndarray = field(default_factory=lambda: np.arange(1, MONTHS + 1))
    values: Mapping[str, tuple[np.ndarray, dict[str, str]]] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


def read_climate(table: Table, places: Sequence[str], problems: Problems) -> Series:
    """Climate of the places from a long table; NaN for places that it doesn't have.

    With a column ``year`` the result is a series on ``time`` of whole years that all places
    share, else a mean year on ``month``. Reports doubled, missing and unknown rows.
    """
    columns, unused = read_headers(table, problems)
    columns, empty = without_empty(table, columns)
    by_name = {column.name: column for column in columns}
    kept = [column for column in columns if column.name in MONTHLY and column.month is None]
    known = {"place", "month", "year", *(column.name for column in kept)}
    unused += [column.header for column in columns if column.name not in known]
    if not _has_columns(table, by_name, kept, places, problems):
        return Series(unused=unused, empty=empty)
    comma = decimal_comma(table, columns)
    cells = _cell_of_rows(table, by_name.get("place"), places, problems)
    month = _whole(table, by_name["month"], 1, MONTHS, problems)
    year = _whole(table, by_name["year"], 1, 9999, problems) if "year" in by_name else None
    usable = (cells >= 0) & (month > 0) & (year > 0 if year is not None else True)
    absolute = month - 1 if year is None else (year - EPOCH) * MONTHS + month - 1
    if not usable.any():
        return Series(unused=unused, empty=empty)
    first = 0 if year is None else int(year[usable].min() - EPOCH) * MONTHS
    last = MONTHS if year is None else int(year[usable].max() - EPOCH + 1) * MONTHS
    row_at = _rows_at(table, cells, absolute - first, usable, (len(places), last - first), problems)
    _refuse_gaps(table, row_at, places, first if year is not None else None, problems)
    steps = np.arange(1, MONTHS + 1)
    if year is not None:
        steps = np.arange(first, last).astype("datetime64[M]").astype("datetime64[s]")
    days = days_of(month, year)
    values = {c.name: _values(table, c, row_at, comma, days, problems) for c in kept}
    return Series("month" if year is None else "time", steps, values, unused, empty)


def _has_columns(
    table: Table,
    by_name: Mapping[str, Column],
    kept: Sequence[Column],
    places: Sequence[str],
    problems: Problems,
) -> bool:
    missing = [] if "month" in by_name else ["month"]
    if "place" not in by_name and len(places) > 1:
        missing.append("place")
    if not kept:
        missing.append("air_temperature_degc")
    for name in missing:
        problems.add(
            _("a column is missing"),
            file=table.label,
            column=name,
            found=", ".join(table.headers),
            allowed=_("place, month (1-12), perhaps year, and climate variables"),
            todo=_("Add it to the climate table."),
        )
    return not missing


def _cell_of_rows(
    table: Table, column: Column | None, places: Sequence[str], problems: Problems
) -> np.ndarray:
    """Index of the place of each row; -1 where there is no such place (reported)."""
    if column is None:
        return np.zeros(len(table.rows), dtype=int)
    index = {place: i for i, place in enumerate(places)}
    texts = texts_of(table, column)
    unknown: dict[str, list[int]] = {}
    for row, text in zip(table.row_numbers, texts, strict=True):
        if text not in index:
            unknown.setdefault(text, []).append(row)
    for text, rows in unknown.items():
        problems.add(
            _("climate of a place that is not among the places"),
            file=table.label,
            row=rows[0] if len(rows) == 1 else _("{first} and others").format(first=rows[0]),
            column=column.header,
            found=text or _("an empty cell"),
            allowed=", ".join(list(index)[:5]) + (" ..." if len(index) > 5 else ""),
            todo=did_you_mean(text, index) if text else None,
        )
    return np.array([index.get(text, -1) for text in texts])


def _whole(table: Table, column: Column, low: int, high: int, problems: Problems) -> np.ndarray:
    """Whole numbers of a column; 0 where there is none (reported)."""
    values = numbers_of(table, column, False, problems)
    good = np.isfinite(values) & (values == np.round(values)) & (values >= low) & (values <= high)
    for index in np.flatnonzero(~good):
        problems.add(
            _("not a {name}").format(name=column.name),
            file=table.label,
            row=table.row_numbers[index],
            column=column.header,
            found=str(table.rows[index][column.index]),
            allowed=f"{low} - {high}",
        )
    return np.where(good, values, 0).astype(int)


def _rows_at(
    table: Table,
    cells: np.ndarray,
    steps: np.ndarray,
    usable: np.ndarray,
    shape: tuple[int, int],
    problems: Problems,
) -> np.ndarray:
    """Row of the table for each place and step; -1 where there is none."""
    row_at = np.full(shape, -1)
    for row in np.flatnonzero(usable):
        before = row_at[cells[row], steps[row]]
        if before >= 0:
            problems.add(
                _("the same month twice"),
                file=table.label,
                row=table.row_numbers[row],
                column="month",
                found=_("{month}, also in row {row}").format(
                    month=int(steps[row]) % MONTHS + 1, row=table.row_numbers[before]
                ),
                allowed=_("each month of a place once"),
            )
            continue
        row_at[cells[row], steps[row]] = row
    return row_at


def _refuse_gaps(
    table: Table,
    row_at: np.ndarray,
    places: Sequence[str],
    first: int | None,
    problems: Problems,
) -> None:
    """A place has all steps or none."""
    gone = row_at < 0
    for cell in np.flatnonzero(gone.any(axis=1) & ~gone.all(axis=1)):
        steps = np.flatnonzero(gone[cell])
        names = [_step_name(int(step), first) for step in steps[:12]]
        problems.add(
            _("months are missing"),
            file=table.label,
            column="month",
            found=_("{place}: {count} of {all} months").format(
                place=places[int(cell)], count=int((~gone[cell]).sum()), all=gone.shape[1]
            ),
            allowed=_("every month of whole years"),
            todo=_("Add {months}.").format(
                months=", ".join(names) + (" ..." if len(steps) > 12 else "")
            ),
        )


def _step_name(step: int, first: int | None) -> str:
    if first is None:
        return str(step + 1)
    year, month = divmod(step + first, MONTHS)
    return f"{year + EPOCH}-{month + 1:02d}"


def _values(
    table: Table,
    column: Column,
    row_at: np.ndarray,
    comma: bool,
    days: np.ndarray,
    problems: Problems,
) -> tuple[np.ndarray, dict[str, str]]:
    by_row = numbers_of(table, column, comma, problems, days)
    for row in np.flatnonzero(np.isnan(by_row)):
        cell = table.rows[row][column.index]
        if cell is None or not str(cell).strip():
            problems.add(
                _("a climate value is missing"),
                file=table.label,
                row=table.row_numbers[row],
                column=column.header,
                found=_("an empty cell"),
                allowed=_("a number in every month; leave out all rows of a place without data"),
            )
    check_values(
        Values(
            column.name,
            by_row,
            table.label,
            lambda index: (table.row_numbers[index[0]], column.header),
            column.unit is not None,
            foreign_unit(column),
        ),
        problems,
    )
    values = np.where(row_at < 0, np.nan, by_row[row_at])
    return values, {"source": "given", "source_column": column.header}
