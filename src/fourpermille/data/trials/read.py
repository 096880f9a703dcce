"""The base of trials: every source that is here, in common columns, and which are not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import DataUnavailableError, InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.variables import describe
from fourpermille.data.catalogue.load import entry
from fourpermille.data.catalogue.locate import place_of
from fourpermille.data.sample import sample_path
from fourpermille.data.trials.base import (
    COLUMNS,
    MEANINGS,
    OPTIONAL,
    TRIAL_SOURCES,
    TrialSource,
    chosen,
)

NUMBERS = ("year", *OPTIONAL, "soc_stock_tc_ha", "depth_top_cm", "depth_bottom_cm")
SAMPLE_OF = {"rothamsted_sample": "rothamsted"}  # not shown where the whole is here


def paths_of(one: TrialSource) -> dict[str, Path] | None:
    """Paths of the files of a source by name; None where one isn't on this machine."""
    if not one.dataset:
        return {name: sample_path(name) for name in one.files}
    known = {file.basename: file for file in entry(one.dataset).files}
    found = {name: place_of(entry(one.dataset), known[name]) for name in one.files}
    if any(path is None for path in found.values()):
        return None
    return {name: path for name, path in found.items() if path is not None}


def read_source(id: str) -> list[dict[str, Any]]:
    """Rows of one source; DataUnavailableError where its files aren't here."""
    one = TRIAL_SOURCES.get(id)
    paths = paths_of(one)
    if paths is None:
        raise DataUnavailableError(
            Problem(
                what=_("the files of these trials are not on this machine"),
                found=one.title,
                todo=_("See: {command}").format(command=f"4p1000 data info {one.dataset}"),
            )
        )
    return [{**row, "source": id, "kind": one.kind} for row in one.read(paths)]


def read_trials(sources: str | Iterable[str] | None = None) -> tuple[xr.Dataset, dict[str, str]]:
    """Stocks of trials (observation), and the sources that aren't here: their titles by id.

    ``sources``: ids, or one; all if None. Raises UnknownNameError, InputError for an empty list or
    files that can't be read, and DataUnavailableError where none of the sources is here.
    """
    wanted = chosen("sources", sources, TRIAL_SOURCES.names())
    here = [id for id in wanted if paths_of(TRIAL_SOURCES.get(id)) is not None]
    missing = {id: TRIAL_SOURCES.get(id).title for id in wanted if id not in here}
    if sources is None:
        here = [id for id in here if SAMPLE_OF.get(id) not in here]
    if not here:
        raise DataUnavailableError(
            Problem(
                what=_("the files of these trials are not on this machine"),
                found=", ".join(missing.values()),
            )
        )
    return table([row for id in here for row in read_source(id)]), missing


def table(rows: list[dict[str, Any]]) -> xr.Dataset:
    """Rows as arrays on ``observation``; a stock below zero is refused."""
    out = xr.Dataset(
        {
            name: (
                "observation",
                np.array(
                    [row.get(name, np.nan) if name in OPTIONAL else row[name] for row in rows],
                    dtype=float if name in NUMBERS else object,
                ),
            )
            for name in COLUMNS
        }
    )
    wrong = np.flatnonzero(out["soc_stock_tc_ha"].values < 0.0)
    if wrong.size:
        row = rows[int(wrong[0])]
        raise InputError(
            Problem(
                what=_("a stock below zero"),
                file=str(row["source"]),
                column="soc_stock_tc_ha",
                found=f"{row['trial']}, {row['treatment']}, {row['year']:g}",
            )
        )
    out = describe(out)
    for name, meaning in MEANINGS.items():
        out[name].attrs = {"long_name": meaning}
    out["years_since_start"].attrs["units"] = "year"
    return out
