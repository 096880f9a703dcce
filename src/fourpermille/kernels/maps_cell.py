"""One cell from a year of weather to its annual map, without any array of its own.

The body of a GPU thread: the year that ``demand_cell`` answers from, written down.
"""

from __future__ import annotations

from typing import Any

from numpy import float64

from fourpermille.kernels.rothc import RothCParameters
from fourpermille.kernels.year_cell import settled_deficit, year_of_cell


def map_of_cell(
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
    start: Any,
    settles: bool,
    parameters: RothCParameters,
    most_years: int,
    out_kept: Any,
    out_received: Any,
    out_deficit: Any,
    out_rate: Any,
    out_years: Any,
) -> None:
    """Fill the map of one cell; arguments as in ``maps.Prepared``, results as in ``maps.Maps``."""
    deficit: Any = float64(start[cell])
    years = 0
    if settles:
        deficit, years = settled_deficit(
            cell, precipitation, evaporation, cover, limits, parameters, most_years
        )
    matrix, litter, dung, rate, dry = year_of_cell(
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
    # Written out, since a tuple can't be indexed by a variable on a GPU.
    out_kept[0, cell] = matrix[0]
    out_kept[1, cell] = matrix[1]
    out_kept[2, cell] = matrix[2]
    out_kept[3, cell] = matrix[3]
    out_kept[4, cell] = matrix[4]
    out_kept[5, cell] = matrix[5]
    out_kept[6, cell] = matrix[6]
    out_kept[7, cell] = matrix[7]
    out_kept[8, cell] = matrix[8]
    out_kept[9, cell] = matrix[9]
    out_received[0, cell] = litter[0]
    out_received[1, cell] = litter[1]
    out_received[2, cell] = litter[2]
    out_received[3, cell] = litter[3]
    out_received[4, cell] = dung[0]
    out_received[5, cell] = dung[1]
    out_received[6, cell] = dung[2]
    out_received[7, cell] = dung[3]
    out_deficit[cell] = dry
    out_rate[cell] = rate
    out_years[cell] = years
