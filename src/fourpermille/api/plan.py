"""What a run would do, without doing it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fourpermille.core.scenario import Scenario

# Measured on two cores: reading and starting, then each place of each variant, then the report.
START_SECONDS, CELL_SECONDS, REPORT_SECONDS = 2.0, 5e-5, 3.0
BYTES_A_PLACE = 101 * 8 * 5
BYTES_A_CELL = 7 * 8 * 5  # of a grid: the years shown only
SECONDS_A_MINUTE = 60


def plan(
    scenario: Scenario | str | Path,
    out: str | Path | None = None,
    *,
    overrides: Sequence[str] | str = (),
) -> dict[str, Any]:
    """Return places, months, estimated time and bytes, the folder, and files that are missing.

    Reads and checks the data, so an InputError comes here rather than during the run. ``places``
    of a grid are the cells that its mask keeps (None where counting them would mean reading more
    than fits into the memory; time and bytes are then those of all ``grid_cells``); ``blocks`` is
    0 for what is no grid.
    """
    from fourpermille.api.run import scenario_of
    from fourpermille.api.run_claim import plain_folder
    from fourpermille.api.run_inputs import missing_files

    chosen = scenario_of(scenario, overrides)
    if out is not None:
        plain_folder(Path(out))
    missing = missing_files(chosen)
    size: dict[str, Any] = {"places": None, "months": None, "blocks": 0, "grid_cells": 0}
    if not missing:
        size |= _grid_size(chosen) if chosen.is_grid else _size(chosen)
    variants = 1 + 2 * len(chosen.sensitivity.variants if chosen.sensitivity else ())
    variants += chosen.uncertainty.draws if chosen.uncertainty else 0
    cells = size["grid_cells"] if size["places"] is None else size["places"]
    seconds = START_SECONDS + CELL_SECONDS * cells * variants + REPORT_SECONDS
    return {
        "scenario": chosen.id,
        **size,
        "seconds": round(seconds, 1),
        "minutes": round(seconds / SECONDS_A_MINUTE, 1),
        "bytes": cells * (BYTES_A_CELL if chosen.is_grid else BYTES_A_PLACE),
        "folder": None if out is None else str(out),
        "missing": missing,
    }


def _size(scenario: Scenario) -> dict[str, Any]:
    from fourpermille.api.run_compute import places_of  # slow import

    ds = places_of(scenario)
    months = ds.sizes.get("time", ds.sizes.get("month", 0))
    count = 1
    for dim, size in ds.sizes.items():
        if dim not in ("time", "month"):
            count *= size
    return {"places": count, "months": months}


def _grid_size(scenario: Scenario) -> dict[str, Any]:
    from fourpermille.api.blocks.source import KEPT_BYTES, cells_inside, lazy_source  # slow import
    from fourpermille.api.blocks.tiling import Tiling

    ds = lazy_source(scenario)
    names = ("cropland_fraction", "land_cover_class", "soc_stock_tc_ha")
    telling = ds[[name for name in names if name in ds]]
    places = None
    if telling.nbytes <= KEPT_BYTES:
        inside, _masked = cells_inside(telling.load().transpose(..., "lat", "lon"), scenario.mask)
        places = int(inside.sum())
    rows, columns = ds.sizes["lat"], ds.sizes["lon"]
    return {
        "places": places,
        "months": int(ds.sizes.get("time", ds.sizes.get("month", 0))),
        "blocks": len(Tiling.of(rows, columns)),
        "grid_cells": rows * columns,
    }
