"""Plots of the ley-arable experiment of Woburn, with and without manure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fourpermille.data.trials.base import (
    FIXED_DEPTH,
    MEASURED,
    TRIAL_SOURCES,
    TrialSource,
    number,
    rows_of,
    stock_of,
)

FILE = "woburn_ley_arable_1938_2009.csv"
DEPTH_CM = 25.0  # of all samples, as the source says
NEEDED = (
    *("year", "block", "main_plot", "fym_factor_level", "rotation_type", "rotation_factor_level"),
    *("bulk_density", "percent_soc"),
)


def read(paths: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Rows of all plots; the treatment is the rotation and whether manure was spread."""
    path = paths[FILE]
    return [
        {
            "trial": "Woburn ley-arable, plots",
            "site": "Woburn",
            "treatment": f"{row['rotation_factor_level']}, {row['fym_factor_level']}",
            "plot": f"{row['block']}/{row['main_plot']}",
            "land_use": row["rotation_type"],
            "year": number(row, "year", path, line),
            "soc_stock_tc_ha": stock_of(
                number(row, "percent_soc", path, line),
                number(row, "bulk_density", path, line),
                DEPTH_CM,
            ),
            "depth_top_cm": 0.0,
            "depth_bottom_cm": DEPTH_CM,
            "basis": FIXED_DEPTH,
            "measured_status": MEASURED,
        }
        for line, row in enumerate(rows_of(path, NEEDED), start=2)
    ]


TRIAL_SOURCES.register("woburn")(
    TrialSource("Woburn ley-arable: plots", "lte_rothamsted", (FILE,), read)
)
