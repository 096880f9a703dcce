"""Templates as CSV, in the manner of the spreadsheet programs of each language."""

from __future__ import annotations

import csv
from pathlib import Path

from fourpermille.core.i18n import NUMBER_STYLES, current_language
from fourpermille.core.scenario.columns import header, shown
from fourpermille.data.template.example import rows


def write_csv(table: str, path: Path) -> None:
    """Write headers and example rows; with decimal commas and semicolons in French and Spanish."""
    comma = NUMBER_STYLES[current_language()].decimal == ","
    # The byte-order mark makes spreadsheet programs read UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";" if comma else ",", lineterminator="\n")
        writer.writerow([header(column.name) for column in shown(table)])
        for row in rows(table):
            writer.writerow([_cell(value, comma) for value in row])


def _cell(value: object, comma: bool) -> str:
    text = str(value)
    return text.replace(".", ",") if comma and isinstance(value, float) else text
