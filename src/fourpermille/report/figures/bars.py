"""Horizontal bars: places side by side, and variants against the reference."""

from collections.abc import Sequence

import numpy as np

from fourpermille.report.drawing import palette
from fourpermille.report.drawing.axes import legend
from fourpermille.report.drawing.editions import Editions, Look, editions
from fourpermille.report.drawing.scale import Scale, is_flat
from fourpermille.report.drawing.svg import Canvas, text_width, wrapped
from fourpermille.report.numbers import brief, num, signed

# Bold letters are wider than the estimate of their width.
BOLD = 1.2
# Names with many wide letters are wider than the estimate.
LETTERS = 1.12


def _cut(name: str, width: float, size: float) -> str:
    """Shorten a name that is wider than its room; the table has it whole."""
    most = max(int(width / text_width("x", size)), 2)
    return name if len(name) <= most else name[: most - 1] + "…"


def _label(canvas: Canvas, right: float, y: float, name: str) -> None:
    """Write a name that ends at ``right``, in two lines where one is too short."""
    lines = wrapped(name, right, canvas.size)
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    first = y - (len(lines) - 1) * canvas.size * 0.55
    for row, line in enumerate(lines):
        text = _cut(line, right, canvas.size)
        canvas.text(right, first + row * canvas.size * 1.1, text, anchor="end")


def bar_chart(
    names: Sequence[str], values: Sequence[float], unit: str, colour: str = palette.ACCENT
) -> Editions:
    """Draw one bar for each name, with its value at the end; a missing value has no bar."""
    top = max([v for v in values if np.isfinite(v)], default=1.0)
    low = min([v for v in values if np.isfinite(v)] + [0.0])

    def draw(look: Look) -> str:
        size = look.size
        step = size * (3.1 if look.small else 2.1)
        canvas = Canvas(look.width, size * 2 + step * len(names), size)
        canvas.text(0, size, unit, colour=palette.SOFT)
        label = 0.0
        if not look.small:
            label = min(max(text_width(n, size) for n in names) + 12, look.width * 0.4)
        room = max(text_width(brief(v), size) for v in values) * BOLD + 8
        high = low + 1.0 if is_flat(low, top) else top
        x = Scale(low, high, label, look.width - room)
        for i, (name, value) in enumerate(zip(names, values, strict=True)):
            y = size * 2 + i * step
            if look.small:
                canvas.text(0, y + size * 0.9, _cut(name, look.width, size))
                y += size * 1.25
            else:
                _label(canvas, label - 10, y + size * 0.98, name)
            if np.isfinite(value):
                left, right = sorted((x(0), x(value)))
                canvas.rect(left, y, right - left, size * 1.25, colour, name)
                canvas.text(right + 6, y + size * 0.98, brief(value), weight=600)
            else:
                canvas.text(x(0) + 6, y + size * 0.98, brief(value), colour=palette.SOFT)
        return canvas.svg()

    return editions(draw)


def share_bars(
    names: Sequence[str],
    inner: Sequence[float],
    outer: Sequence[float],
    labels: tuple[str, str],
    unit: str,
) -> Editions:
    """Draw a dark bar inside a lighter, longer one for each name, and both values at the end.

    ``labels`` name the dark and the light bar.
    """
    top = max([v for v in outer if np.isfinite(v)], default=1.0)

    def draw(look: Look) -> str:
        size = look.size
        step = size * (3.1 if look.small else 2.1)
        canvas = Canvas(look.width, 0, size)
        canvas.text(0, size, unit, colour=palette.SOFT)
        entries = [(labels[0], palette.ACCENT, ""), (labels[1], palette.ACCENT_LIGHT, "")]
        head = legend(canvas, 0, size * 2.6, entries)
        canvas.height = head + step * len(names)
        label = 0.0
        if not look.small:
            label = min(max(text_width(n, size) for n in names) * LETTERS + 12, look.width * 0.4)
        written = [f"{num(a, 0)} · {num(b, 0)}" for a, b in zip(inner, outer, strict=True)]
        room = max(text_width(text, size) for text in written) * BOLD + 8
        x = Scale(0.0, max(top, 1e-9), label, look.width - room)
        for i, name in enumerate(names):
            y = head + i * step
            if look.small:
                canvas.text(0, y + size * 0.9, _cut(name, look.width, size))
                y += size * 1.25
            else:
                _label(canvas, label - 10, y + size * 0.98, name)
            if not np.isfinite(outer[i]):
                continue
            canvas.rect(x(0), y, x(outer[i]) - x(0), size * 1.25, palette.ACCENT_LIGHT, name)
            canvas.rect(x(0), y, x(max(inner[i], 0.0)) - x(0), size * 1.25, palette.ACCENT, name)
            canvas.text(x(outer[i]) + 6, y + size * 0.98, written[i], weight=600)
        return canvas.svg()

    return editions(draw)


def tornado(
    names: Sequence[str], values: Sequence[float], reference: float, unit: str, digits: int = 2
) -> Editions:
    """Draw how far each variant moves the answer to either side of the reference."""
    finite = [v for v in values if np.isfinite(v)]
    reach = max([abs(v - reference) for v in finite], default=0.0)
    if is_flat(-reach, reach):
        reach = abs(reference) * 0.1 or 1.0

    def draw(look: Look) -> str:
        size = look.size
        step = size * (3.3 if look.small else 2.3)
        head = size * 2.6
        canvas = Canvas(look.width, head + step * len(names) + 4, size)
        label = 0.0
        if not look.small:
            label = min(max(text_width(n, size) for n in names) + 16, look.width * 0.45)
        room = text_width(signed(-reach, digits), size) * BOLD + 8
        x = Scale(reference - reach, reference + reach, label + room, look.width - room)
        canvas.text(0, size, unit, colour=palette.SOFT)
        if not look.small:
            canvas.line((x(reference), head - 6), (x(reference), canvas.height), palette.INK)
        for i, (name, value) in enumerate(zip(names, values, strict=True)):
            y = head + i * step
            if look.small:
                canvas.text(0, y + size * 0.8, _cut(name, look.width, size))
                y += size * 1.2
            else:
                _label(canvas, label - 12, y + size * 1.05, name)
            if not np.isfinite(value):
                continue
            if look.small:
                canvas.line((x(reference), y - 2), (x(reference), y + size * 1.5), palette.INK)
            left, right = sorted((x(reference), x(value)))
            more = value >= reference
            canvas.rect(
                left,
                y,
                max(right - left, 1),
                size * 1.35,
                palette.WARM if more else palette.COOL,
                name,
            )
            at = right + 6 if more else left - 6
            canvas.text(
                at,
                y + size * 1.05,
                signed(value - reference, digits),
                anchor="start" if more else "end",
                weight=600,
            )
        return canvas.svg()

    return editions(draw)
