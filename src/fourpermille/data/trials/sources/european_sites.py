"""Sixteen European long-term experiments: the stock at the start of each, no series."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fourpermille.data.trials.base import (
    FIXED_DEPTH,
    MEASURED,
    STARTS,
    TRIAL_SOURCES,
    TrialSource,
    number,
    rows_of,
)

FILE = "bruni_european_ltes_16sites.csv"


def read(paths: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Rows of the sites; the source gives neither year nor depth."""
    path = paths[FILE]
    unknown = float("nan")
    return [
        {
            "trial": row["site"],
            "site": row["site"],
            "treatment": "start",
            "plot": "",
            "land_use": "arable",
            "year": unknown,
            "soc_stock_tc_ha": number(row, "initial_soc_t_ha", path, line),
            "depth_top_cm": unknown,
            "depth_bottom_cm": unknown,
            "basis": FIXED_DEPTH,
            "measured_status": MEASURED,
        }
        for line, row in enumerate(rows_of(path, ("site", "initial_soc_t_ha")), start=2)
    ]


TRIAL_SOURCES.register("european_sites")(
    TrialSource(
        "Sixteen European experiments: starts", "lte_european_16sites", (FILE,), read, STARTS
    )
)
