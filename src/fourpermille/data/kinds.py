"""Which table a file holds: places, the climate of places, or measurements of trials."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from fourpermille.core.errors import InputError
from fourpermille.core.scenario.columns import CLIMATE, MEASUREMENTS, PLACES, columns
from fourpermille.data.climate import read_climate
from fourpermille.data.columns import texts_of
from fourpermille.data.complete import check_parts
from fourpermille.data.headers import understood
from fourpermille.data.problems import Problems
from fourpermille.data.read import open_source
from fourpermille.data.table import Table, Tables
from fourpermille.data.vocabulary import MONTHLY


def kind_of(path: Path) -> str:
    """``climate`` or ``measurements`` for a table of that kind, else ``places``.

    Raises DataUnavailableError or InputError for a file that no reader can open.
    """
    content = open_source(path)
    if not isinstance(content, Tables) or content.climate is not None:
        return PLACES
    headers = [header.strip().lower() for header in content.places.headers]
    if all(one.name in headers for one in columns(MEASUREMENTS) if one.need == "required"):
        return MEASUREMENTS
    found = {one.name: one for one in map(understood, *_numbered(content.places)) if one}
    steps = {name for name in found if name in MONTHLY and found[name].month is None}
    return CLIMATE if "month" in found and steps else PLACES


def check_climate(path: Path) -> dict[str, Any]:
    """Counts of a table of climate by itself: places, months, variables given.

    Raises InputError with everything that is wrong with it.
    """
    content = open_source(path)
    if not isinstance(content, Tables):
        raise InputError(path.name)
    table = content.places
    problems = Problems(path.name)
    place = next((c for c in map(understood, *_numbered(table)) if c and c.name == "place"), None)
    names = [""] if place is None else list(dict.fromkeys(texts_of(table, place)))
    series = read_climate(table, names, problems)
    check_parts(table.label, series.values, problems)
    problems.raise_if_any()
    return {
        "places": len(names),
        "months": int(np.size(series.steps)),
        "given": sorted(series.values),
        "unused_columns": ", ".join(series.unused),
    }


def measured_series(path: Path) -> list[str]:
    """Names of the series of a table of measurements, in the order of the file."""
    content = open_source(path)
    if not isinstance(content, Tables):
        return []
    table = content.places
    column = [header.strip().lower() for header in table.headers].index("series")
    return list(dict.fromkeys(str(row[column]) for row in table.rows))


def _numbered(table: Table) -> tuple[range, tuple[str, ...]]:
    return range(len(table.headers)), table.headers
