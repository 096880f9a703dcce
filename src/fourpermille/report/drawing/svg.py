"""A canvas that collects SVG elements."""

from collections.abc import Iterable
from html import escape

from fourpermille.report.drawing import palette

# The face of the paper edition; on a page the style sheet of the page decides.
FONT = "Libertinus Serif"
# Mean width of a character as a share of the font size: wide enough for common faces.
CHARACTER = 0.54

Point = tuple[float, float]
# Steps to a pixel; nobody sees a smaller one.
FINEST = 10


def short(value: float) -> str:
    """Write a coordinate with one decimal at most."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def text_width(text: str, size: float) -> float:
    """Estimate the width of a text, in the unit of the size."""
    return len(text) * size * CHARACTER


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines that fit the width."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def path_data(points: Iterable[Point], *, close: bool = False) -> str:
    """Write points as path data in relative steps of a tenth, leaving out steps of nothing."""
    pieces: list[str] = []
    x0 = y0 = 0
    for x, y in points:
        xi, yi = round(x * FINEST), round(y * FINEST)
        if not pieces:
            pieces.append(f"M{short(xi / FINEST)} {short(yi / FINEST)}l")
        elif (xi, yi) != (x0, y0):
            pieces.append(f"{short((xi - x0) / FINEST)} {short((yi - y0) / FINEST)}")
        x0, y0 = xi, yi
    if len(pieces) < 2:
        return ""
    return (pieces[0] + " ".join(pieces[1:]) + ("z" if close else "")).replace(" -", "-")


class Canvas:
    """A drawing of a given size in units of one CSS pixel."""

    def __init__(self, width: float, height: float, size: float) -> None:
        self.width, self.height, self.size = width, height, size
        self.parts: list[str] = []

    def add(self, element: str) -> None:
        """Append a finished element."""
        self.parts.append(element)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        colour: str = palette.INK,
        size: float | None = None,
        weight: int | None = None,
    ) -> None:
        """Write a line of text with its baseline at y."""
        extra = "" if anchor == "start" else f' text-anchor="{anchor}"'
        extra += "" if size is None or size == self.size else f' font-size="{short(size)}"'
        extra += "" if weight is None else f' font-weight="{weight}"'
        self.add(
            f'<text x="{short(x)}" y="{short(y)}" fill="{colour}"{extra}>{escape(text)}</text>'
        )

    def line(self, a: Point, b: Point, colour: str, width: float = 1, dash: str = "") -> None:
        """Draw a straight line."""
        extra = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<line x1="{short(a[0])}" y1="{short(a[1])}" x2="{short(b[0])}" y2="{short(b[1])}" '
            f'stroke="{colour}" stroke-width="{short(width)}"{extra}/>'
        )

    def polyline(
        self, points: Iterable[Point], colour: str, width: float = 2, dash: str = ""
    ) -> None:
        """Draw a line through points."""
        data = path_data(points)
        if data:
            extra = f' stroke-dasharray="{dash}"' if dash else ""
            self.add(
                f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{short(width)}" '
                f'stroke-linejoin="round" stroke-linecap="round"{extra}/>'
            )

    def area(self, points: Iterable[Point], colour: str, title: str = "", edge: str = "") -> None:
        """Fill a closed shape; the title shows when a pointer rests on it."""
        self.shape(path_data(points, close=True), colour, title, edge)

    def shape(self, data: str, colour: str, title: str = "", edge: str = "") -> None:
        """Fill finished path data."""
        if data:
            border = f' stroke="{edge}" stroke-width="0.5"' if edge else ""
            tip = f"<title>{escape(title)}</title>" if title else ""
            self.add(f'<path d="{data}" fill="{colour}" fill-rule="evenodd"{border}>{tip}</path>')

    def rect(self, x: float, y: float, w: float, h: float, colour: str, title: str = "") -> None:
        """Fill a rectangle."""
        tip = f"<title>{escape(title)}</title>" if title else ""
        self.add(
            f'<rect x="{short(x)}" y="{short(y)}" width="{short(max(w, 0))}" '
            f'height="{short(max(h, 0))}" fill="{colour}">{tip}</rect>'
        )

    def circle(
        self, x: float, y: float, r: float, colour: str, title: str = "", edge: str = ""
    ) -> None:
        """Draw a disc."""
        border = f' stroke="{edge}" stroke-width="1"' if edge else ""
        tip = f"<title>{escape(title)}</title>" if title else ""
        self.add(
            f'<circle cx="{short(x)}" cy="{short(y)}" r="{short(r)}" fill="{colour}"{border}>'
            f"{tip}</circle>"
        )

    def svg(self) -> str:
        """Return the whole drawing."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="0 0 {short(self.width)} {short(self.height)}" '
            f'width="{short(self.width)}" height="{short(self.height)}" '
            f'font-family="{FONT}" font-size="{short(self.size)}">' + "".join(self.parts) + "</svg>"
        )
