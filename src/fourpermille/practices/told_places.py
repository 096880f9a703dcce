"""Why places have no answer, and what else they ask for, in English as attributes are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from fourpermille.practices.places import words
from fourpermille.practices.schema import Practice
from fourpermille.soil.annual_map import Array
from fourpermille.soil.labels import Cells

PADDY = "paddy_modifier"  # what says that rice is flooded here


def told_of_places(
    cells: Cells, practices: Sequence[Practice], changes: Mapping[str, Array], kept: Array
) -> dict[str, str]:
    """By method: places where the practice doesn't belong, zones without factor, flooded rice.

    ``changes`` (years, places) by method; ``kept`` is missing where a practice doesn't belong.
    """
    outside = int(np.isnan(kept).sum())
    every = []
    if outside:
        every.append(f"land use or climate zone where it does not belong: {outside} places")
    if _flooded(cells) and any(
        given.kind == "plant" for one in practices for given in one.levers.inputs
    ):
        every.append("straw in flooded rice raises methane, see rice_ch4")
    out = {}
    for method, change in changes.items():
        own = list(every)
        if method == "ipcc" and all(one.ipcc for one in practices):
            own += _zones(words(cells, "climate_zone"), np.isnan(change[-1]) & ~np.isnan(kept))
        out[method] = "; ".join(own)
    return out


def _zones(zones: list[str] | None, gaps: Array) -> list[str]:
    """Climate zones of places without an answer."""
    if zones is None:
        return []
    found = [zone for zone, gap in zip(zones, gaps, strict=True) if gap]
    named = ", ".join(dict.fromkeys(filter(None, found)))
    unknown = found.count("")
    return [
        *([f"no answer in the climate zones: {named}"] if named else []),
        *([f"no climate zone: {unknown} places"] if unknown else []),
    ]


def _flooded(cells: Cells) -> bool:
    """Whether the data say that rice is grown under water anywhere."""
    ds = cells.dataset
    return PADDY in ds and bool((ds[PADDY] < 1).any())
