"""Outlines of countries for small maps (Natural Earth 1:110m, public domain)."""

import json
from functools import cache
from importlib.resources import files

Ring = list[tuple[float, float]]

HUNDREDTHS = 100


@cache
def load_outlines() -> dict[str, list[Ring]]:
    """Read the closed rings of (longitude, latitude) in degrees of each ISO3 code.

    Fill them by the even-odd rule: a hole is a ring of its own. Small islands have no outline.
    """
    path = files("fourpermille.data.outlines") / "countries_110m.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    return {iso3: [_points(ring) for ring in rings] for iso3, rings in stored.items()}


def _points(ring: list[int]) -> Ring:
    """Pairs in degrees from the flat list of whole hundredths."""
    return [(x / HUNDREDTHS, y / HUNDREDTHS) for x, y in zip(ring[::2], ring[1::2], strict=True)]
