"""Results of the RothC reference cases in their layout."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from fourpermille.data.atomic import write_text

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

Row = Mapping[str, object]


def write_expected(rows: Sequence[Row], folder: Path) -> Path:
    """Write ``expected.csv``: one row a case and month."""
    return _write(folder / "expected.csv", EXPECTED, rows)


def write_initial(rows: Sequence[Row], folder: Path) -> Path:
    """Write ``initial.csv``: one row a case and starting state."""
    return _write(folder / "initial.csv", INITIAL, rows)


def write_inverse(rows: Sequence[Row], folder: Path) -> Path:
    """Write ``inverse.csv``: one row a question with its answer."""
    return _write(folder / "inverse.csv", INVERSE, rows)


def _write(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([digits(row.get(name, "")) for name in columns])
    return write_text(path, text.getvalue())


def digits(value: object) -> str:
    """Text of a value with 15 significant digits; whole numbers as such, missing ones empty."""
    if value is None or value != value:
        return ""
    if isinstance(value, str):
        return value
    return f"{float(value):.{SIGNIFICANT_DIGITS}g}"  # type: ignore[arg-type]
