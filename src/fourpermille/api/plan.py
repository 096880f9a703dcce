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


def plan(
    scenario: Scenario | str | Path,
    out: str | Path | None = None,
    *,
    overrides: Sequence[str] = (),
) -> dict[str, Any]:
    """Return places, months, estimated seconds and bytes, the folder, and files that are missing.

    Reads and checks the data, so an InputError comes here rather than during the run.
    """
    from fourpermille.api.run import scenario_of
    from fourpermille.api.run_inputs import missing_files

    chosen = scenario_of(scenario, overrides)
    missing = missing_files(chosen)
    count, months = (None, None) if missing else _size(chosen)
    variants = 1 + 2 * len(chosen.sensitivity.variants if chosen.sensitivity else ())
    variants += chosen.uncertainty.draws if chosen.uncertainty else 0
    cells = count or 0
    return {
        "scenario": chosen.id,
        "places": count,
        "months": months,
        "seconds": round(START_SECONDS + CELL_SECONDS * cells * variants + REPORT_SECONDS, 1),
        "bytes": cells * BYTES_A_PLACE,
        "folder": None if out is None else str(out),
        "missing": missing,
    }


def _size(scenario: Scenario) -> tuple[int, int]:
    if scenario.is_grid:
        from fourpermille.api.blocks.counted import count_grid  # slow import

        found = count_grid(scenario)
        return found["places"], found["months"]
    from fourpermille.api.run_compute import places_of  # slow import

    ds = places_of(scenario)
    months = ds.sizes.get("time", ds.sizes.get("month", 0))
    count = 1
    for dim, size in ds.sizes.items():
        if dim not in ("time", "month"):
            count *= size
    return count, months
