"""Stocks of the classical experiments of Rothamsted, by treatment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fourpermille.data.trials.base import (
    ESTIMATED,
    FIXED_DEPTH,
    MEASURED,
    TRIAL_SOURCES,
    TrialSource,
    number,
    rows_of,
)

FILE = "rothamsted_soc_timeseries.csv"
NEEDED = ("experiment", "site", "treatment", "plot", "year", "soc_t_ha", "status", "land_use")


def read(paths: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Rows of all experiments; start values that the source estimates say so."""
    path = paths[FILE]
    return [
        {
            "trial": row["experiment"],
            "site": row["site"],
            "treatment": row["treatment"],
            "plot": row["plot"],
            "land_use": row["land_use"],
            "year": number(row, "year", path, line),
            "soc_stock_tc_ha": number(row, "soc_t_ha", path, line),
            "depth_top_cm": number(row, "depth_top_cm", path, line),
            "depth_bottom_cm": number(row, "depth_bottom_cm", path, line),
            "basis": FIXED_DEPTH,
            "measured_status": MEASURED if row["status"] == "measured" else ESTIMATED,
        }
        for line, row in enumerate(
            rows_of(path, (*NEEDED, "depth_top_cm", "depth_bottom_cm")), start=2
        )
    ]


TRIAL_SOURCES.register("rothamsted")(
    TrialSource(
        "Rothamsted: Broadbalk, Hoosfield, Highfield, Fosters", "lte_rothamsted", (FILE,), read
    )
)
