"""Small multiples: one panel for each series, all on the same scales."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.drawing import palette
from fourpermille.report.drawing.axes import Frame, frame
from fourpermille.report.drawing.editions import Editions, Look, editions
from fourpermille.report.drawing.svg import Canvas, wrapped
from fourpermille.report.facts import Array
from fourpermille.report.numbers import num

LONG = 120  # years from which on labels are fifty years apart


@dataclass(frozen=True)
class Panel:
    """A modelled line and measured points; ``estimated`` marks points that weren't measured.

    ``low``, ``high``: where the model expects each measurement, NaN where it says nothing.
    """

    title: str
    subtitle: str
    x: Array
    y: Array
    measured_x: Array
    measured_y: Array
    estimated: Array
    predicted: bool
    low: Array
    high: Array


def _limits(panels: Sequence[Panel]) -> tuple[tuple[float, float], tuple[float, float]]:
    xs = np.concatenate([p.x for p in panels])
    ys = np.concatenate([np.concatenate([p.y, p.measured_y, p.high]) for p in panels])
    return (float(np.nanmin(xs)), float(np.nanmax(xs))), (0.0, float(np.nanmax(ys)))


def _key(canvas: Canvas, has_interval: bool) -> float:
    """Explain the signs above the panels; return the next free y."""
    size = canvas.size
    entries = [
        ("point", palette.INK, _("measured")),
        ("ring", palette.INK, _("estimated start")),
        ("line", palette.ACCENT, _("model, input fitted")),
        ("dash", palette.WARM, _("model, predicted")),
    ]
    if has_interval:
        entries.append(("thin", palette.GREY, _("90 % interval for a measurement")))
    x, y = 0.0, size * 1.1
    for sign, colour, label in entries:
        needed = 34 + len(label) * size * 0.54 + 12
        if x > 0 and x + needed > canvas.width:
            x, y = 0.0, y + size * 1.6
        if sign == "point":
            canvas.circle(x + 12, y - size * 0.33, 4, colour)
        elif sign == "ring":
            canvas.circle(x + 12, y - size * 0.33, 4, palette.PAPER, edge=colour)
        else:
            dash = "7 4" if sign == "dash" else ""
            width = 1 if sign == "thin" else 3
            canvas.line((x, y - size * 0.33), (x + 24, y - size * 0.33), colour, width, dash)
        canvas.text(x + 30, y, label)
        x += needed
    return y + size * 1.2


def _panel(canvas: Canvas, inside: Frame, panel: Panel) -> None:
    colour = palette.WARM if panel.predicted else palette.ACCENT
    points = [(inside.x(x), inside.y(y)) for x, y in zip(panel.x, panel.y, strict=True)]
    canvas.polyline(points, colour, 2.5, "7 4" if panel.predicted else "")
    for x, low, high in zip(panel.measured_x, panel.low, panel.high, strict=True):
        if np.isfinite(low):
            canvas.line((inside.x(x), inside.y(low)), (inside.x(x), inside.y(high)), palette.GREY)
    for x, y, guess in zip(panel.measured_x, panel.measured_y, panel.estimated, strict=True):
        if np.isfinite(y):
            fill = palette.PAPER if guess else palette.INK
            tip = f"{num(x, 0, group=False)}: {num(y, 1)}"
            canvas.circle(inside.x(x), inside.y(y), 3.5, fill, tip, edge=palette.INK)


def panel_chart(panels: Sequence[Panel], x_label: str, y_label: str) -> Editions:
    """Draw the panels in one column on a phone and in two elsewhere."""
    x_range, y_range = _limits(panels)
    step = 50 if x_range[1] - x_range[0] > LONG else 20
    first, last = ceil(x_range[0] / step) * step, int(x_range[1] // step) * step
    ticks = [float(t) for t in range(first, last + 1, step)]
    has_interval = any(np.isfinite(p.low).any() for p in panels)

    def draw(look: Look) -> str:
        columns = 1 if look.small or len(panels) == 1 else 2
        gap = 28.0
        width = (look.width - gap * (columns - 1)) / columns
        height = width * 0.72
        canvas = Canvas(look.width, 0, look.size)
        # Bold letters are wider than the estimate.
        titles = [wrapped(p.title, width * 0.84, look.size) for p in panels]
        heads = [
            look.size * (1.3 * max(len(t) for t in titles[i : i + columns]) + 2.0)
            for i in range(0, len(panels), columns)
        ]
        top = _key(canvas, has_interval)
        canvas.height = top + len(heads) * height + sum(heads)
        for i, panel in enumerate(panels):
            left = (i % columns) * (width + gap)
            row_number = i // columns
            y = top + row_number * height + sum(heads[:row_number])
            head = heads[row_number]
            for row, line in enumerate(titles[i]):
                canvas.text(left, y + look.size * 1.3 * (row + 0.9), line, weight=600)
            below = y + look.size * 1.3 * (len(titles[i]) + 0.9)
            canvas.text(left, below, panel.subtitle, colour=palette.SOFT)
            inside = frame(
                canvas,
                y + head - look.size * 0.3,
                (x_range[0] - 2, x_range[1] + 2),
                y_range,
                x_label if i >= len(panels) - columns else "",
                y_label,
                x_ticks=ticks,
                bottom=y + head + height,
                left=left,
                right=left + width,
            )
            _panel(canvas, inside, panel)
        return canvas.svg()

    return editions(draw)
