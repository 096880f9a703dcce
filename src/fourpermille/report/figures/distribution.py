"""The share of the land that gets by with a given amount."""

import numpy as np

from fourpermille.report.drawing import palette
from fourpermille.report.drawing.axes import frame
from fourpermille.report.drawing.editions import Editions, Look, editions
from fourpermille.report.drawing.svg import Canvas
from fourpermille.report.facts import Array
from fourpermille.report.numbers import brief

PERCENT = 100.0


def distribution_chart(
    values: Array, shares: Array, median: float, x_label: str, y_label: str, median_label: str
) -> Editions:
    """Draw the cumulated share (0 to 1) over the values as steps, with the median marked."""
    high = float(values[np.searchsorted(shares, 0.99).clip(0, values.size - 1)])
    low = min(0.0, float(values[0]))
    kept = values <= high

    def draw(look: Look) -> str:
        canvas = Canvas(look.width, look.height(), look.size)
        inside = frame(canvas, 0, (low, high), (0, PERCENT), x_label, y_label)
        points = [(inside.x(max(low, values[0])), inside.y(0))]
        before = 0.0
        for value, share in zip(values[kept], shares[kept] * PERCENT, strict=True):
            points += [(inside.x(value), inside.y(before)), (inside.x(value), inside.y(share))]
            before = share
        x, y = inside.x(median), inside.y(PERCENT / 2)
        canvas.line((inside.x.start, y), (x, y), palette.GREY, 1, "3 3")
        canvas.line((x, y), (x, inside.bottom), palette.GREY, 1, "3 3")
        canvas.polyline(points, palette.ACCENT, 2.5)
        canvas.circle(x, y, 5, palette.ACCENT, edge=palette.PAPER)
        canvas.text(x + 10, y + look.size * 1.2, f"{median_label} {brief(median)}", weight=600)
        return canvas.svg()

    return editions(draw)
