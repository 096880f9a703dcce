"""Tables of places and climate put together as one labelled Dataset."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from fourpermille.core.i18n import _
from fourpermille.core.variables import describe
from fourpermille.data.calendar import MONTHS
from fourpermille.data.climate import Series, read_climate
from fourpermille.data.columns import decimal_comma
from fourpermille.data.complete import check_parts, check_together, count_missing
from fourpermille.data.fields import Field, per_month, per_place
from fourpermille.data.headers import Column, read_headers, split_steps, without_empty
from fourpermille.data.problems import Problems
from fourpermille.data.table import Table, Tables
from fourpermille.data.vocabulary import MONTHLY, POSITION

TOTALS = ("total", "totals", "sum", "totaux", "somme", "totales", "suma")  # below a table
SHOWN = 5


@dataclass
class Gathered:
    """What has been read so far."""

    fields: dict[str, Field] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


def assemble(tables: Tables, problems: Problems) -> xr.Dataset:
    """Dataset on ``cell`` (and ``month`` or ``time``) of the tables of a file.

    Values are float64 in canonical units; missing ones are NaN and counted in
    ``attrs["missing_cells"]`` (JSON, by variable). Problems are reported, not raised.
    """
    table = tables.places
    got = Gathered()
    if not _has_rows(table, problems):
        return xr.Dataset()
    columns, got.unused = read_headers(table, problems)
    if not columns and not len(problems):
        problems.add(
            _("no column is known"),
            file=table.label,
            found=", ".join(table.headers),
            allowed=_("names of the variables table, or labels with a unit in brackets"),
            todo=_("See `4p1000 template places` for a table to fill in."),
        )
    if not columns and len(problems):
        return xr.Dataset()
    _doubt_table(table, problems)
    columns, got.empty = without_empty(table, columns)
    columns, steps = split_steps(columns)
    got.unused += [column.header for name, column in steps.items() if name != "month"]
    _refuse_steps(table, steps, problems)
    comma = decimal_comma(table, columns)
    for column in columns:
        if column.name not in MONTHLY:
            got.fields[column.name] = per_place(table, column, comma, problems)
    for name in MONTHLY:
        twelve = [column for column in columns if column.name == name]
        if twelve:
            got.fields[name] = per_month(table, name, twelve, comma, problems)
    _add_computed(table, got)
    places = _place_ids(table, got, problems)
    series = _climate(tables, places, got, problems)
    check_parts(table.label, got.fields, problems, got.unused)
    check_together(table, got.fields, problems)
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


def _doubt_table(table: Table, problems: Problems) -> None:
    """Doubt what the reader does, and rows that end early: a file may have been cut off."""
    problems.doubts += table.doubts
    if not table.short_rows:
        return
    rows = ", ".join(map(str, table.short_rows[:SHOWN]))
    problems.doubt(
        _("fewer cells than headers; the missing ones count as empty"),
        file=table.label,
        row=rows + (" …" if len(table.short_rows) > SHOWN else ""),
        todo=_("Look whether the file is complete."),
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
        elif text.casefold() in TOTALS and len(values) > 1:
            problems.add(
                _("a row that sums up others is no place"),
                file=table.label,
                row=row,
                column=attrs["source_column"],
                found=text,
                todo=_("Remove the row, or give the place another name."),
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
    return [str(text) for text in values]


def _climate(tables: Tables, places: list[str], got: Gathered, problems: Problems) -> Series | None:
    """The climate table on the places, if there is one; variables given twice are reported."""
    if tables.climate is None or not _has_rows(tables.climate, problems):
        return None
    _doubt_table(tables.climate, problems)
    series = read_climate(tables.climate, places, problems)
    got.unused += series.unused
    got.empty += [name for name in series.empty if name not in got.empty]
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
    if got.empty:
        ds.attrs["empty_columns"] = ", ".join(got.empty)
    return ds
