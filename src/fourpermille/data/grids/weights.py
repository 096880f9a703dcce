"""Weights that carry values from the rows or columns of one grid to those of another."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from fourpermille.data.grids.area import zone_area_m2
from fourpermille.data.grids.edges import TURN
from fourpermille.data.grids.lattice import Lattice

_SLIVER = 1e-6  # of the smaller cell: overlaps below are rounding of coordinates


def overlap(
    low: np.ndarray,
    high: np.ndarray,
    other_low: np.ndarray,
    other_high: np.ndarray,
    turn: float = 0.0,
) -> sparse.csr_array:
    """Common length of every interval with every other one, modulo ``turn``."""
    order = np.argsort(other_low, kind="stable")
    sorted_low, sorted_high = other_low[order], other_high[order]
    least = _SLIVER * min(float(np.mean(high - low)), float(np.mean(other_high - other_low)))
    rows, columns, lengths = [], [], []
    for shift in (0.0, turn, -turn) if turn else (0.0,):
        first = np.searchsorted(sorted_high, low + shift, side="right")
        last = np.searchsorted(sorted_low, high + shift, side="left")
        counts = np.maximum(last - first, 0)
        row = np.repeat(np.arange(len(low)), counts)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        column = np.repeat(first, counts) + within
        common = np.minimum(high[row] + shift, sorted_high[column]) - np.maximum(
            low[row] + shift, sorted_low[column]
        )
        kept = common > least
        rows.append(row[kept])
        columns.append(order[column[kept]])
        lengths.append(common[kept])
    shape = (len(low), len(other_low))
    entries = (np.concatenate(rows), np.concatenate(columns))
    return sparse.csr_array((np.concatenate(lengths), entries), shape=shape)


def area_weights(target: Lattice, source: Lattice) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Weights of rows and columns whose product is the area that two cells have in common."""
    rows = overlap(
        zone_area_m2(target.south),
        zone_area_m2(target.north),
        zone_area_m2(source.south),
        zone_area_m2(source.north),
    )
    return rows, overlap(target.west, target.east, source.west, source.east, TURN)


def share_weights(target: Lattice, source: Lattice) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Weights whose product is the share of a source cell that lies in a target cell."""
    rows, columns = area_weights(target, source)
    height = zone_area_m2(source.north) - zone_area_m2(source.south)
    width = source.east - source.west
    return (
        sparse.csr_array(rows @ sparse.diags_array(1 / height)),
        sparse.csr_array(columns @ sparse.diags_array(1 / width)),
    )


def linear_weights(target: Lattice, source: Lattice) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Weights of the two nearest rows and columns; beyond the outermost centre, its value."""
    return _linear(target.lat, source.lat), _linear(target.lon, source.lon, source.is_round)


def _linear(
    points: np.ndarray, centres: np.ndarray, is_round: bool | None = None
) -> sparse.csr_array:
    count = len(centres)
    index = np.arange(count)
    if is_round is not None:  # longitudes: into the turn that starts at the first centre
        start = centres.min() - (0.0 if is_round else (TURN - np.ptp(centres)) / 2)
        points = start + (points - start) % TURN
    if is_round:
        last = int(np.argmin(centres))
        centres, index = np.append(centres, centres.min() + TURN), np.append(index, last)
    order = np.argsort(centres, kind="stable")
    centres, index = centres[order], index[order]
    if len(centres) == 1:
        shape = (len(points), 1)
        return sparse.csr_array(np.ones(shape))
    left = np.clip(np.searchsorted(centres, points, side="right") - 1, 0, len(centres) - 2)
    share = np.clip((points - centres[left]) / (centres[left + 1] - centres[left]), 0.0, 1.0)
    rows = np.arange(len(points))
    entries = (np.concatenate([rows, rows]), np.concatenate([index[left], index[left + 1]]))
    values = np.concatenate([1 - share, share])
    made = sparse.csr_array((values, entries), shape=(len(points), count))
    made.eliminate_zeros()
    return made
