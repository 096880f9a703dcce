"""A canvas with a map on it, and its legend."""

from collections.abc import Sequence

import numpy as np

from fourpermille.report.drawing import palette
from fourpermille.report.drawing.editions import Look
from fourpermille.report.drawing.png import data_address, indexed_png
from fourpermille.report.drawing.svg import Canvas, path_data, short, text_width
from fourpermille.report.drawing.window import Window
from fourpermille.report.facts import Array
from fourpermille.report.numbers import position

# A country smaller than this on the drawing gets a disc, or nobody would find it.
TINY_PX = 4.0
# Rows of a grid lie wider apart on the map than in degrees: a pixel must not leave gaps.
PIXEL_OF_SPACING = 1.25


def legend(canvas: Canvas, top: float, entries: Sequence[tuple[str, str]], unit: str) -> float:
    """Draw swatches with their classes from top down; return the next free y."""
    size = canvas.size
    canvas.text(0, top + size, unit, colour=palette.SOFT)
    top += size * 1.7
    widest = max(text_width(label, size) for label, _colour in entries) + size + 16
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

    def picture(self, where: Array, number: np.ndarray, colours: tuple[str, ...]) -> None:
        """Draw many places (longitude, latitude) as one picture; a pixel takes its middle class."""
        pixels = self.place(where)
        step = max(self.scale * self.window.radians(where) * PIXEL_OF_SPACING, 1.0)
        columns = int(np.ceil(self.canvas.width / step))
        rows = int(np.ceil(self.map_height / step))
        x, y = (pixels // step).astype(int).T
        inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
        at = y[inside] * columns + x[inside]
        total = np.bincount(at, number[inside], rows * columns)
        count = np.bincount(at, minlength=rows * columns)
        image = np.zeros(rows * columns, np.uint8)
        image[count > 0] = np.rint(total[count > 0] / count[count > 0]) + 1
        png = indexed_png(image.reshape(rows, columns), colours)
        self.canvas.add(
            f'<image width="{short(columns * step)}" height="{short(rows * step)}" '
            f'preserveAspectRatio="none" style="image-rendering:pixelated" '
            f'href="{data_address(png)}"/>'
        )

    def ground(self) -> None:
        """Lay out a plain sheet with coordinates, where outlines are too coarse to help."""
        w, size = self.window, self.canvas.size
        self.canvas.rect(0, 0, self.canvas.width, self.map_height, palette.FAINT)
        x, y = 6.0, self.map_height - 8
        corners = ((w.south, w.west, x, y, "start"), (w.north, w.east, None, size + 6, "end"))
        for latitude, longitude, left, top, anchor in corners:
            at = self.canvas.width - x if left is None else left
            text = position(latitude, longitude)
            self.canvas.text(at, top, text, colour=palette.SOFT, anchor=anchor)

    def finish(self, entries: Sequence[tuple[str, str]], unit: str) -> str:
        """Add the legend and return the drawing, cut to its height."""
        # What reaches beyond the map must not show below it.
        self.canvas.rect(0, self.map_height, self.canvas.width, self.map_height, palette.PAPER)
        self.canvas.height = legend(self.canvas, self.map_height + 10, entries, unit) + 2
        return self.canvas.svg()
