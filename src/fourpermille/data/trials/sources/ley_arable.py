"""Plots of the ley-arable experiments of Highfield and Fosters: replicates of each rotation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fourpermille.data.trials.base import (
    FIXED_DEPTH,
    MEASURED,
    PLOTS,
    TRIAL_SOURCES,
    TrialSource,
    number,
    rows_of,
    stock_of,
)

FILES = {
    "highfield_ley_arable_plots_1948_2014.csv": "Highfield ley-arable, plots",
    "fosters_ley_arable_plots_1950_2014.csv": "Fosters ley-arable, plots",
}
NEEDED = (
    *("year", "block", "rotation_type", "rotation_factor_level_code", "soil_depth"),
    *("bulk_density", "percent_soc"),
)


def read(paths: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Rows of all plots whose depth, density and content the source gives."""
    return [row for file, trial in FILES.items() for row in _plots(paths[file], trial)]


def _plots(path: Path, trial: str) -> list[dict[str, Any]]:
    found = []
    for line, row in enumerate(rows_of(path, NEEDED), start=2):
        top, dash, bottom = row["soil_depth"].partition("-")
        if not dash:
            continue  # without a depth a content is no stock
        depth = float(bottom) - float(top)
        density, percent = (number(row, n, path, line) for n in ("bulk_density", "percent_soc"))
        found.append(
            {
                "trial": trial,
                "site": "Rothamsted",
                "treatment": row["rotation_factor_level_code"],
                "plot": row["block"],
                "land_use": row["rotation_type"],
                "year": number(row, "year", path, line),
                "soc_stock_tc_ha": stock_of(percent, density, depth),
                "depth_top_cm": float(top),
                "depth_bottom_cm": float(bottom),
                "basis": FIXED_DEPTH,
                "measured_status": MEASURED,
            }
        )
    return found


TRIAL_SOURCES.register("ley_arable")(
    TrialSource("Highfield and Fosters: plots", "lte_rothamsted", tuple(FILES), read, PLOTS)
)
