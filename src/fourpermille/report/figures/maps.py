"""Maps: countries filled by class, or places as discs or a picture on outlines."""

from collections.abc import Callable, Mapping

import numpy as np

from fourpermille.report.drawing import palette
from fourpermille.report.drawing.editions import Editions, Look, editions
from fourpermille.report.drawing.window import SOUTH, WORLD, window_of
from fourpermille.report.facts import Array, Outlines
from fourpermille.report.figures.classes import Categories, Classes
from fourpermille.report.figures.sheet import TINY_PX, Sheet

# On a window narrower than this the outlines would be a few crude lines.
COARSE_DEGREES = 5.0
# More places than this become a picture: discs would hide each other and weigh too much.
MOST_DISCS = 1500
# Fewer places than this get larger discs.
FEW_DISCS = 200


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
    classes: Classes | Categories,
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
    tip: Callable[[int], str],
    classes: Classes | Categories,
    colours: tuple[str, ...],
    unit: str,
    no_data: str,
) -> Editions:
    """Draw places as discs, coloured by class, over outlines of countries.

    Places without a value have the colour of ``no_data``, which the legend names if there are any.

    ``tip`` gives the words of a place by its number; a picture of very many has none.
    """
    rings = as_rings(outlines)
    here, known = np.isfinite(longitude) & np.isfinite(latitude), np.isfinite(values)
    number = np.where(known, classes.indices(values), len(colours))
    labels = classes.labels()
    if (here & ~known).any():
        labels, colours = [*labels, no_data], (*colours, palette.NO_DATA)
    entries = list(zip(labels, colours, strict=True))
    window = window_of(longitude[here], latitude[here])
    coarse = window.east - window.west < COARSE_DEGREES
    radius = 5.0 if here.sum() < FEW_DISCS else 2.5

    def draw(look: Look) -> str:
        sheet = Sheet(look, window)
        if coarse:
            sheet.ground()
        else:
            for code in sorted(rings):
                sheet.country(rings[code], palette.NO_DATA, "", valued=False)
        where = np.column_stack([longitude[here], latitude[here]])
        if here.sum() > MOST_DISCS:
            sheet.picture(where, number[here], colours)
            return sheet.finish(entries, unit)
        spots = sheet.place(where)
        for (x, y), i in zip(spots, np.flatnonzero(here).tolist(), strict=True):
            colour = colours[number[i]]
            sheet.canvas.circle(x, y, radius, colour, tip(i), edge=palette.INK)
        return sheet.finish(entries, unit)

    return editions(draw)
