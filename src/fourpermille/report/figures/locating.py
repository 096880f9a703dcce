"""Where a few places lie: on outlines of countries, and side by side where these are too crude."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.drawing import palette
from fourpermille.report.drawing.editions import Editions, Look, editions
from fourpermille.report.drawing.scale import decimals, nice_step, nice_ticks
from fourpermille.report.drawing.svg import Canvas, text_width
from fourpermille.report.drawing.window import Window, window_of
from fourpermille.report.facts import Array, Outlines
from fourpermille.report.figures.maps import as_rings
from fourpermille.report.figures.sheet import Sheet
from fourpermille.report.numbers import degrees, num

# The outlines help on a window so wide at least; a detail shows places that lie closer together.
OVERVIEW_DEGREES, DETAIL_DEGREES = 14.0, 0.01
# Places that span less of the overview than this are one spot on it.
APART = 0.2
KM_PER_RADIAN = 6371.0
RADIUS = 5.0
GAP = 16.0
OVERVIEW_SHARE = 0.44
ALONE_SHARE = 0.62

Box = tuple[float, float, float, float]


def locating_map(
    outlines: Outlines, longitude: Array, latitude: Array, names: Sequence[str]
) -> Editions:
    """Draw the places with their names; places close together get a sheet of their own."""
    rings = as_rings(outlines)
    where = np.column_stack([longitude, latitude])
    around = window_of(longitude, latitude, OVERVIEW_DEGREES)
    spread = max(np.ptp(longitude), np.ptp(latitude))
    close = spread < APART * (around.east - around.west)
    detail = window_of(longitude, latitude, DETAIL_DEGREES) if close and spread > 0 else None
    if not rings and spread > 0:
        around, detail = window_of(longitude, latitude, DETAIL_DEGREES), None

    def draw(look: Look) -> str:
        share = 1.0 if look.small else OVERVIEW_SHARE if detail else ALONE_SHARE
        sheet = Sheet(replace(look, width=look.width * share), around)
        if rings:
            for code in sorted(rings):
                sheet.country(rings[code], palette.NO_DATA, "", valued=False)
        else:
            _lines(sheet, around)
        canvas = Canvas(look.width, sheet.map_height, look.size)
        canvas.parts = sheet.canvas.parts
        # What reaches beyond the map must not show beside or below it.
        canvas.rect(sheet.canvas.width, 0, look.width, 2 * sheet.map_height, palette.PAPER)
        canvas.rect(0, sheet.map_height, look.width, sheet.map_height, palette.PAPER)
        _edge(canvas, sheet.canvas.width, sheet.map_height)
        if detail is None:
            _spots(canvas, sheet, where, names)
            return canvas.svg()
        x, y = sheet.place(where.mean(axis=0, keepdims=True))[0]
        canvas.circle(x, y, RADIUS, palette.ACCENT, edge=palette.PAPER)
        _beside(canvas, look, sheet, detail, where, names)
        return canvas.svg()

    return editions(draw)


def _beside(
    canvas: Canvas, look: Look, sheet: Sheet, detail: Window, where: Array, names: Sequence[str]
) -> None:
    """Put the sheet of the detail on the right of the overview, or below it on a phone."""
    left = 0.0 if look.small else sheet.canvas.width + GAP
    top = sheet.map_height + GAP if look.small else 0.0
    near = Sheet(replace(look, width=look.width - left), detail)
    _lines(near, detail)
    _edge(near.canvas, near.canvas.width, near.map_height)
    _spots(near.canvas, near, where, names)
    canvas.add(f'<g transform="translate({left:.1f} {top:.1f})">')
    canvas.parts += near.canvas.parts
    canvas.add("</g>")
    canvas.height = max(sheet.map_height, top + near.map_height)


def _edge(canvas: Canvas, width: float, height: float) -> None:
    corners = [(0.5, 0.5), (width - 0.5, 0.5), (width - 0.5, height - 0.5), (0.5, height - 0.5)]
    canvas.polyline([*corners, corners[0]], palette.GREY, 1)


def _lines(sheet: Sheet, window: Window) -> None:
    """Draw meridians, parallels and a bar of kilometres."""
    canvas, size = sheet.canvas, sheet.canvas.size
    canvas.rect(0, 0, canvas.width, sheet.map_height, palette.FAINT)
    middle = ((window.west + window.east) / 2, (window.south + window.north) / 2)
    across = [t for t in nice_ticks(window.west, window.east, 3) if window.west < t < window.east]
    up = [t for t in nice_ticks(window.south, window.north, 2) if window.south < t < window.north]
    for tick in across:
        x = sheet.place(np.array([[tick, middle[1]]]))[0][0]
        canvas.line((x, 0), (x, sheet.map_height), palette.RULE)
        text = degrees(tick, _("W"), _("E"), decimals(across))
        if text_width(text, size) / 2 < x < canvas.width - text_width(text, size) / 2:
            canvas.text(x, sheet.map_height - 6, text, anchor="middle", colour=palette.SOFT)
    for tick in up:
        y = sheet.place(np.array([[middle[0], tick]]))[0][1]
        canvas.line((0, y), (canvas.width, y), palette.RULE)
        if size * 1.2 < y < sheet.map_height - size * 2.5:
            canvas.text(6, y - 4, degrees(tick, _("S"), _("N"), decimals(up)), colour=palette.SOFT)
    km = nice_step(canvas.width / sheet.scale * KM_PER_RADIAN, 5)
    length = km / KM_PER_RADIAN * sheet.scale
    right, y = canvas.width - 8, size * 1.8
    canvas.line((right - length, y), (right, y), palette.INK, 2)
    text = f"{num(km, decimals([km]))} km"
    canvas.text(right, y - 6, text, anchor="end", colour=palette.SOFT)


def _spots(canvas: Canvas, sheet: Sheet, where: Array, names: Sequence[str]) -> None:
    """Draw a disc for each place, and its name where there is room for it."""
    pixels = sheet.place(where)
    width, height = sheet.canvas.width, sheet.map_height
    taken: list[Box] = [(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for x, y in pixels]
    for (x, y), name in zip(pixels, names, strict=True):
        canvas.circle(x, y, RADIUS, palette.ACCENT, name, edge=palette.PAPER)
        long, size = text_width(name, canvas.size) + 4, canvas.size
        for left, base in (
            (x + RADIUS + 4, y + size * 0.35),
            (x - RADIUS - 4 - long, y + size * 0.35),
            (x - long / 2, y - RADIUS - 5),
            (x - long / 2, y + RADIUS + size),
        ):
            box = (left, base - size, left + long, base + size * 0.25)
            inside = left >= 2 and box[2] <= width - 2 and box[1] >= 2 and base <= height - 4
            if inside and not any(_meet(box, other) for other in taken):
                taken.append(box)
                canvas.text(left, base, name, weight=600)
                break


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
