"""Run a run folder again and compare."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from fourpermille.api.run_folder import SCENARIO
from fourpermille.core.errors import DataUnavailableError, Problem
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    from fourpermille.core.progress import Progress

TABLES = "tables"


@dataclass(frozen=True)
class Reproduction:
    """Whether the tables came out byte for byte, or the first cell that did not."""

    folder: str
    identical: bool
    compared: tuple[str, ...]
    file: str | None = None
    row: int | None = None
    column: str | None = None
    before: str | None = None
    after: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return {
            "folder": self.folder,
            "identical": self.identical,
            "compared": list(self.compared),
            "difference": None
            if self.identical
            else {
                "file": self.file,
                "row": self.row,
                "column": self.column,
                "before": self.before,
                "after": self.after,
            },
        }

    def to_text(self) -> str:
        """Return the answer in words."""
        if self.identical:
            return _("identical: {count} tables, byte by byte").format(count=len(self.compared))
        where = [self.file or ""]
        if self.row is not None:
            where.append(_("row {row}").format(row=self.row))
        if self.column is not None:
            where.append(_("column {column}").format(column=self.column))
        text = _("different: {where}: {before} before, {after} now")
        return text.format(where=", ".join(where), before=self.before, after=self.after)


def reproduce(folder: str | Path, *, progress: Progress | None = None) -> Reproduction:
    """Run the frozen scenario of a run folder again and compare ``tables`` byte by byte.

    Nothing is written into the folder. Raises DataUnavailableError if it is no run folder or a
    file that it reads is gone.
    """
    from fourpermille.api.run import run  # slow import

    place = Path(folder)
    scenario = place / SCENARIO
    if not scenario.is_file() or not (place / TABLES).is_dir():
        raise DataUnavailableError(
            Problem(
                what=_("this is no run folder"),
                file=str(folder),
                allowed=_("a folder with scenario.toml and tables"),
            )
        )
    with TemporaryDirectory() as scratch:
        again = Path(scratch) / "again"
        run(scenario, again, progress=progress, report=False)
        return compare_tables(place, again)


def compare_tables(before: Path, after: Path) -> Reproduction:
    """Compare the files of ``tables`` of two run folders."""
    names = sorted(
        {path.name for folder in (before, after) for path in (folder / TABLES).glob("*.*")}
    )
    for name in names:
        old, new = (folder / TABLES / name for folder in (before, after))
        if not old.is_file() or not new.is_file():
            there, gone = _("there"), _("missing")
            words = (there, gone) if old.is_file() else (gone, there)
            return Reproduction(str(before), False, tuple(names), name, None, None, *words)
        if old.read_bytes() != new.read_bytes():
            return _first_difference(before, tuple(names), old, new)
    return Reproduction(str(before), True, tuple(names))


def _first_difference(folder: Path, names: tuple[str, ...], old: Path, new: Path) -> Reproduction:
    if old.suffix != ".csv":
        sizes = (f"{path.stat().st_size} bytes" for path in (old, new))
        return Reproduction(str(folder), False, names, old.name, None, None, *sizes)
    tables = [
        list(csv.reader(path.read_text(encoding="utf-8").splitlines())) for path in (old, new)
    ]
    header = tables[0][0] if tables[0] else []
    for number, rows in enumerate(zip_longest(*tables, fillvalue=[]), start=1):
        for index, cells in enumerate(zip_longest(*rows, fillvalue="")):
            if cells[0] != cells[1]:
                column = header[index] if index < len(header) else str(index + 1)
                return Reproduction(str(folder), False, names, old.name, number, column, *cells)
    return Reproduction(
        str(folder), False, names, old.name, None, None, _("line ends"), _("line ends")
    )
