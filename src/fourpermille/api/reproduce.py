"""Run a run folder again and compare."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from fourpermille.api.run_folder import RESULTS, SCENARIO
from fourpermille.core.errors import DataUnavailableError, Problem
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    from fourpermille.api.reproduce_compare import Gap
    from fourpermille.core.progress import Progress

TABLES, SUMMARY, INPUTS = "tables", "summary.json", "inputs.json"


@dataclass(frozen=True)
class Reproduction:
    """Whether everything came out the same, or the first thing that did not.

    ``compared``: the files that were compared. ``file`` may be a file that went in and has changed
    since; nothing was run then.
    """

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
            tables = sum(name.startswith(f"{TABLES}/") for name in self.compared)
            others = [name for name in self.compared if not name.startswith(f"{TABLES}/")]
            text = _("identical: {count} tables, byte by byte, and every number of {others}")
            return text.format(count=tables, others=", ".join(others))
        where = [self.file or ""]
        if self.row is not None:
            where.append(_("row {row}").format(row=self.row))
        if self.column is not None:
            where.append(_("column {column}").format(column=self.column))
        text = _("different: {where}: {before} before, {after} now")
        return text.format(where=", ".join(where), before=self.before, after=self.after)


def reproduce(folder: str | Path, *, progress: Progress | None = None) -> Reproduction:
    """Run the frozen scenario of a run folder again and compare what comes out.

    First the files that go in are held against the checksums of ``inputs.json``. Then ``tables``
    are compared byte by byte, ``summary.json`` but for the seconds, and every value of the
    results. Nothing is written into the folder. Raises DataUnavailableError if it is no run folder
    or a file that it reads is gone.
    """
    from fourpermille.api.reproduce_inputs import changed_input  # slow import
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
    changed = changed_input(place)
    if changed is not None:
        return Reproduction(str(place), False, (INPUTS,), *changed)
    with TemporaryDirectory() as scratch:
        again = Path(scratch) / "again"
        run(scenario, again, progress=progress, report=False)
        return compare_folders(place, again)


def compare_folders(before: Path, after: Path) -> Reproduction:
    """Compare tables, summary and results of two run folders."""
    from fourpermille.api.reproduce_compare import results_gap, summary_gap, table_gap

    tables = {p.name for folder in (before, after) for p in (folder / TABLES).glob("*.*")}
    others = [SUMMARY, *RESULTS]
    names = [f"{TABLES}/{name}" for name in sorted(tables)]
    names += [name for name in others if any((one / name).exists() for one in (before, after))]
    for name in names:
        old, new = before / name, after / name
        gap: Gap | None
        if not old.exists() or not new.exists():
            there, gone = _("there"), _("missing")
            gap = (name, None, None, *((there, gone) if old.exists() else (gone, there)))
        elif name == SUMMARY:
            gap = summary_gap(old, new)
        elif name in RESULTS:
            gap = results_gap(old, new)
        else:
            gap = table_gap(old, new)
        if gap is not None:
            return Reproduction(str(before), False, tuple(names), *gap)
    return Reproduction(str(before), True, tuple(names))
