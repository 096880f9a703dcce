"""The deck's figure: relative rates of trials against the stock at the start and the years."""

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    InputError,
    Problem,
    not_an_answer,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.report.drawing import palette
from fourpermille.report.drawing.axes import Frame, frame, legend
from fourpermille.report.drawing.editions import LOOKS
from fourpermille.report.drawing.svg import Canvas
from fourpermille.report.numbers import num, unit

RATE, START, YEARS = "relative_rate_permille_yr", "start_tc_ha", "years"
SHOWN = (0.01, 0.99)  # quantiles of the rates between which the drawing reaches
TARGET = 4.0
STEPS = 60
GAP = 28.0


def trial_rates_figure(rates: xr.Dataset, *, edition: str = "wide") -> str:
    """Draw relative rates of trials against the stock at the start and against the years.

    ``rates``: an answer of ``trial_rates``. On the left the latest stock of each series, and the
    curve on which all would lie that gain the same amount a year (the median of those that gain):
    what division by the start alone makes. On the right every stock, and the curve of one gain that
    had come before the first sample. Dashed: 4 per 1000. One rate in fifty is beyond the edges.
    ``edition``: "wide", "narrow" or "paper". Returns SVG; labels are in the current language.
    Raises MissingVariableError, InputError without a rate, UnknownNameError for another edition.
    """
    looks = {look.name: look for look in LOOKS}
    if edition not in looks:
        raise unknown_name(_("edition of a drawing"), edition, looks)
    lacking = [name for name in (RATE, START, YEARS, "is_last", "trial") if name not in rates]
    if lacking:
        raise not_an_answer(_("not a table of rates"), lacking, _("Give an answer of trial_rates."))
    known = rates.isel(observation=np.flatnonzero(np.isfinite(rates[RATE].values)))
    if not known.sizes["observation"]:
        raise InputError(Problem(what=_("there is no rate to draw"), column=RATE))
    look = looks[edition]
    columns = 1 if look.small else 2
    width = (look.width - GAP * (columns - 1)) / columns
    height = max(width, look.height()) * 0.9
    canvas = Canvas(look.width, 0, look.size)
    top = legend(
        canvas,
        0,
        look.size * 1.1,
        [
            (_("4 per 1000"), palette.WARM, "5 4"),
            (_("what division alone makes"), palette.INK, ""),
        ],
    )
    low, high = np.quantile(known[RATE].values, SHOWN)
    y_range = (min(float(low), 0.0), max(float(high), TARGET))
    canvas.height = top + height * (2 if columns == 1 else 1)
    last = known.isel(observation=np.flatnonzero(known["is_last"].values))
    panels = (
        (last, START, _("Stock at the start, {unit}").format(unit=unit("t C/ha"))),
        (known, YEARS, _("Years since the start")),
    )
    for number, (table, name, label) in enumerate(panels):
        left = 0.0 if columns == 1 else number * (width + GAP)
        above = top + (number * height if columns == 1 else 0.0)
        x = table[name].values.astype(float)
        inside = frame(
            canvas,
            above,
            (min(0.0, float(x.min())), float(x.max())),
            y_range,
            label,
            _("‰ of the start a year"),
            bottom=above + height,
            left=left,
            right=left + width,
        )
        _draw(canvas, inside, table, name)
    drawing = canvas.svg()
    start = drawing.index(">") + 1
    title = _("Relative rates of change in long-term trials")
    return f"{drawing[:start]}<title>{title}</title>{drawing[start:]}"


def _draw(canvas: Canvas, inside: Frame, table: xr.Dataset, name: str) -> None:
    """Points, the curve of division alone, and the goal."""
    x, y = table[name].values.astype(float), table[RATE].values.astype(float)
    bottom, top = inside.y.low, inside.y.high
    for a, b, trial in zip(x, y, table["trial"].values, strict=True):
        if bottom <= b <= top:
            tip = f"{trial}: {num(a, 0)}; {num(b, 1)} ‰"
            canvas.circle(inside.x(a), inside.y(b), 2.6, palette.ACCENT, tip)
    goal = inside.y(TARGET)
    canvas.line((inside.x.start, goal), (inside.x.end, goal), palette.WARM, 1.5, "5 4")
    if (y > 0.0).any():
        amount = float(np.median((x * y)[y > 0.0]))
        curve = np.linspace(float(x[x > 0.0].min()), float(x.max()), STEPS)
        made = amount / curve
        points = [(inside.x(a), inside.y(b)) for a, b in zip(curve, made, strict=True) if b <= top]
        canvas.polyline(points, palette.INK, 2)
