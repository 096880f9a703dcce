"""The frame of a chart: quiet horizontal rules, a baseline, labels with their unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from fourpermille.report.drawing import palette
from fourpermille.report.drawing.scale import Scale, decimals, nice_ticks
from fourpermille.report.drawing.svg import Canvas, text_width
from fourpermille.report.numbers import num


def legend(canvas: Canvas, x: float, y: float, entries: Sequence[tuple[str, str, str]]) -> float:
    """Write line samples (label, colour, dash) in rows from y down; return the next free y."""
    size = canvas.size
    at = x
    for label, colour, dash in entries:
        needed = 30 + text_width(label, size) + 14
        if at > x and at + needed > canvas.width:
            at, y = x, y + size * 1.5
        canvas.line((at, y - size * 0.33), (at + 24, y - size * 0.33), colour, 3, dash)
        canvas.text(at + 30, y, label)
        at += needed
    return y + size * 1.5


@dataclass(frozen=True)
class Frame:
    """The two scales of a chart, and the box they fill."""

    x: Scale
    y: Scale

    @property
    def bottom(self) -> float:
        """Pixel of the lower edge."""
        return self.y.start


def frame(
    canvas: Canvas,
    top: float,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    x_label: str,
    y_label: str,
    *,
    x_ticks: Sequence[float] | None = None,
    bottom: float | None = None,
    left: float = 0,
    right: float | None = None,
) -> Frame:
    """Draw rules, ticks and labels; return the scales of the inside."""
    size = canvas.size
    right = canvas.width if right is None else right
    bottom = canvas.height if bottom is None else bottom
    y_ticks = nice_ticks(*y_range, 4 if canvas.width < 500 else 5)
    digits = decimals(y_ticks)
    labels = [num(t, digits) for t in y_ticks]
    inside = left + max(text_width(label, size) for label in labels) + 10
    canvas.text(left, top + size, y_label, colour=palette.SOFT)
    y = Scale(y_ticks[0], y_ticks[-1], bottom - size * 3.1, top + size * 2.2)
    for tick, label in zip(y_ticks, labels, strict=True):
        colour = palette.GREY if tick == y_ticks[0] else palette.RULE
        canvas.line((inside, y(tick)), (right, y(tick)), colour)
        canvas.text(inside - 8, y(tick) + size * 0.35, label, anchor="end", colour=palette.SOFT)
    if x_ticks is None:
        x_ticks = nice_ticks(*x_range, 4 if canvas.width < 500 else 6)
        x_range = (x_ticks[0], x_ticks[-1])
    digits = decimals(list(x_ticks))
    last = text_width(num(x_ticks[-1], digits), size) / 2 if x_ticks[-1] == x_range[1] else 0
    x = Scale(*x_range, inside, right - last - 4)
    for tick in x_ticks:
        canvas.line((x(tick), y.start), (x(tick), y.start + 5), palette.GREY)
        canvas.text(
            x(tick),
            y.start + 5 + size,
            num(tick, digits, group=False),
            anchor="middle",
            colour=palette.SOFT,
        )
    canvas.text(
        (inside + right) / 2, bottom - size * 0.4, x_label, anchor="middle", colour=palette.SOFT
    )
    return Frame(x, y)
