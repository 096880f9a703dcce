"""Text tables: comma, semicolon or tab between cells, UTF-8 or the older Windows encoding."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.data.problems import Problems
from fourpermille.data.readers import READERS
from fourpermille.data.table import Table, Tables, make_table

NO_TEXT = (b"PK\x03\x04", b"\x89PNG", b"%PDF", b"\xd0\xcf\x11\xe0")  # zip, image, PDF, old Office
SEPARATORS = (";", "\t", ",")
NAMES = {";": lambda: _("semicolon"), "\t": lambda: _("tab"), ",": lambda: _("comma")}


@READERS.register("delimited")
class DelimitedReader:
    """CSV and its relatives."""

    extensions = (".csv", ".tsv", ".tab", ".txt")

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether the first bytes look like text."""
        if path.is_dir() or head.startswith(NO_TEXT):
            return False
        return head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" not in head

    def read(self, path: Path) -> Tables:
        """The one table of a text file."""
        return Tables(read_delimited(path))


def read_delimited(path: Path) -> Table:
    """Headers and cells (all text) of a text table; row numbers are lines of the file."""
    text = decode(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = _separator(text)
    if first.lower().startswith("sep="):  # what Excel writes to announce the separator
        separator = first[4:5] or separator
    numbered = _numbered_rows(path, text, separator)
    table = make_table(path.name, (row for row in numbered if not _announces(row[1])))
    _refuse_other_separator(table, separator)
    return table


def _refuse_other_separator(table: Table, separator: str) -> None:
    """Raise InputError for rows of a single cell that holds another separator."""
    problems = Problems(table.label)
    for number, row in zip(table.row_numbers, table.rows, strict=True):
        first = str(row[0] or "")
        others = [one for one in SEPARATORS if one != separator and one in first]
        if others and number in table.short_rows and not any(row[1:]):
            problems.add(
                _("another separator than in the header"),
                row=number,
                column=table.headers[0],
                found=first,
                allowed=NAMES[separator](),
            )
    problems.raise_if_any()


def decode(path: Path) -> str:
    """Text of a file in UTF-8 (with or without byte-order mark), UTF-16 or Windows-1252.

    Raises
    ------
    InputError
        The file holds zero bytes: it is no text.
    """
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    if b"\0" in raw:
        raise InputError(
            Problem(
                what=_("the file is no text"),
                file=path.name,
                found=_("bytes of value zero"),
                allowed=_("text in UTF-8 or Windows-1252"),
                todo=_("Save the table as CSV, or give the file its true extension."),
            )
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """The separator that occurs most in the header outside quotation marks."""
    lines = (line for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#")
    header = next(lines, "")
    bare = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=bare.count) if any(s in bare for s in SEPARATORS) else ","


def _numbered_rows(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row or [""]
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            Problem(
                what=_("the table can't be read"),
                file=path.name,
                row=line,
                todo=_("Check the quotation marks from this row on."),
            )
        ) from error


def _announces(row: list[str]) -> bool:
    """Whether a row is Excel's announcement of the separator, ``sep=;``."""
    return row[0].lower().startswith("sep=") and not any(row[1:])
