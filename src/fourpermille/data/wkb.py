"""Well-known binary geometries, as GDAL hands them over: coordinates of points and polygons."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

POINT, POLYGON, MULTIPOINT, MULTIPOLYGON, COLLECTION = 1, 3, 4, 6, 7
_EWKB_Z, _EWKB_M, _EWKB_SRID = 0x80000000, 0x40000000, 0x20000000


@dataclass(frozen=True)
class Shape:
    """A geometry in plane coordinates (x, y): points, or polygons as rings (first: outline)."""

    points: tuple[tuple[float, float], ...] = ()
    polygons: tuple[tuple[np.ndarray, ...], ...] = ()


def parse_wkb(raw: bytes) -> Shape:
    """Points and polygons of a geometry (also its multi- and 3-D kinds; heights are left out).

    Raises
    ------
    ValueError
        Another kind of geometry, such as a line, or broken bytes.
    """
    try:
        shape, _end = _parse(memoryview(raw), 0)
    except struct.error as error:
        raise ValueError("broken geometry") from error
    return shape


def point_wkb(x: float, y: float) -> bytes:
    """A point as well-known binary."""
    return struct.pack("<BIdd", 1, POINT, x, y)


def _parse(raw: memoryview, at: int) -> tuple[Shape, int]:
    order = "<" if raw[at] == 1 else ">"
    (code,) = struct.unpack_from(order + "I", raw, at + 1)
    at += 5
    if code & _EWKB_SRID:
        at += 4
    kind, width = _kind(code)
    if kind == POINT:
        x, y = struct.unpack_from(order + "dd", raw, at)
        empty = x != x  # an empty point is written as NaN
        return Shape(points=() if empty else ((x, y),)), at + 8 * width
    (count,) = struct.unpack_from(order + "I", raw, at)
    at += 4
    if kind == POLYGON:
        rings = []
        for _ring in range(count):
            ring, at = _ring_at(raw, at, order, width)
            rings.append(ring)
        return Shape(polygons=(tuple(rings),) if rings else ()), at
    if kind in (MULTIPOINT, MULTIPOLYGON, COLLECTION):
        parts = []
        for _part in range(count):
            part, at = _parse(raw, at)
            parts.append(part)
        points = tuple(point for part in parts for point in part.points)
        polygons = tuple(polygon for part in parts for polygon in part.polygons)
        return Shape(points, polygons), at
    raise ValueError(f"geometry of kind {kind}")


def _kind(code: int) -> tuple[int, int]:
    """Kind of geometry and numbers per vertex, of both ways to mark a third coordinate."""
    extra = bool(code & _EWKB_Z) + bool(code & _EWKB_M)
    plain = code & 0x1FFFFFFF
    thousands, kind = divmod(plain, 1000)
    return kind, 2 + extra + (0, 1, 1, 2)[min(thousands, 3)]


def _ring_at(raw: memoryview, at: int, order: str, width: int) -> tuple[np.ndarray, int]:
    (count,) = struct.unpack_from(order + "I", raw, at)
    at += 4
    numbers = np.frombuffer(raw, dtype=order + "f8", count=count * width, offset=at)
    return numbers.reshape(count, width)[:, :2].astype(float), at + 8 * count * width
