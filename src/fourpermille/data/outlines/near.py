"""Whether a position can belong to a country, by the boxes around the parts of its outline."""

from __future__ import annotations

from functools import cache

from fourpermille.data.outlines import load_outlines

Box = tuple[float, float, float, float]
ROUND = 360.0


@cache
def boxes_of(iso3: str) -> tuple[Box, ...]:
    """West, south, east and north (degrees) of each part; none where no outline is shipped."""
    boxes = []
    for ring in load_outlines().get(iso3, []):
        longitudes, latitudes = zip(*ring, strict=True)
        boxes.append((min(longitudes), min(latitudes), max(longitudes), max(latitudes)))
    return tuple(boxes)


def is_near(boxes: tuple[Box, ...], longitude: float, latitude: float, margin_deg: float) -> bool:
    """Whether a position (degrees) lies in a box or less than the margin beside it."""
    return any(
        south - margin_deg <= latitude <= north + margin_deg
        and (longitude - west + margin_deg) % ROUND <= east - west + 2 * margin_deg
        for west, south, east, north in boxes
    )
