"""What the kernels of whole years are given: weather and soil of the places, cell last."""

from __future__ import annotations

from typing import Any

import numpy as np

from fourpermille.core.parameters import ParameterSet
from fourpermille.kernels import demand
from fourpermille.soil.annual_map import Array
from fourpermille.soil.calendar import MONTHS
from fourpermille.soil.drivers import (
    RATE_FACTORS,
    humified_share,
    management_modifier,
    manure_split,
    refuse_two_evaporations,
)
from fourpermille.soil.labels import Cells
from fourpermille.soil.moisture import deficit_limits


def weather_of_year(
    cells: Cells, p: ParameterSet, shares: dict[str, Array], year: int = 0
) -> demand.Climatology:
    """The repeating year, or a year (0, 1, …) of a series.

    ``shares``: by stream, each month's share (12, places) of a year's input.
    """
    refuse_two_evaporations(cells)

    def here(array: Array) -> Array:
        return array if array.shape[0] <= MONTHS else array[year * MONTHS : (year + 1) * MONTHS]

    if cells.has("open_pan_evaporation_mm"):
        pan = here(cells.month_first("open_pan_evaporation_mm"))
        evaporation = p["open_pan_factor"] * pan.astype(float)
    else:
        evaporation = here(cells.month_first("pet_mm"))
    managed = any(cells.has(name) for name in RATE_FACTORS)
    ratio = here(cells.month_first("dpm_rpm_ratio")).astype(float)
    return demand.Climatology(
        here(cells.month_first("air_temperature_degc")),
        here(cells.month_first("precipitation_mm")),
        evaporation,
        here(cells.month_first("plant_cover")),
        here(management_modifier(cells).T) if managed else 1.0,
        shares.get("plant", 1.0 / MONTHS),
        shares.get("manure", 1.0 / MONTHS),
        ratio / (1.0 + ratio),
    )


def soil_of_place(
    cells: Cells, model: Any, inert: Array | None, yearly: dict[str, Array]
) -> demand.Place:
    """What stays; with ``inert`` the stock is solved for. ``yearly``: inputs (places) by stream."""
    p = model.parameters
    return demand.Place(
        deficit_limits(cells, p, model.options).T,
        manure_split(cells, p).T,
        humified_share(cells.per_place("clay_percent"), p),
        np.zeros(cells.size) if inert is None else inert,
        None if inert is None else cells.per_place("soc_stock_tc_ha"),
        yearly.get("plant", 0.0),
        yearly.get("manure", 0.0),
    )
