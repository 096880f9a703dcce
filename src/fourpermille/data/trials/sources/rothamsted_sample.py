"""The stocks of Broadbalk and Hoosfield that ship with the package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fourpermille.data.trials.base import (
    FIXED_DEPTH,
    TRIAL_SOURCES,
    TrialSource,
    number,
    rows_of,
)

FILE = "rothamsted_trials/measurements"
FIELDS = {
    "broadbalk": "Broadbalk continuous wheat",
    "hoosfield": "Hoosfield continuous barley",
}
DEPTH_CM = 23.0


def read(paths: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Rows of six treatments; the treatment is the name of the series."""
    path = paths[FILE]
    return [
        {
            "trial": FIELDS[row["series"].partition("_")[0]],
            "site": "Rothamsted",
            "treatment": row["series"],
            "plot": "",
            "land_use": "arable",
            "year": number(row, "year", path, line),
            "soc_stock_tc_ha": number(row, "soc_stock_tc_ha", path, line),
            "depth_top_cm": 0.0,
            "depth_bottom_cm": DEPTH_CM,
            "basis": FIXED_DEPTH,
            "measured_status": row["status"],
        }
        for line, row in enumerate(
            rows_of(path, ("series", "year", "soc_stock_tc_ha", "status")), start=2
        )
    ]


TRIAL_SOURCES.register("rothamsted_sample")(
    TrialSource("Broadbalk and Hoosfield, as shipped", "", (FILE,), read)
)
