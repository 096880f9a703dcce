"""The grid of a scenario checked as a run would: all of it, or its first cells if it is large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fourpermille.core.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

MOST_BYTES = 4 * 1024 * 1024 * 1024  # read at most, in blocks; beyond, the rest is left to the run


def check_grid(scenario: Scenario) -> dict[str, Any]:
    """Return counts of the cells that the mask keeps, and where each variable comes from.

    ``blocks_checked`` of ``blocks``: a grid of many blocks is read up to a limit. Raises InputError
    for data that can't be used, MissingVariableError for what nobody gives.
    """
    from fourpermille.api.blocks.source import open_source, read_block  # slow import
    from fourpermille.api.blocks.tiling import Tiling
    from fourpermille.api.places import resolve_places

    ds = open_source(scenario)
    cut = Tiling.of(ds.sizes["lat"], ds.sizes["lon"])
    counts: dict[str, Any] = {
        "places": 0,
        "months": int(ds.sizes.get("time", ds.sizes.get("month", 0))),
        "masked": 0,
        "blocks": len(cut),
        "blocks_checked": 0,
        "given": [],
        "defaults": {},
        "missing": {},
    }
    share = MOST_BYTES / max(ds.nbytes / len(cut), 1)
    for block in cut:
        if counts["blocks_checked"] >= share and counts["places"]:
            break
        cells = read_block(ds, block, scenario)
        counts["blocks_checked"] += 1
        counts["masked"] += cells.masked
        if cells.ds.sizes["cell"]:
            _add(counts, resolve_places(cells.ds, scenario, is_part=True), scenario.soil.model)
    return counts


def _add(counts: dict[str, Any], places: xr.Dataset, model: str) -> None:
    """Add the places of a block to the counts; gaps are those of what an answer needs."""
    from fourpermille.api.validation import count
    from fourpermille.soil.base import SOIL_MODELS  # slow import

    found = count(places)
    counts["places"] += found["places"]
    counts["given"] = sorted({*counts["given"], *_from_files(places)})
    counts["defaults"] |= found["defaults"]
    needs = SOIL_MODELS.get(model).needs
    for name, number in found["missing"].items():
        if name not in needs:
            continue
        counts["missing"][name] = counts["missing"].get(name, 0) + number


def _from_files(places: xr.Dataset) -> list[str]:
    """Variables that came out of the files of the grid."""
    sources = {str(n): str(places[n].attrs.get("source", "given")) for n in places.data_vars}
    return [n for n, text in sources.items() if not text.startswith(("default", "computed"))]
