"""One cell from its climatology and stock to the input that sustains it and what more would add.

Annual map, exact equilibrium, inverse and response in one pass over the cell's months: the body of
a GPU thread, and of the loop on processors.
"""

from __future__ import annotations

from typing import Any

from numpy import float64

from fourpermille.kernels.rothc import RothCParameters
from fourpermille.kernels.year_cell import (
    after_year,
    repeating_pools,
    settled_deficit,
    year_of_cell,
)


def demand_of_cell(
    cell: int,
    temperature: Any,
    precipitation: Any,
    evaporation: Any,
    cover: Any,
    management: Any,
    plant_share: Any,
    manure_share: Any,
    plant_dpm: Any,
    limits: Any,
    manure_split: Any,
    humified: Any,
    inert: Any,
    stock: Any,
    plant: Any,
    manure: Any,
    solve: bool,
    shape: Any,
    parameters: RothCParameters,
    most_years: int,
    out_plant: Any,
    out_pools: Any,
    out_gain: Any,
    out_deficit: Any,
    out_rate: Any,
    out_years: Any,
) -> None:
    """Fill the results of one cell; arguments as in ``demand.run``."""
    deficit, years = settled_deficit(
        cell, precipitation, evaporation, cover, limits, parameters, most_years
    )
    matrix, litter, dung, rate, _dry = year_of_cell(
        cell,
        temperature,
        precipitation,
        evaporation,
        cover,
        management,
        plant_share,
        manure_share,
        plant_dpm,
        limits,
        manure_split,
        humified,
        deficit,
        parameters,
    )
    given = float64(manure[cell])
    unit = repeating_pools(matrix, litter)
    fixed = repeating_pools(
        matrix, (dung[0] * given, dung[1] * given, dung[2] * given, dung[3] * given)
    )
    active = float64(stock[cell]) - float64(inert[cell])
    beside = fixed[0] + fixed[1] + fixed[2] + fixed[3]
    sustaining = (active - beside) / (unit[0] + unit[1] + unit[2] + unit[3])
    needed = sustaining if solve else float64(plant[cell])
    added = (0.0, 0.0, 0.0, 0.0)
    for year in range(shape.shape[0]):
        share = shape[year]
        added = after_year(
            matrix,
            added,
            (share * litter[0], share * litter[1], share * litter[2], share * litter[3]),
        )
    out_plant[cell] = needed
    out_pools[0, cell] = needed * unit[0] + fixed[0]
    out_pools[1, cell] = needed * unit[1] + fixed[1]
    out_pools[2, cell] = needed * unit[2] + fixed[2]
    out_pools[3, cell] = needed * unit[3] + fixed[3]
    out_gain[cell] = added[0] + added[1] + added[2] + added[3]
    out_deficit[cell] = deficit
    out_rate[cell] = rate
    out_years[cell] = years
