"""Tables as CSV, with one more table that says what each column is."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from fourpermille.core.i18n import _
from fourpermille.core.variables import is_known, variable
from fourpermille.data.atomic import write_text

COLUMNS_FILE = "columns.csv"


def write_tables(frames: Mapping[str, pd.DataFrame], folder: str | Path) -> list[Path]:
    """Write ``<name>.csv`` for each frame and ``columns.csv`` with unit and meaning of columns.

    UTF-8, comma, decimal point, shortest digits that give the same number back, missing values
    empty. Meanings of columns outside the variables table stand in
    ``frame.attrs["columns"] = {column: (unit, meaning)}``.
    """
    target = Path(folder)
    written = [_write(frame, target / f"{name}.csv") for name, frame in frames.items()]
    return [*written, _write(definitions(frames), target / COLUMNS_FILE)]


def definitions(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Table, column, unit and meaning of every column of the frames."""
    rows = [
        (name, str(column), *definition(str(column), frame))
        for name, frame in frames.items()
        for column in frame.columns
    ]
    return pd.DataFrame(rows, columns=["table", "column", "unit", "label", "about"])


def definition(column: str, frame: pd.DataFrame) -> tuple[str, str, str]:
    """Unit, short label and meaning of one column."""
    given = frame.attrs.get("columns", {}).get(column)
    if given is not None:
        unit, about = given
        return str(unit), column, str(about)
    for name in (column, column.removesuffix("_source")):
        if is_known(name):
            row = variable(name)
            if name != column:
                return "", column, _("where {name} comes from: given or default").format(name=name)
            return row.units, row.label, _(row.about)
    return "", column, _general(column)


def _general(column: str) -> str:
    """Meaning of the columns that many tables share."""
    return {
        "variant": _("choice of data or convention that differs from the reference"),
        "variable": _("name of the variable"),
        "name": _("name of the figure, as in summary.json"),
        "meaning": _("what the variable is"),
        "value": _("value of the variable or figure"),
        "unit": _("unit of the value"),
        "units": _("unit of the values"),
        "source": _("where the value comes from: given, default with its table and row, computed"),
        "minimum": _("lowest value of all places"),
        "median": _("median of all places"),
        "maximum": _("highest value of all places"),
        "missing": _("number of places without a value"),
    }.get(column, "")


def _write(frame: pd.DataFrame, path: Path) -> Path:
    text = io.StringIO()
    frame.to_csv(text, index=False, lineterminator="\n")
    return write_text(path, text.getvalue())
