"""The part of the world a map shows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fourpermille.report.drawing.projection import equal_earth, regional

Array = NDArray[np.float64]

# Nothing is farmed south of this, and the map gains room.
SOUTH = -57.0
# A region wider than this is drawn as a world map.
WORLD_SPAN_DEGREES = 150.0
# Half the width of all land on a globe of radius 1: what lies beyond is open ocean.
LAND_SIDE = 2.55


@dataclass(frozen=True)
class Window:
    """The part of the world that is drawn, and how it fits the canvas."""

    world: bool
    west: float
    east: float
    south: float
    north: float

    def plane(self, ring: Array) -> Array:
        """Project a ring of longitude and latitude to the plane."""
        if self.world:
            x, y = equal_earth(ring[:, 0], ring[:, 1])
        else:
            x, y = regional(ring[:, 0], ring[:, 1], (self.south + self.north) / 2)
        return np.column_stack([x, y])

    def radians(self, where: Array) -> float:
        """Return the spacing of many places: that of their rows on a grid, else a typical one."""
        rows = np.unique(np.round(where[:, 1], 6))
        if rows.size * 4 < len(where):
            return float(np.radians(np.median(np.diff(rows))))
        span = np.ptp(np.radians(where), axis=0)
        return float(np.sqrt(span[0] * span[1] / len(where)))

    def box(self) -> tuple[float, float, float, float]:
        """Return the limits of the plane: left, right, bottom, top."""
        edge = np.array(
            [
                [lon, lat]
                for lon in np.linspace(self.west, self.east, 37)
                for lat in np.linspace(self.south, self.north, 19)
            ]
        )
        p = self.plane(edge)
        if self.world:  # no land reaches the far sides of the globe
            p = p[np.abs(p[:, 0]) <= LAND_SIDE]
        return p[:, 0].min(), p[:, 0].max(), p[:, 1].min(), p[:, 1].max()


WORLD = Window(True, -180, 180, SOUTH, 80)


def window_of(longitude: Array, latitude: Array, least_degrees: float = 0.02) -> Window:
    """Choose the world, or a region with a margin around the places, so wide at least."""
    lon, lat = longitude[np.isfinite(longitude)], latitude[np.isfinite(latitude)]
    span = max(np.ptp(lon), np.ptp(lat) * 2, least_degrees)
    if span > WORLD_SPAN_DEGREES:
        return WORLD
    x, y = (lon.min() + lon.max()) / 2, (lat.min() + lat.max()) / 2
    half = span * 0.62
    wide = half / max(np.cos(np.radians(y)), 0.2)
    return Window(False, x - wide, x + wide, max(y - half * 0.62, -89), min(y + half * 0.62, 89))
