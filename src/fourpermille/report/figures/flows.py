"""Flows that split and join from left to right, each as wide as its amount."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fourpermille.report.drawing import palette
from fourpermille.report.drawing.editions import Look
from fourpermille.report.drawing.svg import Canvas, short, text_width, wrapped
from fourpermille.report.numbers import num

BAR_PX = 12
BOLD = 1.1  # bold letters are wider than the estimate of their width
GAP_LINES = 2.6  # between bars of a column, in letters: room for a name in two lines


@dataclass(frozen=True)
class Node:
    """A bar: its column from the left, its amount, its name and colour.

    ``apart``: a tributary, set off below the rest of its column, with its name under the bar.
    ``level``: the node whose top the column of this one starts at; the top of the drawing if none.
    """

    column: int
    amount: float
    label: str
    colour: str
    apart: bool = False
    level: str | None = None


@dataclass(frozen=True)
class Band:
    """A flow from one node to another; its ends may differ where an account has an imbalance."""

    source: str
    target: str
    leaves: float
    arrives: float


@dataclass
class _Placed:
    x: float
    top: float
    height: float
    left: float = 0.0  # how much of the left and right edge bands have taken
    right: float = 0.0


def flow_drawing(
    look: Look, nodes: Mapping[str, Node], bands: Sequence[Band], unit: str, digits: int = 1
) -> str:
    """Draw nodes in columns, bands between them, and each name with its amount."""
    size = look.size
    canvas = Canvas(look.width, look.height(1.3 if look.small else 1.0), size)
    canvas.text(0, size, unit, colour=palette.SOFT)
    room = look.width * (0.3 if look.small else 0.28)
    places = _places(look, nodes, canvas.height, room)
    for band in bands:
        _draw(canvas, band, nodes, places, digits)
    for key, node in nodes.items():
        at = places[key]
        title = f"{node.label}: {num(node.amount, digits)} {unit}"
        canvas.rect(at.x, at.top, BAR_PX, max(at.height, 1.0), node.colour, title)
        _name(canvas, node, at, room, digits)
    return canvas.svg()


def _places(
    look: Look, nodes: Mapping[str, Node], height: float, room: float
) -> dict[str, _Placed]:
    """Where each bar stands: all on one scale, as large as the height allows."""
    head = look.size * (5.6 if look.small else 3.6)
    foot = look.size * (2.6 if any(node.apart for node in nodes.values()) else 0.5)
    stacked = _stacked(nodes)
    gap = look.size * GAP_LINES * (1.3 if look.small else 1.0)
    scale = min(
        (
            (height - head - foot - gaps * gap) / (above + nodes[key].amount)
            for key, (above, gaps) in stacked.items()
            if above + nodes[key].amount > 0
        ),
        default=0.0,
    )
    step = (look.width - room - BAR_PX) / max(max(node.column for node in nodes.values()), 1)
    return {
        key: _Placed(node.column * step, head + above * scale + gaps * gap, node.amount * scale)
        for (key, node), (above, gaps) in zip(nodes.items(), stacked.values(), strict=True)
    }


def _stacked(nodes: Mapping[str, Node]) -> dict[str, tuple[float, int]]:
    """How much stands above each bar: amounts, and gaps."""
    out: dict[str, tuple[float, int]] = {}
    ends: dict[int, tuple[float, int]] = {}
    for key, node in nodes.items():
        if node.column in ends:
            amount, gaps = ends[node.column]
            out[key] = (amount, gaps + (2 if node.apart else 1))
        else:
            out[key] = (0.0, 0) if node.level is None else out[node.level]
        ends[node.column] = (out[key][0] + node.amount, out[key][1])
    return out


def _draw(
    canvas: Canvas,
    band: Band,
    nodes: Mapping[str, Node],
    places: Mapping[str, _Placed],
    digits: int,
) -> None:
    a, b = places[band.source], places[band.target]
    scale = a.height / max(nodes[band.source].amount, 1e-9)
    leaves, arrives = band.leaves * scale, band.arrives * scale
    if max(leaves, arrives) <= 0:
        return
    x0, x1 = a.x + BAR_PX, b.x
    y0, y1 = a.top + a.right, b.top + b.left
    a.right += leaves
    b.left += arrives
    middle = (x0 + x1) / 2

    def curve(x: float, y_from: float, x_to: float, y: float) -> str:
        return (
            f"C{short(middle)} {short(y_from)} {short(middle)} {short(y)} {short(x_to)} {short(y)}"
        )

    data = (
        f"M{short(x0)} {short(y0)}{curve(x0, y0, x1, y1)}V{short(y1 + arrives)}"
        f"{curve(x1, y1 + arrives, x0, y0 + leaves)}z"
    )
    target = nodes[band.target]
    title = f"{nodes[band.source].label} → {target.label}: {num(band.arrives, digits)}"
    canvas.add('<g fill-opacity="0.38">')
    canvas.shape(data, target.colour, title)
    canvas.add("</g>")


def _name(canvas: Canvas, node: Node, at: _Placed, room: float, digits: int) -> None:
    """Write the amount and the name: beside the last column, above or under the others."""
    size = canvas.size
    amount = num(node.amount, digits)
    if at.x + BAR_PX + room >= canvas.width - 1:
        x = at.x + BAR_PX + 7
        lines = wrapped(node.label, room - 8, size)
        y = at.top + at.height / 2 - size * (0.2 + 0.55 * (len(lines) - 1))
        canvas.text(x, y, amount, weight=600)
        for i, line in enumerate(lines):
            canvas.text(x, y + size * 1.1 * (i + 1), line)
        return
    number = text_width(amount, size) * BOLD + 4
    lines = wrapped(node.label, canvas.width * 0.34 - number, size)
    above = at.top - size * (0.45 + 1.1 * (len(lines) - 1))
    y = at.top + at.height + size * 1.15 if node.apart else above
    canvas.text(at.x, y, amount, weight=600)
    for i, line in enumerate(lines):
        canvas.text(at.x + number, y + size * 1.1 * i, line)
