"""Annual maps of many cells, cell last: what goes into the kernel of a GPU, and what comes back.

Double precision throughout, whatever the precision of the arrays. Processors make their maps of the
rates of every month (``places.annual_map``); both give the same.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourpermille.kernels import demand
from fourpermille.kernels.demand import LONGEST_WETTING_YEARS, POOLS
from fourpermille.kernels.rothc import RothCParameters

Array = NDArray[Any]
STREAMS = 2
# Where the matrix of a year isn't zero: its rows and columns, in the order of ``year_cell.Matrix``.
ROWS = (0, 1, 2, 2, 2, 2, 3, 3, 3, 3)
COLUMNS = (0, 1, 0, 1, 2, 3, 0, 1, 2, 3)


class Maps(NamedTuple):
    """Results, cell last: ``kept`` (10, cells) are the numbers of the matrix that aren't zero.

    ``received`` (8, cells): pools that a tonne of plants, then of manure, leaves at the year's end.
    ``deficit_mm`` after the last month, ``rate_modifier`` the year's mean; ``wetting_years`` more
    than LONGEST_WETTING_YEARS where a deficit that should repeat doesn't.
    """

    kept: Array
    received: Array
    deficit_mm: Array
    rate_modifier: Array
    wetting_years: Array

    def matrix(self) -> Array:
        """A (cells, pools, pools)."""
        cells = self.kept.shape[1]
        out = np.zeros((cells, POOLS, POOLS))
        out[:, ROWS, COLUMNS] = self.kept.T
        return out

    def inputs(self) -> Array:
        """B (cells, pools, streams)."""
        by_stream = self.received.reshape(STREAMS, POOLS, self.received.shape[1])
        return np.ascontiguousarray(by_stream.transpose(2, 1, 0))


class Prepared(NamedTuple):
    """Arguments in the shape of the kernel: by cell, then what is the same for all."""

    fields: tuple[Array, ...]
    settles: bool

    def fixed(self, parameters: RothCParameters) -> tuple[Any, ...]:
        """What is the same for all cells."""
        return self.settles, parameters, LONGEST_WETTING_YEARS


def prepare(year: demand.Climatology, place: demand.Place, deficit: Any = None) -> Prepared:
    """Bring every field to (rows, cells) or (cells); of ``place`` the first three are used.

    ``deficit`` (cells) at the start of the year; None: the one that repeats itself. Raises
    ValueError for shapes that don't fit.
    """
    given = demand.prepare(year, place, np.zeros(1))
    weather_and_soil = given.fields[: len(year) + place._fields.index("iom_tc_ha")]
    start = np.zeros(given.cells) if deficit is None else np.asarray(deficit, dtype=float)
    dryness = np.require(np.broadcast_to(start, (given.cells,)), requirements=("C", "W"))
    return Prepared((*weather_and_soil, dryness), deficit is None)


def empty_results(cells: int) -> Maps:
    """Room for the results."""
    kept, received = np.empty((len(ROWS), cells)), np.empty((STREAMS * POOLS, cells))
    return Maps(kept, received, np.empty(cells), np.empty(cells), np.empty(cells, np.int32))
