"""Published figures with their range, and what their ranges make of a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.factors import UNVERIFIED, FactorTable, Row

BESIDE = ("unit", "source", "confidence", "note")  # what doesn't tell one row from another
COMPLETE = "95 % range of every figure, independent of each other"


@dataclass(frozen=True)
class Figure:
    """One number with its range, where the source gives one; ``about`` tells it from others."""

    value: float
    low: float | None
    high: float | None
    about: str
    confidence: str

    @property
    def has_range(self) -> bool:
        """Whether the source gives both ends."""
        return self.low is not None and self.high is not None

    def __str__(self) -> str:
        """Write value, meaning and confidence."""
        return f"{self.value:g} ({self.about}, {self.confidence})"


Figures = Mapping[str, Figure]


def figure(table: FactorTable, wanted: Mapping[str, str], *, unverified: bool = False) -> Figure:
    """Return the only row of a factor table that holds these words, as a figure with its range."""
    row = table.one(unverified=unverified, **wanted)
    value = table.number("value", unverified=unverified, **wanted)
    low, high = ("low95", "high95") if "low95" in table.columns else ("low", "high")
    texts = [name for name, column in table.columns.items() if column.is_text]
    about = " ".join(str(row[name]) for name in texts if name not in BESIDE)
    return Figure(value, _number(row, low), _number(row, high), about, str(row["confidence"]))


def _number(row: Row, column: str) -> float | None:
    value = row[column]
    return value if isinstance(value, float) else None


def spread(
    compute: Callable[[Mapping[str, Any]], xr.DataArray], figures: Figures
) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray]:
    """Result, lower and upper end of its range.

    Each figure goes to its two ends while the others stay; the departures, as squares, add up on
    either side (first-order propagation of independent errors, one-sided where a range is). The
    ends never lie beyond those with all figures at an end at once, so that an emission that can't
    be negative isn't. Names that share a figure move together. A figure without range stays.
    """
    values: dict[str, Any] = {name: one.value for name, one in figures.items()}
    central = compute(values)
    below, above = 0 * central, 0 * central
    least, most = dict(values), dict(values)
    for one in dict.fromkeys(figures.values()):
        if not one.has_range:
            continue
        names = [name for name, other in figures.items() if other == one]
        at_low = compute(values | dict.fromkeys(names, one.low)) - central
        at_high = compute(values | dict.fromkeys(names, one.high)) - central
        below = below + np.minimum(np.minimum(at_low, at_high), 0.0) ** 2
        above = above + np.maximum(np.maximum(at_low, at_high), 0.0) ** 2
        rises = at_high >= at_low
        least |= dict.fromkeys(names, xr.where(rises, one.low, one.high))
        most |= dict.fromkeys(names, xr.where(rises, one.high, one.low))
    low, lowest = central - np.sqrt(below), compute(least)
    high, highest = central + np.sqrt(above), compute(most)
    return central, low.where(~(low < lowest), lowest), high.where(~(high > highest), highest)


def told(figures: Iterable[Figure]) -> dict[str, str]:
    """Return the attributes that name the figures, and those that nobody has verified."""
    distinct = tuple(dict.fromkeys(figures))
    unverified = [str(one) for one in distinct if one.confidence == UNVERIFIED]
    without = [one.about for one in distinct if not one.has_range]
    attrs = {"figures": "; ".join(str(one) for one in distinct), "range": COMPLETE}
    if without:
        attrs["figures_without_range"] = "; ".join(without)
    if unverified:
        attrs["unverified"] = "unverified figure used: " + "; ".join(unverified)
    return attrs
