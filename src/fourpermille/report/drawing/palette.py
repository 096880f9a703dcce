"""Colours of the report: one accent, two ordered scales, all told apart by colour-blind readers.

Ordered scales run from light to dark in even steps of lightness, so they also survive a
black-and-white printer. Texts reach a contrast of at least 4.5 to 1 on white.
"""

INK = "#1d2521"
SOFT = "#56605a"
RULE = "#d9ddd6"
FAINT = "#eceee9"
PAPER = "#ffffff"
ACCENT = "#0b6b4b"
ACCENT_LIGHT = "#8fc3ab"
EARTH = "#8a4b14"
GREY = "#767f79"
NO_DATA = "#e6e6e1"
WARM = "#b8530b"
COOL = "#2f5d8c"

# Light to dark: carbon to be added (greens) and carbon in the soil (browns).
GREENS = ("#e3f1d9", "#b9dcb5", "#83bf95", "#4a9d78", "#1b7558", "#07483a")
BROWNS = ("#f8ead2", "#ecc997", "#d79f5c", "#b5732f", "#854a18", "#4e270c")

# Lines that must be told apart: accent, earth, blue, grey, purple, ochre.
LINES = (ACCENT, WARM, COOL, GREY, "#7b4173", "#947100")


def shades(palette: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Pick so many shades, spread evenly from the lightest to the darkest."""
    if count <= 1:
        return (palette[len(palette) // 2],)
    step = (len(palette) - 1) / (count - 1)
    return tuple(palette[round(i * step)] for i in range(count))
