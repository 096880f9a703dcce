"""Tables of places and climate put together as one labelled Dataset."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from fourpermille.core.i18n import _
from fourpermille.core.variables import describe, variable
from fourpermille.data.checks import Values, check_values
from fourpermille.data.climate import Series, read_climate
from fourpermille.data.columns import countries_of, decimal_comma, numbers_of, texts_of
from fourpermille.data.headers import Column, read_headers, split_steps
from fourpermille.data.problems import Problems
from fourpermille.data.table import Table, Tables, is_empty
from fourpermille.data.vocabulary import CLIMATE, EVAPORATION, MONTHLY, MONTHS, POSITION

Field = tuple[tuple[str, ...], np.ndarray, dict[str, str]]


@dataclass
class Gathered:
    """What has been read so far."""

    fields: dict[str, Field] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)


def assemble(tables: Tables, problems: Problems) -> xr.Dataset:
    """Dataset on ``cell`` (and ``month`` or ``time``) of the tables of a file.

    Values are float64 in canonical units; missing ones are NaN and counted in
    ``attrs["missing_cells"]`` (JSON, by variable). Problems are reported, not raised.
    """
    table = tables.places
    got = Gathered()
    if not _has_rows(table, problems):
        return xr.Dataset()
    columns, got.unused = read_headers(table.headers, problems, table.label)
    columns, steps = split_steps(columns)
    got.unused += [column.header for name, column in steps.items() if name != "month"]
    _refuse_steps(table, steps, problems)
    comma = decimal_comma(table, columns)
    for column in columns:
        if column.name not in MONTHLY:
            got.fields[column.name] = _per_place(table, column, comma, problems)
    for name in MONTHLY:
        twelve = [column for column in columns if column.name == name]
        if twelve:
            got.fields[name] = _per_month(table, name, twelve, comma, problems)
    _add_computed(table, got)
    places = _place_ids(table, got, problems)
    series = _climate(tables, places, got, problems)
    check_parts(table.label, got.fields, problems)
    return _dataset(got, series, table)


def _has_rows(table: Table, problems: Problems) -> bool:
    if not table.headers and not table.rows:
        problems.add(
            _("the file is empty"),
            file=table.label,
            allowed=_("a row of headers and a row for each place"),
        )
        return False
    if not table.rows:
        problems.add(
            _("the file has a header but no rows"),
            file=table.label,
            row=_("after the header"),
            allowed=_("a row for each place"),
        )
        return False
    return True


def _per_place(table: Table, column: Column, comma: bool, problems: Problems) -> Field:
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
        ),
        problems,
    )
    return ("cell",), values, attrs


def _per_month(
    table: Table, name: str, columns: Sequence[Column], comma: bool, problems: Problems
) -> Field:
    """Twelve columns as (cell, month); one column without a month holds in every month."""
    attrs = {"source": "given", "source_column": ", ".join(c.header for c in columns)}
    if len(columns) == 1 and columns[0].month is None and name not in CLIMATE:
        _dims, values, _attrs = _per_place(table, columns[0], comma, problems)
        return ("cell",), values, attrs
    by_month = {column.month: column for column in columns}
    missing = [month for month in range(1, MONTHS + 1) if month not in by_month]
    if missing or None in by_month:
        _report_months(table.label, name, by_month, missing, problems)
        return ("cell", "month"), np.full((len(table.rows), MONTHS), np.nan), attrs
    ordered = [by_month[month] for month in range(1, MONTHS + 1)]
    values = np.column_stack([numbers_of(table, column, comma, problems) for column in ordered])
    _refuse_partial(table, name, ordered, problems)
    check_values(
        Values(
            name,
            values,
            table.label,
            lambda index: (table.row_numbers[index[0]], ordered[index[1]].header),
            all(column.unit is not None for column in ordered),
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


def _refuse_steps(table: Table, steps: Mapping[str, Column], problems: Problems) -> None:
    if "month" in steps:
        problems.add(
            _("a table with a column of months"),
            file=table.label,
            column=steps["month"].header,
            found=steps["month"].header,
            allowed=_("one row for each place"),
            todo=_("Give the months as a table of their own: climate_file, or a sheet climate."),
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


def _add_computed(table: Table, got: Gathered) -> None:
    """Positions and areas of shapes, where no column gives them."""
    for name, values in table.computed.items():
        if name not in got.fields:
            got.fields[name] = ("cell",), values, {"source": "computed from geometry"}


def _place_ids(table: Table, got: Gathered, problems: Problems) -> list[str]:
    """Ids of the places; their numbers in the file where no column gives them."""
    if "place" not in got.fields:
        ids = [str(i) for i in range(1, len(table.rows) + 1)]
        attrs = {"source": "default (number in the file)"}
        got.fields["place"] = ("cell",), np.array(ids), attrs
        return ids
    _dims, values, attrs = got.fields["place"]
    first: dict[str, int] = {}
    for text, row in zip(values.tolist(), table.row_numbers, strict=True):
        if not text:
            problems.add(
                _("a place without a name"),
                file=table.label,
                row=row,
                column=attrs["source_column"],
                found=_("an empty cell"),
                allowed=_("a text that no other place has"),
            )
        elif text in first:
            problems.add(
                _("the same place twice"),
                file=table.label,
                row=row,
                column=attrs["source_column"],
                found=_("{place}, also in row {row}").format(place=text, row=first[text]),
                allowed=_("each place once"),
            )
        first.setdefault(text, row)
    return values.tolist()  # type: ignore[no-any-return]


def _climate(tables: Tables, places: list[str], got: Gathered, problems: Problems) -> Series | None:
    """The climate table on the places, if there is one; variables given twice are reported."""
    if tables.climate is None or not _has_rows(tables.climate, problems):
        return None
    series = read_climate(tables.climate, places, problems)
    got.unused += series.unused
    for name, (values, attrs) in series.values.items():
        if name in got.fields:
            problems.add(
                _("the same variable in the places and in the climate table"),
                file=tables.climate.label,
                column=name,
                found=got.fields[name][2].get("source_column", name),
                allowed=_("one of the two"),
            )
            continue
        got.fields[name] = ("cell", series.dim), values, attrs
    return series


def check_parts(label: str, fields: Mapping[str, Field], problems: Problems) -> None:
    """Part of a climate is a missing column; two evaporations are one too many."""
    if all(name in fields for name in EVAPORATION):
        problems.add(
            _("two evaporations are given"),
            file=label,
            column=", ".join(EVAPORATION),
            found=_("both"),
            allowed=_("one of the two"),
            todo=_("Keep pet_mm (used as it is) or open_pan_evaporation_mm (times 0.75)."),
        )
    parts = ("air_temperature_degc", "precipitation_mm", EVAPORATION)
    given = [_among(part, fields) for part in parts]
    if not any(given) or all(given):
        return
    for part, there in zip(parts, given, strict=True):
        if not there:
            name = part if isinstance(part, str) else _(" or ").join(part)
            problems.add(
                _("a column is missing"),
                file=label,
                column=name,
                found=", ".join(name for name in fields if name in MONTHLY),
                allowed=_("temperature, precipitation and evaporation together"),
                todo=_("Add it for the twelve months."),
            )


def _among(part: str | tuple[str, ...], fields: Mapping[str, Field]) -> bool:
    return part in fields if isinstance(part, str) else any(name in fields for name in part)


def _dataset(got: Gathered, series: Series | None, table: Table) -> xr.Dataset:
    coords: dict[str, object] = {name: got.fields[name] for name in POSITION if name in got.fields}
    data = {name: value for name, value in got.fields.items() if name not in POSITION}
    if any("month" in dims for dims, _values, _attrs in data.values()):
        coords["month"] = np.arange(1, MONTHS + 1)
    if series is not None and series.dim == "time":
        coords["time"] = series.steps
    ds = describe(xr.Dataset(data, coords))
    missing = count_missing(ds)
    ds.attrs = {
        "source_file": table.label,
        "unused_columns": ", ".join(got.unused),
        "missing_cells": json.dumps(missing),
    }
    return ds


def count_missing(ds: xr.Dataset) -> dict[str, int]:
    """Number of places without (all) values, by variable that has any."""
    counts = {}
    for name in (*ds.data_vars, *ds.coords):
        array = ds[name]
        if array.dtype.kind == "f":
            gone = array.isnull()
        elif array.dtype.kind in "UO" and name != "place":
            gone = array.astype(str) == ""
        else:
            continue
        steps = [dim for dim in ("month", "time") if dim in gone.dims]
        count = int((gone.any(steps) if steps else gone).sum())
        if count:
            counts[str(name)] = count
    return counts
