"""Lines over time, with points where something was measured."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourpermille.report.drawing import palette
from fourpermille.report.drawing.axes import frame, legend
from fourpermille.report.drawing.editions import Editions, Look, editions
from fourpermille.report.drawing.scale import is_flat, nice_ticks
from fourpermille.report.drawing.svg import Canvas
from fourpermille.report.facts import Array


@dataclass(frozen=True)
class Line:
    """One line of a chart; values that are NaN leave a gap."""

    label: str
    x: Array
    y: Array
    colour: str
    dash: str = ""
    width: float = 2.5


@dataclass(frozen=True)
class Mark:
    """A vertical mark with a short word, for instance the end of the target period."""

    x: float
    label: str


def _range(lines: Sequence[Line], from_zero: bool) -> tuple[float, float]:
    values = np.concatenate([line.y[np.isfinite(line.y)] for line in lines])
    if not values.size:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    if from_zero:
        return min(low, 0.0), high
    margin = (abs(high) or 1.0 if is_flat(low, high) else high - low) * 0.12
    return low - margin, high + margin


def _ticks(x_range: tuple[float, float], count: int) -> Sequence[float] | None:
    """Round values between the ends; None where fewer than two lie there."""
    low, high = x_range
    inside = [tick for tick in nice_ticks(low, high, count) if low <= tick <= high]
    return inside if len(inside) > 1 else None


def line_chart(
    lines: Sequence[Line],
    x_label: str,
    y_label: str,
    *,
    marks: Sequence[Mark] = (),
    from_zero: bool = False,
    x_ticks: Sequence[float] | None = None,
) -> Editions:
    """Draw lines in one frame, with a legend above and labels with units.

    The axis ends where the lines do: a year beyond them would look like one without an answer.
    """
    x_range = (
        float(min(line.x.min() for line in lines)),
        float(max(line.x.max() for line in lines)),
    )

    def draw(look: Look) -> str:
        canvas = Canvas(look.width, 0, look.size)
        top = 0.0
        if len(lines) > 1:
            entries = [(line.label, line.colour, line.dash) for line in lines]
            top = legend(canvas, 0, look.size * 1.1, entries) - look.size * 0.4
        canvas.height = top + look.height()
        ticks = _ticks(x_range, 4 if look.small else 6) if x_ticks is None else x_ticks
        inside = frame(
            canvas, top, x_range, _range(lines, from_zero), x_label, y_label, x_ticks=ticks
        )
        for mark in marks:
            x = inside.x(mark.x)
            canvas.line((x, inside.y.end), (x, inside.bottom), palette.GREY, 1, "3 3")
            canvas.text(x + 6, inside.y.end + look.size * 0.9, mark.label, colour=palette.SOFT)
        for line in lines:
            ok = np.isfinite(line.y)
            points = [
                (inside.x(x), inside.y(y)) for x, y in zip(line.x[ok], line.y[ok], strict=True)
            ]
            canvas.polyline(points, line.colour, line.width, line.dash)
        return canvas.svg()

    return editions(draw)
