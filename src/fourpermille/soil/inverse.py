"""Inverse questions on annual maps: which input gives which stock. All linear, all closed.

S is the stock, x the pools, A the year's matrix, w what one t C/ha/yr of the wanted stream leaves
after a year, G(t) the stock it has added after t years (``linear.response``).
"""

from __future__ import annotations

import numpy as np

from fourpermille.soil.annual_map import Array, at_year
from fourpermille.soil.linear import Maps, equilibrium, response, unit_equilibrium


def sustaining_input(maps: Maps, stock: Array, other: Array, stream: str = "plant") -> Array:
    """Problem A: input (places, t C/ha/yr) whose equilibrium is ``stock``.

    ``other`` (places, pools): what the fixed inputs (manure) of a year leave.
    I = (S - inert - 1'(I - A)^-1 other) / 1'(I - A)^-1 w. Negative where the fixed inputs alone
    sustain more than the stock.
    """
    year = at_year(maps, 0)
    fixed = equilibrium(year, other).sum(axis=-1)
    unit = unit_equilibrium(year, stream).sum(axis=-1)
    return np.asarray((stock - year.inert - fixed) / unit)


def extra_input(
    maps: Maps,
    gap: Array,
    years: int,
    stream: str = "plant",
    shape: Array | None = None,
) -> Array:
    """Problem B (constant) and D (shaped): extra input that closes ``gap`` after ``years``.

    ``gap`` (places): wanted stock less the stock that today's inputs give in the same year. With
    ``shape`` (years) the answer multiplies it: the ramp 1/n, 2/n … 1 gives the last year's input.
    """
    return np.asarray(gap / response(maps, years, stream, shape)[years])


def input_each_year(
    maps: Maps,
    pools: Array,
    amounts: Array,
    stock_path: Array,
    stream: str = "plant",
    lowest: Array | float = -np.inf,
    highest: Array | float = np.inf,
) -> tuple[Array, Array]:
    """Problem C: the input of each year that keeps the stock on a path, within bounds.

    ``amounts`` (places, streams): the inputs of each year beside the wanted one; ``stock_path``
    (years + 1, places), today first. Returns the inputs (years, places) and the stocks reached
    (years + 1, places), which lag behind the path only where a bound holds.
    """
    years = stock_path.shape[0] - 1
    inputs = np.empty((years, pools.shape[0]))
    reached = np.empty_like(stock_path)
    reached[0] = at_year(maps, 0).stock(pools)
    for step in range(years):
        year = at_year(maps, step)
        carried = year.after_year(pools, year.received(amounts))
        unit = year.stream(stream)
        wanted = (stock_path[step + 1] - year.stock(carried)) / unit.sum(axis=-1)
        inputs[step] = np.clip(wanted, lowest, highest)
        pools = carried + inputs[step][:, None] * unit
        reached[step + 1] = year.stock(pools)
    return inputs, reached


def response_matrix(maps: Maps, years: int, stream: str = "plant") -> Array:
    """R (places, years, years): stock after year t from one t C/ha given in year s <= t."""
    first = at_year(maps, 0)
    out = np.zeros((first.places, years, years))
    for given in range(years):
        gained = at_year(maps, given).stream(stream)
        out[:, given, given] = gained.sum(axis=-1)
        for year in range(given + 1, years):
            now = at_year(maps, year)
            gained = np.einsum("nij,nj->ni", now.matrix, gained)
            out[:, year, given] = gained.sum(axis=-1)
    return out


def fit_inputs(
    maps: Maps,
    gaps: dict[int, Array],
    years: int,
    stream: str = "plant",
    lowest: Array | float = 0.0,
    highest: Array | float = np.inf,
    base: Array | None = None,
) -> Array:
    """Problem D, general: extra inputs (years, places) that meet several stocks, within bounds.

    ``gaps``: year (1 = after the first) to wanted gain in stock (places). Bounded least squares;
    where many inputs would do and no bound holds, the smallest in the sense of squares. ``base``
    (years, k) restricts the inputs to combinations of k shapes (columns): adoption curves, a
    single constant.
    """
    from scipy.optimize import lsq_linear  # slow import

    matrix = response_matrix(maps, years, stream)
    rows = [year - 1 for year in sorted(gaps)]
    wanted = np.stack([gaps[year] for year in sorted(gaps)], axis=-1)
    shapes = np.eye(years) if base is None else base
    places = matrix.shape[0]
    low = np.broadcast_to(np.asarray(lowest, dtype=float), (places,))
    high = np.broadcast_to(np.asarray(highest, dtype=float), (places,))
    out = np.empty((years, places))
    for place in range(places):
        if not np.isfinite(matrix[place]).all() or not np.isfinite(wanted[place]).all():
            out[:, place] = np.nan
            continue
        system = matrix[place][rows] @ shapes
        solved = lsq_linear(system, wanted[place], bounds=(low[place], high[place]), method="bvls")
        out[:, place] = shapes @ solved.x
    return out
