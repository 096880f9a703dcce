"""Excel workbooks (XLSX): a sheet of places and, where there is one, a sheet of climate."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.data.problems import Problems
from fourpermille.data.readers import READERS
from fourpermille.data.table import Cell, Table, Tables, make_table, places_and_climate

PLACES = ("places", "lieux", "lugares", "plots", "parcelles", "parcelas", "fields", "sites")
CLIMATE = ("climate", "climat", "clima")


@READERS.register("excel")
class ExcelReader:
    """XLSX and XLSM."""

    extensions = (".xlsx", ".xlsm")

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether the file is a zip archive that holds a workbook."""
        if head[:4] != b"PK\x03\x04" or not zipfile.is_zipfile(path):
            return False
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()

    def read(self, path: Path) -> Tables:
        """The sheets of places and climate.

        Raises
        ------
        InputError
            A formula has no stored result; several sheets and none is called ``places``.
        """
        values, formulas = _open(path, data_only=True), _open(path, data_only=False)
        problems = Problems(path.name)
        names = [sheet.title for sheet in values.worksheets]
        climate = pick(names, CLIMATE)
        others = [name for name in names if name != climate] or names
        places = pick(names, PLACES) or others[0]
        wanted = [places] if climate in (None, places) else [places, climate]
        tables = [_table(path, values[name], formulas[name], problems) for name in wanted]
        problems.raise_if_any()
        return places_and_climate(tables[0], tables[1] if len(tables) > 1 else None)


def pick(names: Iterable[str], wanted: tuple[str, ...]) -> str | None:
    """The first name that is one of the wanted, whatever its case."""
    by_plain = {name.strip().casefold(): name for name in reversed(list(names))}
    return next((by_plain[name] for name in wanted if name in by_plain), None)


def _open(path: Path, *, data_only: bool) -> Any:
    import openpyxl  # slow import

    try:
        with warnings.catch_warnings():
            # Drop-down lists and styles that openpyxl doesn't know are no matter for reading.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(path, data_only=data_only)
            if book.worksheets:
                return book
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError) as error:
        raise InputError(
            Problem(
                what=_("the workbook can't be read"),
                file=path.name,
                found=str(error),
                todo=_("Open it in a spreadsheet program, save it and try again."),
            )
        ) from error
    raise InputError(
        Problem(what=_("the workbook has no sheet of cells"), file=path.name, allowed="places")
    )


def _table(path: Path, values: Any, formulas: Any, problems: Problems) -> Table:
    label = _("{file}, sheet {sheet}").format(file=path.name, sheet=values.title)
    _refuse_percent_format(values, label, problems)
    for row in formulas.iter_rows():
        for cell in row:
            text = cell.value
            if cell.data_type == "f" and values[cell.coordinate].value is None:
                problems.add(
                    _("a formula without a stored result"),
                    file=label,
                    row=cell.row,
                    column=_header_of(values, cell.column) or cell.column_letter,
                    found=f"{cell.coordinate}: {getattr(text, 'text', text)}",
                    allowed=_("numbers, or formulas that were calculated"),
                    todo=_("Open the workbook in a spreadsheet program, save it and try again."),
                )
    return make_table(label, _numbered(values))


def _refuse_percent_format(sheet: Any, label: str, problems: Problems) -> None:
    """A cell that shows 25 % holds 0.25: what is meant can't be known, so it is asked back."""
    reported: set[int] = set()
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            shows = isinstance(cell.value, int | float) and "%" in str(cell.number_format)
            if not shows or cell.column in reported:
                continue
            reported.add(cell.column)
            problems.add(
                _("cells with the number format per cent"),
                file=label,
                row=cell.row,
                column=_header_of(sheet, cell.column) or cell.column_letter,
                found=f"{cell.coordinate}: {100 * cell.value:g} %, {cell.value:g}",
                allowed=_("plain numbers"),
                todo=_("Set the format of the column to a plain number, and look at the values."),
            )


def _header_of(sheet: Any, column: int) -> str | None:
    header = sheet.cell(row=1, column=column).value
    return None if header is None else str(header)


def _numbered(sheet: Any) -> Iterable[tuple[int, tuple[Cell, ...]]]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, row or (None,)
