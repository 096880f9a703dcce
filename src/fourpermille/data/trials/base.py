"""A source of trials, and the columns that all of them are brought to."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import N_, _
from fourpermille.core.registry import Registry

# One row is a stock of one treatment (or plot) in one year. A source that knows no calendar year
# may say how many years ago things changed: ``years_since_start``, missing where it says nothing.
COLUMNS = (
    *("trial", "site", "treatment", "plot", "land_use", "year", "years_since_start"),
    *(
        "soc_stock_tc_ha",
        "depth_top_cm",
        "depth_bottom_cm",
        "basis",
        "measured_status",
        "source",
        "kind",
    ),
)
OPTIONAL = ("years_since_start",)
# Words and years that the vocabulary doesn't know: too common to name columns of people's tables.
MEANINGS: Mapping[str, str] = {
    "trial": "trial, or pair of soils",
    "site": "place of the trial",
    "treatment": "treatment, in the words of the source",
    "plot": "plot, in the words of the source",
    "land_use": "land use, in the words of the source",
    "years_since_start": "years since the treatment began, where the source gives no calendar year",
    "basis": "what the stock refers to: equal soil mass or a fixed depth",
    "source": "source of trials",
    "kind": "kind of source: series, plots, pairs or starts",
}
MEASURED, ESTIMATED = "measured", "estimated"
EQUAL_MASS, FIXED_DEPTH = "equal_mass", "fixed_depth"
# Kinds of sources, never mixed: series of stocks in time; plots behind the means of such series;
# pairs of soils side by side; stocks of one time.
SERIES, PLOTS, PAIRS, STARTS = KINDS = ("series", "plots", "pairs", "starts")

Row = Mapping[str, Any]


def chosen(column: str, given: object, every: Iterable[str]) -> tuple[str, ...]:
    """Names that a person gives, each once: all if None, one if a text.

    InputError where none is named, or for what is no list of names.
    """
    if given is None:
        return tuple(every)
    if not isinstance(given, Iterable):
        raise InputError(
            Problem(what=_("a list of names is expected"), column=column, found=repr(given))
        )
    names = [given] if isinstance(given, str) else list(given)
    if not names:
        raise InputError(
            Problem(
                what=_("none is named"),
                column=column,
                allowed=", ".join(every),
                todo=_("Leave it out for all."),
            )
        )
    return tuple(name for i, name in enumerate(names) if name not in names[:i])


@dataclass(frozen=True)
class TrialSource:
    """Trials of one publication: which files of which dataset, and how they are read.

    ``dataset`` is an id of the catalogue, or "" where ``files`` ship with the package as samples.
    ``read`` gets the paths by name and returns rows with ``COLUMNS`` (``source`` and ``kind`` are
    added).
    """

    title: str
    dataset: str
    files: tuple[str, ...]
    read: Callable[[Mapping[str, Path]], list[dict[str, Any]]]
    kind: str = SERIES


TRIAL_SOURCES: Registry[TrialSource] = Registry(
    N_("source of trials"), "fourpermille.data.trials.sources", "fourpermille.trial_sources"
)


def rows_of(path: Path, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows of a CSV file; InputError where it isn't one or lacks columns."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            Problem(what=_("not a CSV file that can be read"), file=path.name, found=str(error))
        ) from error
    header = list(rows[0]) if rows else []
    lacking = [name for name in needed if name not in header]
    if lacking:
        raise InputError(
            Problem(
                what=_("columns are missing"),
                file=path.name,
                column=", ".join(lacking),
                found=", ".join(header),
            )
        )
    return rows


def number(row: Mapping[str, str], name: str, path: Path, line: int) -> float:
    """A number of a cell, NaN where it is empty; InputError with its place for other words."""
    text = (row[name] or "").strip()
    try:
        return float(text) if text else float("nan")
    except ValueError:
        raise InputError(
            Problem(what=_("not a number"), file=path.name, row=line, column=name, found=text)
        ) from None


def stock_of(percent: float, bulk_density_g_cm3: float, thickness_cm: float) -> float:
    """Stock (t C/ha) of a layer without stones: per cent times g/cm3 times cm."""
    return percent * bulk_density_g_cm3 * thickness_cm
