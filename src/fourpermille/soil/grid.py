"""The grid run: many places through their own weather, stocks at the end of each year only."""

from __future__ import annotations

from typing import Any

import numpy as np

from fourpermille.kernels import transient
from fourpermille.soil.annual_map import Array
from fourpermille.soil.calendar import MONTHS
from fourpermille.soil.device import cuda_runs
from fourpermille.soil.drivers import RATE_FACTORS, humified_share, kernel_parameters, manure_split
from fourpermille.soil.labels import Cells
from fourpermille.soil.moisture import deficit_limits
from fourpermille.soil.setup import Setup


def can_run(cells: Cells) -> bool:
    """Whether the grid run answers: a series of weather as such, no radiocarbon."""
    unable = any(cells.has(name) for name in ("rate_modifier", "modern_percent"))
    return not cells.is_climatology and not unable


def stocks(setup: Setup, cells: Cells, deficit: Array | None, device: str = "cpu") -> Array:
    """Stock (places, years) at the end of each year, in the precision of the weather."""
    model: Any = setup.model
    p = model.parameters
    evaporation = "pet_mm"
    factor = 1.0
    if cells.has("open_pan_evaporation_mm"):
        evaporation, factor = "open_pan_evaporation_mm", p["open_pan_factor"]
    pan = cells.month_first(evaporation)
    ratio = cells.month_first("dpm_rpm_ratio")
    forcing = transient.Forcing(
        cells.month_first("air_temperature_degc"),
        cells.month_first("precipitation_mm"),
        pan if factor == 1.0 else pan * pan.dtype.type(factor),
        cells.month_first("plant_cover"),
        _product(cells, RATE_FACTORS),
        _input(cells, "plant"),
        _input(cells, "manure"),
        ratio / (1.0 + ratio),
    )
    soil = transient.Soil(
        deficit_limits(cells, p, model.options).T,
        manure_split(cells, p).T,
        humified_share(cells.per_place("clay_percent"), p),
        setup.year.map.inert,
    )
    start = transient.State(setup.state.pools.T, 0.0 if deficit is None else deficit)
    run = cuda_runs().run if device == "cuda" else transient.run
    found = run(forcing, soil, start, kernel_parameters(p), months=cells.months)
    return np.ascontiguousarray(found.soc_stock_tc_ha.T)


def _product(cells: Cells, names: tuple[str, ...]) -> Any:
    out: Any = 1.0
    for name in names:
        if cells.has(name):
            out = out * cells.month_first(name)
    return out


def _input(cells: Cells, stream: str) -> Any:
    monthly, yearly = f"{stream}_input_tc_ha_month", f"{stream}_input_tc_ha_yr"
    if cells.has(monthly):
        return cells.month_first(monthly)
    return cells.month_first(yearly) / MONTHS if cells.has(yearly) else 0.0
