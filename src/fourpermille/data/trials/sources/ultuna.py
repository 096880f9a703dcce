"""The frame trial of Ultuna: stocks of fifteen treatments, of which twelve go on after 1956."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from pathlib import Path
from typing import Any

from fourpermille.data.trials.base import (
    EQUAL_MASS,
    ESTIMATED,
    MEASURED,
    TRIAL_SOURCES,
    TrialSource,
    number,
    rows_of,
)

FILE = "ultuna_1956_2017.csv"
START = 1956  # one value for all treatments, of the field before the trial
DEPTH_CM = 20.0  # about, at equal soil mass


def read(paths: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Rows of the years with a stock."""
    path = paths[FILE]
    found = []
    for line, row in enumerate(rows_of(path, ("treatment", "year", "soc_t_ha")), start=2):
        stock, year = number(row, "soc_t_ha", path, line), number(row, "year", path, line)
        if isnan(stock):
            continue
        found.append(
            {
                "trial": "Ultuna frame trial",
                "site": "Ultuna",
                "treatment": row["treatment"],
                "plot": "",
                "land_use": "arable",
                "year": year,
                "soc_stock_tc_ha": stock,
                "depth_top_cm": 0.0,
                "depth_bottom_cm": DEPTH_CM,
                "basis": EQUAL_MASS,
                "measured_status": ESTIMATED if year == START else MEASURED,
            }
        )
    return found


TRIAL_SOURCES.register("ultuna")(TrialSource("Ultuna frame trial", "lte_ultuna", (FILE,), read))
