"""Columns of a table of places as values per place, or per place and month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.core.variables import variable
from fourpermille.data.calendar import MEAN_DAYS, MONTHS
from fourpermille.data.checks import Values, check_values
from fourpermille.data.columns import countries_of, foreign_unit, numbers_of, texts_of
from fourpermille.data.headers import Column
from fourpermille.data.problems import Problems
from fourpermille.data.table import Table, is_empty
from fourpermille.data.vocabulary import CLIMATE

Field = tuple[tuple[str, ...], np.ndarray, dict[str, str]]


def per_place(table: Table, column: Column, comma: bool, problems: Problems) -> Field:
    """Values (cell) of a column: text, country codes, or checked numbers in our unit."""
    attrs = {"source": "given", "source_column": column.header}
    if column.name == "country":
        return ("cell",), np.array(countries_of(table, column, problems)), attrs
    if variable(column.name).is_text:
        return ("cell",), np.array(texts_of(table, column)), attrs
    values = numbers_of(table, column, comma, problems)
    check_values(
        Values(
            column.name,
            values,
            table.label,
            lambda index: (table.row_numbers[index[0]], column.header),
            column.unit is not None,
            foreign_unit(column),
        ),
        problems,
    )
    return ("cell",), values, attrs


def per_month(
    table: Table, name: str, columns: Sequence[Column], comma: bool, problems: Problems
) -> Field:
    """Twelve columns as (cell, month); one column without a month holds in every month."""
    attrs = {"source": "given", "source_column": ", ".join(c.header for c in columns)}
    if len(columns) == 1 and columns[0].month is None and name not in CLIMATE:
        _dims, values, _attrs = per_place(table, columns[0], comma, problems)
        return ("cell",), values, attrs
    by_month = {column.month: column for column in columns}
    missing = [month for month in range(1, MONTHS + 1) if month not in by_month]
    if missing or None in by_month:
        _report_months(table.label, name, by_month, missing, problems)
        return ("cell", "month"), np.full((len(table.rows), MONTHS), np.nan), attrs
    ordered = [by_month[month] for month in range(1, MONTHS + 1)]
    values = np.column_stack(
        [
            numbers_of(table, column, comma, problems, np.full(len(table.rows), days))
            for column, days in zip(ordered, MEAN_DAYS, strict=True)
        ]
    )
    _refuse_partial(table, name, ordered, problems)
    check_values(
        Values(
            name,
            values,
            table.label,
            lambda index: (table.row_numbers[index[0]], ordered[index[1]].header),
            all(column.unit is not None for column in ordered),
            foreign_unit(ordered[0]),
        ),
        problems,
    )
    return ("cell", "month"), values, attrs


def _report_months(
    label: str,
    name: str,
    by_month: Mapping[int | None, Column],
    missing: Sequence[int],
    problems: Problems,
) -> None:
    if len(missing) == MONTHS:
        found = _("one value for the year, column {header}").format(header=by_month[None].header)
        todo = _("Give twelve columns, or a climate table with one row a month.")
    elif missing:
        found = _("{count} months").format(count=MONTHS - len(missing))
        todo = _("Add the months {months}.").format(months=", ".join(map(str, missing)))
    else:
        found = _("12 months and a column without a month")
        todo = _("Remove the column without a month.")
    problems.add(
        _("the twelve months are not complete"),
        file=label,
        column=name,
        found=found,
        allowed=_("12 columns, {first} to {last}").format(first=f"{name}_01", last=f"{name}_12"),
        todo=todo,
    )


def _refuse_partial(table: Table, name: str, columns: Sequence[Column], problems: Problems) -> None:
    """A year with some months missing is a slip; one without any month is a place without data."""
    empty = np.array([[is_empty(row[column.index]) for column in columns] for row in table.rows])
    for index in np.flatnonzero(empty.any(axis=1) & ~empty.all(axis=1)):
        months = ", ".join(str(month + 1) for month in np.flatnonzero(empty[index]))
        problems.add(
            _("months are missing"),
            file=table.label,
            row=table.row_numbers[index],
            column=name,
            found=_("no value in month {months}").format(months=months),
            allowed=_("12 months, or none for a place without data"),
        )
