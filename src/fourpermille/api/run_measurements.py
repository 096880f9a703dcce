"""Measured stocks of trials: a table with series, year, stock and status."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fourpermille.assessment.trial_series import Measurements
from fourpermille.core.i18n import _
from fourpermille.core.variables import variable
from fourpermille.data.numbers import NotANumber, number
from fourpermille.data.problems import Problems
from fourpermille.data.read import open_source
from fourpermille.data.table import Table, Tables

COLUMNS = ("series", "year", "soc_stock_tc_ha")
STATUS = "status"
STATUSES = ("measured", "estimated")


def read_measurements(
    path: Path, wanted: Sequence[str], years: tuple[int, int] | None = None
) -> dict[str, Measurements]:
    """Read the measured stocks (t C/ha) of the wanted series.

    ``years``: first and last year of the trial; a measurement of a wanted series outside them is
    refused.

    ``status`` is "measured", or "estimated" for a start value that neither fits nor scores;
    without that column all are measured. Raises InputError (row, column), DataUnavailableError.
    """
    content = open_source(path)
    problems = Problems(path.name)
    if not isinstance(content, Tables):
        problems.add(_("the measurements are no table"), allowed=".csv, .xlsx")
        problems.raise_if_any()
        raise AssertionError
    table = content.places
    columns = {name.strip().lower(): index for index, name in enumerate(table.headers)}
    for name in COLUMNS:
        if name not in columns:
            problems.add(
                _("a column is missing"), column=name, found=", ".join(filter(None, table.headers))
            )
    problems.raise_if_any()
    every = _rows(table, columns, problems)
    rows = [row for row in every if row[0] in wanted]
    if years is not None:
        for row, line in zip(every, table.row_numbers, strict=True):
            if row[0] in wanted and not years[0] <= row[1] <= years[1]:
                _outside(row, line, years, problems)
    problems.raise_if_any()
    return {name: _series([row for row in rows if row[0] == name]) for name in wanted}


def _outside(
    row: tuple[str, float, float, bool],
    line: int | str,
    years: tuple[int, int],
    problems: Problems,
) -> None:
    """Report a year before the trial begins or after it ends; one that is no number is known."""
    if np.isfinite(row[1]):
        problems.add(
            _("measured outside the years of the trial"),
            row=line,
            column="year",
            found=f"{row[1]:g}",
            allowed=f"{years[0]} … {years[1]}",
            todo=_("Change trial.start_year or trial.end_year, or remove the row."),
        )


def _series(rows: list[tuple[str, float, float, bool]]) -> Measurements:
    rows = sorted(rows, key=lambda row: row[1])
    return Measurements(
        np.array([row[1] for row in rows]),
        np.array([row[2] for row in rows]),
        np.array([row[3] for row in rows], dtype=bool),
    )


def _rows(
    table: Table, columns: dict[str, int], problems: Problems
) -> list[tuple[str, float, float, bool]]:
    found = []
    limits = variable("soc_stock_tc_ha")
    low, high = limits.minimum or 0.0, limits.maximum or np.inf
    for cells, line in zip(table.rows, table.row_numbers, strict=True):
        values = {}
        for name in COLUMNS[1:]:
            try:
                values[name] = number(cells[columns[name]])
            except NotANumber as error:
                problems.add(str(error), row=line, column=name, found=cells[columns[name]])
                values[name] = np.nan
        stock, year = values["soc_stock_tc_ha"], values["year"]
        if not low <= stock <= high or year != int(year if np.isfinite(year) else -1):
            column = "year" if low <= stock <= high else "soc_stock_tc_ha"
            problems.add(
                _("value out of range"),
                row=line,
                column=column,
                found=cells[columns[column]],
                allowed=_("a whole year") if column == "year" else f"{low:g} - {high:g}",
            )
        status = _status(cells[columns[STATUS]] if STATUS in columns else "measured")
        if status not in STATUSES:
            allowed = ", ".join(STATUSES)
            problems.add(
                _("unknown status"), row=line, column=STATUS, found=status, allowed=allowed
            )
        found.append((str(cells[columns["series"]]), year, stock, status == "measured"))
    return found


def _status(cell: object) -> str:
    return str(cell).strip().lower()
