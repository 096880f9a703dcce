"""Maps: countries filled by class, or places as discs on outlines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourpermille.report.drawing import palette
from fourpermille.report.drawing.editions import Editions, Look, editions
from fourpermille.report.drawing.projection import equal_earth, regional
from fourpermille.report.drawing.svg import Canvas, path_data, text_width
from fourpermille.report.facts import Array, Outlines
from fourpermille.report.figures.classes import Classes
from fourpermille.report.numbers import num

# Nothing is farmed south of this, and the map gains room.
SOUTH = -57.0
# A region wider than this is drawn as a world map.
WORLD_SPAN_DEGREES = 150.0
# Half the width of all land on a globe of radius 1: what lies beyond is open ocean.
LAND_SIDE = 2.55
# On a window narrower than this the outlines would be a few crude lines.
COARSE_DEGREES = 5.0
# A country smaller than this on the drawing gets a disc, or nobody would find it.
TINY_PX = 4.0


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


def window_of(longitude: Array, latitude: Array) -> Window:
    """Choose the world, or a region with a margin around the places."""
    lon, lat = longitude[np.isfinite(longitude)], latitude[np.isfinite(latitude)]
    span = max(np.ptp(lon), np.ptp(lat) * 2, 0.02)
    if span > WORLD_SPAN_DEGREES:
        return WORLD
    x, y = (lon.min() + lon.max()) / 2, (lat.min() + lat.max()) / 2
    half = span * 0.62
    wide = half / max(np.cos(np.radians(y)), 0.2)
    return Window(False, x - wide, x + wide, max(y - half * 0.62, -89), min(y + half * 0.62, 89))


def legend(canvas: Canvas, top: float, entries: Sequence[tuple[str, str]], unit: str) -> float:
    """Draw swatches with their classes from top down; return the next free y."""
    size = canvas.size
    canvas.text(0, top + size, unit, colour=palette.SOFT)
    top += size * 1.7
    widest = max(text_width(label, size) for label, _colour in entries) + size + 14
    per_row = max(int(canvas.width // widest), 1)
    for i, (label, colour) in enumerate(entries):
        x, y = (i % per_row) * widest, top + (i // per_row) * size * 1.6
        canvas.rect(x, y, size, size, colour)
        canvas.text(x + size + 6, y + size * 0.86, label)
    return top + ((len(entries) - 1) // per_row + 1) * size * 1.6


class Sheet:
    """A canvas with a map on it."""

    def __init__(self, look: Look, window: Window) -> None:
        left, right, bottom, top = window.box()
        self.scale = look.width / (right - left)
        self.map_height = (top - bottom) * self.scale
        self.canvas = Canvas(look.width, self.map_height, look.size)
        self.left, self.top, self.window = left, top, window

    def place(self, ring: Array) -> Array:
        """Return a ring in pixels."""
        p = self.window.plane(ring)
        return np.column_stack(
            [(p[:, 0] - self.left) * self.scale, (self.top - p[:, 1]) * self.scale]
        )

    def visible(self, ring: Array) -> bool:
        """Say whether a ring meets the window."""
        w = self.window
        return bool(
            ring[:, 0].max() >= w.west
            and ring[:, 0].min() <= w.east
            and ring[:, 1].max() >= w.south
            and ring[:, 1].min() <= w.north
        )

    def country(self, rings: Sequence[Array], colour: str, title: str, *, valued: bool) -> None:
        """Fill a country; a disc stands for one too small to see."""
        pixels = [self.place(ring) for ring in rings if self.visible(ring)]
        if not pixels:
            return
        data = "".join(
            path_data(map(tuple, p), close=True) for p in pixels if np.ptp(p, axis=0).max() > 0.4
        )
        every = np.vstack(pixels)
        if valued and np.ptp(every, axis=0).max() < TINY_PX:
            x, y = every.mean(axis=0)
            self.canvas.circle(x, y, TINY_PX / 2, colour, title)
        else:
            self.canvas.shape(data, colour, title, edge=palette.PAPER)

    def ground(self) -> None:
        """Lay out a plain sheet with coordinates, where outlines are too coarse to help."""
        w, size = self.window, self.canvas.size
        self.canvas.rect(0, 0, self.canvas.width, self.map_height, palette.FAINT)
        x, y = 6.0, self.map_height - 8
        self.canvas.text(
            x,
            y,
            f"{_degrees(w.south, 'S', 'N')}, {_degrees(w.west, 'W', 'E')}",
            colour=palette.SOFT,
        )
        self.canvas.text(
            self.canvas.width - x,
            size + 6,
            f"{_degrees(w.north, 'S', 'N')}, {_degrees(w.east, 'W', 'E')}",
            colour=palette.SOFT,
            anchor="end",
        )

    def finish(self, entries: Sequence[tuple[str, str]], unit: str) -> str:
        """Add the legend and return the drawing, cut to its height."""
        # What reaches beyond the map must not show below it.
        self.canvas.rect(0, self.map_height, self.canvas.width, self.map_height, palette.PAPER)
        self.canvas.height = legend(self.canvas, self.map_height + 10, entries, unit) + 2
        return self.canvas.svg()


def _degrees(value: float, below: str, above: str) -> str:
    """Write a latitude or longitude with its side."""
    return f"{num(abs(value), 2)}° {below if value < 0 else above}"


def as_rings(outlines: Outlines) -> dict[str, list[Array]]:
    """Read outlines as arrays of longitude and latitude, without the far south."""
    found: dict[str, list[Array]] = {}
    for code, rings in outlines.items():
        arrays = [np.asarray(ring, float).reshape(-1, 2) for ring in rings]
        kept = [a for a in arrays if a.shape[0] >= 3 and a[:, 1].max() > SOUTH]
        if kept:
            found[code] = kept
    return found


def country_map(
    outlines: Outlines,
    values: Mapping[str, float],
    tips: Mapping[str, str],
    spots: Mapping[str, tuple[float, float]],
    classes: Classes,
    colours: tuple[str, ...],
    unit: str,
    no_data: str,
) -> Editions:
    """Draw the countries of the world filled by the class of their value.

    ``spots`` are longitude and latitude of the countries: one without an outline gets a disc.
    """
    rings = as_rings(outlines)
    entries = [*zip(classes.labels(), colours, strict=True), (no_data, palette.NO_DATA)]

    def draw(look: Look) -> str:
        sheet = Sheet(look, WORLD)
        # Without a value first, so that a neighbour's edge never covers a coloured one.
        for code in sorted(rings, key=lambda c: (c in values, c)):
            value = values.get(code)
            colour = palette.NO_DATA if value is None else colours[classes.index(value)]
            sheet.country(rings[code], colour, tips.get(code, ""), valued=value is not None)
        for code in sorted((set(values) & set(spots)) - set(rings)):
            x, y = sheet.place(np.array([spots[code]]))[0]
            colour = colours[classes.index(values[code])]
            sheet.canvas.circle(x, y, TINY_PX / 2, colour, tips.get(code, ""), edge=palette.PAPER)
        return sheet.finish(entries, unit)

    return editions(draw)


def point_map(
    outlines: Outlines,
    longitude: Array,
    latitude: Array,
    values: Array,
    tips: Sequence[str],
    classes: Classes,
    colours: tuple[str, ...],
    unit: str,
) -> Editions:
    """Draw places as discs, coloured by class, over outlines of countries."""
    rings = as_rings(outlines)
    entries = list(zip(classes.labels(), colours, strict=True))
    here = np.isfinite(longitude) & np.isfinite(latitude) & np.isfinite(values)
    window = window_of(longitude[here], latitude[here])
    coarse = window.east - window.west < COARSE_DEGREES
    radius = 5.0 if here.sum() < 200 else 2.5

    def draw(look: Look) -> str:
        sheet = Sheet(look, window)
        if coarse:
            sheet.ground()
        else:
            for code in sorted(rings):
                sheet.country(rings[code], palette.NO_DATA, "", valued=False)
        spots = sheet.place(np.column_stack([longitude[here], latitude[here]]))
        for (x, y), i in zip(spots, np.flatnonzero(here).tolist(), strict=True):
            colour = colours[classes.index(values[i])]
            sheet.canvas.circle(x, y, radius, colour, tips[i], edge=palette.INK)
        return sheet.finish(entries, unit)

    return editions(draw)
