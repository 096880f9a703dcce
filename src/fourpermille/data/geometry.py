"""Area and centre of shapes on the Earth, in an equal-area projection around each shape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fourpermille.core.errors import MissingExtraError
from fourpermille.core.i18n import _
from fourpermille.data.wkb import Shape

M2_PER_HA = 10_000.0
GEOGRAPHIC = ("EPSG:4326", "OGC:CRS84")


def to_degrees(shape: Shape, crs: str | None) -> Shape:
    """The shape in longitude and latitude (WGS 84); no CRS means it is so already."""
    if crs is None or crs.upper() in GEOGRAPHIC:
        return shape
    change = _pyproj().Transformer.from_crs(crs, GEOGRAPHIC[0], always_xy=True)
    points = tuple(change.transform(x, y) for x, y in shape.points)
    polygons = tuple(
        tuple(np.column_stack(change.transform(ring[:, 0], ring[:, 1])) for ring in rings)
        for rings in shape.polygons
    )
    return Shape(points, polygons)


def centre_and_area(shape: Shape) -> tuple[float, float, float]:
    """Latitude, longitude (degrees) and area (ha) of a shape in degrees.

    Points have no area (NaN) and their mean is the centre; an empty shape gives NaN three times.
    """
    if shape.polygons:
        return _of_polygons(shape)
    if not shape.points:
        return math.nan, math.nan, math.nan
    longitude, latitude = np.mean(shape.points, axis=0)
    return float(latitude), float(longitude), math.nan


def _of_polygons(shape: Shape) -> tuple[float, float, float]:
    vertices = np.concatenate([rings[0] for rings in shape.polygons])
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    lon0, lat0 = (low + high) / 2
    plane = _pyproj().Transformer.from_crs(
        GEOGRAPHIC[0],
        f"+proj=laea +lat_0={lat0:.9f} +lon_0={lon0:.9f} +datum=WGS84 +units=m",
        always_xy=True,
    )
    area, moment = 0.0, np.zeros(2)
    for rings in shape.polygons:
        for index, ring in enumerate(rings):
            xy = np.column_stack(plane.transform(ring[:, 0], ring[:, 1]))
            size, centre = _ring(xy)
            sign = 1.0 if index == 0 else -1.0  # further rings are holes
            area += sign * size
            moment += sign * size * centre
    if area <= 0:
        return float(lat0), float(lon0), math.nan
    longitude, latitude = plane.transform(*(moment / area), direction="INVERSE")
    return float(latitude), float(longitude), area / M2_PER_HA


def _ring(xy: np.ndarray) -> tuple[float, np.ndarray]:
    """Area (positive whatever the direction) and centroid of a closed ring, by Green's theorem."""
    (x, y), (x1, y1) = xy[:-1].T, xy[1:].T
    cross = x * y1 - x1 * y
    doubled = cross.sum()
    if doubled == 0:
        return 0.0, xy.mean(axis=0)
    centre = np.array([((x + x1) * cross).sum(), ((y + y1) * cross).sum()]) / (3 * doubled)
    return abs(doubled) / 2, centre


def _pyproj() -> Any:
    try:
        import pyproj  # optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("areas and map projections")) from error
    return pyproj
