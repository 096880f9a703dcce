"""RothC in equilibrium, in one go: from the climatology straight to inputs, pools and response.

Answers what needs no annual map afterwards, several times faster than by way of maps, and on a GPU;
everything else goes through ``setup``. Both give the same numbers up to the last digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.parameters import ParameterSet
from fourpermille.kernels import demand
from fourpermille.soil import states
from fourpermille.soil.annual_map import Array
from fourpermille.soil.base import SOIL_MODELS
from fourpermille.soil.device import cuda_runs
from fourpermille.soil.drivers import (
    input_pattern,
    kernel_parameters,
    warn_drifting,
    year_shares,
)
from fourpermille.soil.forcing import soil_of_place, weather_of_year
from fourpermille.soil.inert import inert_carbon
from fourpermille.soil.labels import Cells
from fourpermille.soil.mean_year import repeating_year
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.setup import Start, make_model, refuse_unused, warn_impossible

MODEL = "rothc"
PLANT = ("plant_input_tc_ha_month", "plant_input_tc_ha_yr")
MANURE = ("manure_input_tc_ha_month", "manure_input_tc_ha_yr")


@dataclass(frozen=True)
class Balance:
    """Places in equilibrium: ``pools`` (places, 4), ``inputs`` (places, streams), t C/ha(/yr).

    ``gain`` (places): stock added by one t C/ha/yr more after the years asked for. All missing
    where only a negative plant input would explain the stock.
    """

    cells: Cells
    model: Any
    pools: Array
    inputs: Array
    inert: Array
    gain: Array
    deficit: Array

    @property
    def stock(self) -> Array:
        """Stock (places), t C/ha."""
        return np.asarray(self.pools.sum(axis=-1) + self.inert)


def can_answer(ds: Any, model: str, start: Start | str | None) -> bool:
    """Whether the places are RothC's, driven by weather, and start in equilibrium.

    What is wrong with the data is said by ``setup``, so that anything unusual goes there.
    """
    begin = Start(start) if isinstance(start, str) else start or Start()
    if model != MODEL or not isinstance(ds, xr.Dataset) or not isinstance(begin, Start):
        return False
    pools = SOIL_MODELS.get(model).pools
    if begin.method == "auto" and any(name in ds for name in pools):
        return False
    solved = "soc_stock_tc_ha" in ds and not any(name in ds for name in PLANT)
    given = "soc_stock_tc_ha" not in ds and any(name in ds for name in (*PLANT, *MANURE))
    weather = "rate_modifier" not in ds and "air_temperature_degc" in ds
    return begin.method in ("auto", "equilibrium") and weather and (solved or given)


def balance(
    ds: xr.Dataset,
    shape: Array,
    *,
    parameters: str | ParameterSet,
    options: MoistureOptions,
    start: Start | str | None,
    device: str,
) -> Balance:
    """Equilibrium with the stock, or with the inputs where no stock is given.

    ``shape`` (years): share of the extra input in each year of the response. ``device``: cpu or
    cuda. Raises InputError.
    """
    begin = Start(start) if isinstance(start, str) else start or Start()
    model: Any = make_model(MODEL, parameters, options)
    cells = model.cells(ds)
    refuse_unused(begin, states.choose(cells, model.pools, begin.method), cells)
    past = model.cells(repeating_year(ds, begin.repeating_year))
    solve = cells.has("soc_stock_tc_ha")
    inert = inert_carbon(cells, model.parameters) if solve else None
    amounts = {stream: input_pattern(past, stream) for stream in _given(past)}
    yearly = {stream: values.sum(axis=1) for stream, values in amounts.items()}
    shares = {stream: year_shares(values).T for stream, values in amounts.items()}
    run = cuda_runs().run_demand if device == "cuda" else demand.run
    year = weather_of_year(past, model.parameters, shares)
    place = soil_of_place(cells, model, inert, yearly)
    found = run(year, place, shape, kernel_parameters(model.parameters))
    water = (year.precipitation_mm, year.pet_mm, year.plant_cover)
    warn_drifting(found.wetting_years, *water, place.deficit_limits)
    pools = np.ascontiguousarray(found.pools.T)
    if inert is None:
        inert = inert_carbon(cells, model.parameters, pools.sum(axis=-1))
    manure = yearly.get("manure", np.zeros(cells.size))
    inputs = np.stack([found.plant_input_tc_ha_yr, manure], axis=-1)
    impossible = solve & (inputs[:, 0] < 0)
    if impossible.any():
        warn_impossible(int(impossible.sum()))
        pools[impossible] = np.nan
        inputs[impossible] = np.nan
    return Balance(cells, model, pools, inputs, inert, found.response, found.deficit_mm)


def _given(cells: Cells) -> list[str]:
    return [
        stream
        for stream, names in (("plant", PLANT), ("manure", MANURE))
        if any(cells.has(name) for name in names)
    ]
