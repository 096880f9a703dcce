"""Results of the RothC reference cases in their layout."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

EXPECTED = (
    "case", "step", "rm_tmp", "smd_mm", "rm_moist", "rm_pc", "dpm", "rpm", "bio", "hum", "soc",
    "co2_cum", "delta14c_total",
)  # fmt: skip
INITIAL = (
    "case", "state", "months_run", "smd_mm", "dpm", "rpm", "bio", "hum", "iom", "soc",
    "age_dpm", "age_rpm", "age_bio", "age_hum",
)  # fmt: skip
INVERSE = (
    "case", "kind", "years", "target_soc_t_ha", "result_name", "result",
    "soc_reached_by_reference",
)  # fmt: skip
SIGNIFICANT_DIGITS = 15

COLUMNS = {"expected": EXPECTED, "initial": INITIAL, "inverse": INVERSE}

Row = Mapping[str, object]


def names_of(with_answers: bool) -> list[str]:
    """Names of the tables, without their ending; ``inverse`` only where questions were asked."""
    return [name for name in COLUMNS if with_answers or name != "inverse"]


def write_cases(folder: Path, tables: Mapping[str, Sequence[Row]]) -> dict[str, Path]:
    """Write the tables, all or none; what was there under their names is put back otherwise.

    ``tables``: rows by name (expected: a case and month; initial: a case and starting state;
    inverse: a question and its answer). Returns the paths.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.csv" for name in tables}
    drafts = {name: folder / f".{name}.csv.part" for name in tables}
    moved: list[tuple[Path, Path]] = []  # what was there, and where it waits
    placed: list[Path] = []
    try:
        for name, rows in tables.items():
            drafts[name].write_text(text_of(COLUMNS[name], rows), encoding="utf-8", newline="")
        for name, path in paths.items():
            if path.exists():
                aside = folder / f".{name}.csv.old"
                path.replace(aside)
                moved.append((path, aside))
            drafts[name].replace(path)
            placed.append(path)
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        for path, aside in moved:
            aside.replace(path)
        raise
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    for _path, aside in moved:
        aside.unlink()
    return paths


def text_of(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """The CSV text of a table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([digits(row.get(name, "")) for name in columns])
    return text.getvalue()


def digits(value: object) -> str:
    """Text of a value with 15 significant digits; whole numbers as such, missing ones empty."""
    if value is None or value != value:
        return ""
    if isinstance(value, str | int):
        return str(value)
    number = float(value) + 0.0  # type: ignore[arg-type]  # -0 becomes 0
    return f"{number:.{SIGNIFICANT_DIGITS}g}"
