"""Soils under native plants beside soils under crops or grazing: one visit each, no series."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fourpermille.data.trials.base import (
    FIXED_DEPTH,
    MEASURED,
    PAIRS,
    TRIAL_SOURCES,
    TrialSource,
    number,
    rows_of,
)

FILE = "native_vs_agricultural_soc_sites.csv"
STOCK = "30_cm_soc"
SINCE = "time_since_luc_yr"
NEEDED = ("pair_id", "site_id", "native_ag_restored", "lulc_category", STOCK, SINCE)


def read(paths: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Rows of all sites, 0-30 cm; the trial is the pair, the treatment what stands there now."""
    path = paths[FILE]
    return [
        {
            "trial": f"pair {row['pair_id']}",
            "site": row["site_id"],
            "treatment": row["native_ag_restored"],
            "plot": "",
            "land_use": row["lulc_category"],
            "year": float("nan"),
            "years_since_start": _years(row[SINCE]),
            "soc_stock_tc_ha": number(row, STOCK, path, line),
            "depth_top_cm": 0.0,
            "depth_bottom_cm": 30.0,
            "basis": FIXED_DEPTH,
            "measured_status": MEASURED,
        }
        for line, row in enumerate(rows_of(path, NEEDED), start=2)
    ]


def _years(text: str) -> float:
    """A number of years, the middle of a range ("15-20"); missing for words."""
    ends = text.strip().split("-")
    try:
        return sum(float(end) for end in ends) / len(ends)
    except ValueError:
        return float("nan")


TRIAL_SOURCES.register("native_pairs")(
    TrialSource(
        "Native and agricultural soils in pairs", "native_vs_agricultural_soc", (FILE,), read, PAIRS
    )
)
