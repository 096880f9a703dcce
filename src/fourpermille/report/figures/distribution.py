"""The share of the land that gets by with a given amount."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourpermille.report.drawing import palette
from fourpermille.report.drawing.axes import frame
from fourpermille.report.drawing.editions import Editions, Look, editions
from fourpermille.report.drawing.svg import FINEST, Canvas, Point
from fourpermille.report.facts import Array
from fourpermille.report.numbers import brief

PERCENT = 100.0
COLOURS = (palette.ACCENT, palette.WARM)


@dataclass(frozen=True)
class Landmark:
    """A value marked on the curve, and its name."""

    label: str
    value: float


def distribution_chart(
    values: Array, shares: Array, marks: Sequence[Landmark], x_label: str, y_label: str
) -> Editions:
    """Draw the cumulated share (0 to 1) over the values as steps, with one or two marks."""
    high = float(values[np.searchsorted(shares, 0.99).clip(0, values.size - 1)])
    high = max([high, *(mark.value for mark in marks)])
    low = min(0.0, float(values[0]))
    kept = values <= high

    def draw(look: Look) -> str:
        canvas = Canvas(look.width, look.height(), look.size)
        inside = frame(canvas, 0, (low, high), (0, PERCENT), x_label, y_label)
        start = (inside.x(max(low, float(values[0]))), inside.y(0.0))
        up = inside.y.many(shares[kept] * PERCENT)
        canvas.polyline(steps(start, inside.x.many(values[kept]), up), palette.ACCENT, 2.5)
        spots = [(inside.x(m.value), inside.y(_share(values, shares, m.value))) for m in marks]
        # Below the curve there is room on the right of the marks: one label above the other.
        right = max(x for x, _y in spots)
        for number, (mark, (x, y)) in enumerate(zip(marks, spots, strict=True)):
            colour = COLOURS[number]
            canvas.line((x, y), (x, inside.bottom), colour, 1.5, "3 3")
            canvas.circle(x, y, 5, colour, edge=palette.PAPER)
            below = inside.bottom - look.size * (0.7 + 1.5 * (len(marks) - 1 - number))
            text = f"{mark.label}: {brief(mark.value)}"
            canvas.text(right + 10, below, text, colour=colour, weight=600)
        return canvas.svg()

    return editions(draw)


def steps(start: Point, x: Array, y: Array) -> list[Point]:
    """Return the corners of a stair in pixels: of millions those that can be told apart."""
    before = np.concatenate([[start[1]], y[:-1]])
    corners = np.column_stack([x, before, x, y]).reshape(-1, 2)
    points = np.concatenate([[start], corners])
    seen = np.rint(points * FINEST)
    moved = np.concatenate([[True], (seen[1:] != seen[:-1]).any(axis=1)])
    return [(a, b) for a, b in points[moved].tolist()]


def _share(values: Array, shares: Array, value: float) -> float:
    """Return the share (%) at or below a value, as the curve shows it."""
    at = int(np.searchsorted(values, value, side="right"))
    return PERCENT * float(shares[at - 1]) if at else 0.0
