"""What a grid holds, found without answering it: cells that count, months, gaps."""

from __future__ import annotations

from typing import Any

from fourpermille.api.blocks.source import KEPT_BYTES, open_source, read_block
from fourpermille.api.blocks.tiling import Tiling
from fourpermille.core.scenario import Scenario


def count_grid(scenario: Scenario) -> dict[str, Any]:
    """Count the cells of a grid as ``validate`` counts places.

    A grid that fits in memory is read and checked as a run would do. Of a larger one only the
    heads of its files are read: every cell counts then, and gaps are not known.

    Raises InputError, DataUnavailableError.
    """
    from fourpermille.api.places import resolve_places  # slow import
    from fourpermille.api.validation import count
    from fourpermille.soil.base import SOIL_MODELS

    ds = open_source(scenario)
    rows, columns = ds.sizes["lat"], ds.sizes["lon"]
    months = int(ds.sizes.get("month", 0))
    given = sorted(map(str, ds.data_vars))
    if ds.nbytes > KEPT_BYTES:
        return {"places": rows * columns, "months": months, "given": given}
    needs = SOIL_MODELS.get(scenario.soil.model).needs
    total: dict[str, Any] = {"places": 0, "months": months, "given": given}
    missing: dict[str, int] = {}
    for block in Tiling.of(rows, columns):
        cells = read_block(ds, block, scenario)
        if not cells.ds.sizes["cell"]:
            continue
        found = count(resolve_places(cells.ds, scenario, is_part=True))
        total["places"] += found["places"]
        total["defaults"] = found["defaults"]
        for name, number in found["missing"].items():
            if name in needs:
                missing[name] = missing.get(name, 0) + number
    return {**total, "missing": dict(sorted(missing.items()))}
