"""The workbook to fill in: places, climate, definitions; lists, bounds and comments on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fourpermille.core.countries import countries
from fourpermille.core.i18n import _
from fourpermille.core.scenario.columns import (
    CLIMATE,
    COMPUTED,
    PLACES,
    REQUIRED,
    TableColumn,
    header,
    need_words,
    shown,
    unit_words,
)
from fourpermille.core.scenario.faces import allowed_words
from fourpermille.data.template.example import rows

LAST_ROW = 5000  # how far down lists and bounds reach
LISTS = "lists"
DEFINITIONS = "definitions"
LONGEST = 250  # characters of a message in a spreadsheet program


def write_workbook(path: Path) -> None:
    """Write the workbook in the current language."""
    from openpyxl import Workbook  # slow import

    book = Workbook()
    book.remove(book.active)
    lists = _Lists(book)
    for table in (PLACES, CLIMATE):
        _sheet(book.create_sheet(table), table, lists)
    _definitions(book.create_sheet(DEFINITIONS))
    lists.finish()
    book.properties.creator = "fourpermille"
    book.properties.title = _("Places for a 4 per 1000 scenario")
    book.save(path)


class _Lists:
    """The hidden sheet that drop-downs take their words from."""

    def __init__(self, book: Any) -> None:
        self._book, self._columns = book, {}  # type: ignore[var-annotated]

    def reference(self, name: str, words: tuple[str, ...]) -> str:
        """Range of the words, written once for each name."""
        index = list({**self._columns, name: words}).index(name)
        self._columns[name] = words
        letter = chr(ord("A") + index)
        return f"{LISTS}!${letter}$2:${letter}${len(words) + 1}"

    def finish(self) -> None:
        """Write the sheet, last in the book and hidden."""
        sheet = self._book.create_sheet(LISTS)
        for number, (name, words) in enumerate(self._columns.items(), start=1):
            for row, text in enumerate((name, *words), start=1):
                sheet.cell(row, number, text)
        sheet.sheet_state = "hidden"


def _sheet(sheet: Any, table: str, lists: _Lists) -> None:
    from openpyxl.comments import Comment  # slow import
    from openpyxl.styles import Alignment, Font, PatternFill  # slow import

    needed = PatternFill("solid", fgColor="D8E8D0")
    other = PatternFill("solid", fgColor="EEEEEE")
    for number, column in enumerate(shown(table), start=1):
        cell = sheet.cell(1, number, header(column.name))
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.fill = needed if column.need in (REQUIRED, COMPUTED) else other
        cell.comment = Comment(_about(column), "fourpermille", height=140, width=300)
        sheet.column_dimensions[cell.column_letter].width = 18
        rule = _rule(column, lists)
        if rule is not None:
            rule.add(f"{cell.column_letter}2:{cell.column_letter}{LAST_ROW}")
            sheet.add_data_validation(rule)
    for row, values in enumerate(rows(table), start=2):
        for number, value in enumerate(values, start=1):
            if value != "":
                sheet.cell(row, number, value).font = Font(italic=True, color="808080")
    sheet.row_dimensions[1].height = 48
    sheet.freeze_panes = "B2"


def _about(column: TableColumn) -> str:
    row = column.variable
    about = _(row.about)
    lines = [
        about[:1].upper() + about[1:] + ".",
        _("Allowed: {allowed}.").format(allowed=allowed_words(row, column.choices)),
        _("Needed: {need}.").format(need=need_words(column.need)),
    ]
    return "\n".join(lines)


def _rule(column: TableColumn, lists: _Lists) -> Any:
    """Drop-down or bounds of a column; None for free text."""
    from openpyxl.worksheet.datavalidation import DataValidation  # slow import

    row = column.variable
    words = tuple(countries()) if column.name == "country" else column.choices
    if words:
        rule = DataValidation("list", formula1=lists.reference(column.name, words))
    elif row.is_text:
        return None
    else:
        rule = DataValidation("whole" if column.name == "month" else "decimal")
        low, high = row.minimum, row.maximum
        if low is None and high is None:
            rule.operator, rule.formula1, rule.formula2 = "between", "-1E+99", "1E+99"
        elif low is not None and high is not None:
            rule.operator, rule.formula1, rule.formula2 = "between", f"{low:g}", f"{high:g}"
        else:
            bound = low if low is not None else high
            rule.operator = "lessThanOrEqual" if low is None else "greaterThanOrEqual"
            rule.formula1 = f"{bound:g}"
    rule.allow_blank = True
    rule.showErrorMessage = rule.showInputMessage = True
    rule.errorTitle, rule.promptTitle = _("Not allowed")[:32], row.label[:32]
    allowed = (
        _("an ISO 3166-1 code such as FRA")
        if column.name == "country"
        else allowed_words(row, column.choices)
    )
    rule.error = _("Allowed: {allowed}.").format(allowed=allowed)[:LONGEST]
    rule.prompt = _about(column)[:LONGEST] if column.name != "country" else _(row.about)[:LONGEST]
    return rule


def _definitions(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font  # slow import

    notes = (
        _("Fill in one row for each place in the sheet places, in place of the example row."),
        _(
            "Give twelve rows for each place in the sheet climate. Or remove that sheet and give "
            "the climate in a file of its own, or take the mean of the country (places.climate)."
        ),
        _("Leave a cell empty where a value is missing; remove columns that you do not use."),
        _("Headers may be changed to the name in files; units in brackets are converted."),
    )
    for note in notes:
        sheet.append([note])
    sheet.append([])
    head = (
        *(_("Sheet"), _("Column"), _("Name in files"), _("Unit"), _("Allowed"), _("Needed")),
        _("Meaning"),
    )
    sheet.append(head)
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for table in (PLACES, CLIMATE):
        for column in shown(table):
            row = column.variable
            sheet.append(
                [
                    table,
                    header(column.name),
                    row.name,
                    unit_words(row),
                    allowed_words(row, column.choices),
                    need_words(column.need),
                    _(row.about),
                ]
            )
    for letter, width in zip("ABCDEFG", (10, 34, 24, 12, 30, 26, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    for cells in sheet.iter_rows(min_row=len(notes) + 3):
        cells[-1].alignment = cells[4].alignment = Alignment(wrap_text=True, vertical="top")
