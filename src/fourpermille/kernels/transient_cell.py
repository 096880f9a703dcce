"""Monthly RothC of one cell of a grid: the body of a GPU thread, the yardstick of the blocks."""

from __future__ import annotations

from typing import Any

from fourpermille.kernels.rothc import MONTHS_PER_YEAR
from fourpermille.kernels.transient_month import month_pools, month_rate

YEAR = MONTHS_PER_YEAR  # counts months here, where the equations divide by it


def run_cell(
    cell: int,
    months: int,
    temperature: Any,
    precipitation: Any,
    evaporation: Any,
    cover: Any,
    management: Any,
    plant: Any,
    manure: Any,
    plant_dpm: Any,
    limits: Any,
    manure_split: Any,
    humified: Any,
    inert: Any,
    parameters: Any,
    smallest: float,
    pools: Any,
    deficit: Any,
    out_stock: Any,
    out_pools: Any,
    out_deficit: Any,
) -> None:
    """Run one cell; arguments as in ``transient.run``, pools and deficit in registers."""
    dpm, rpm, bio, hum = pools[0, cell], pools[1, cell], pools[2, cell], float(pools[3, cell])
    dry = deficit[cell]
    for month in range(months):
        dry, rate = month_rate(
            temperature[month % temperature.shape[0], cell],
            precipitation[month % precipitation.shape[0], cell],
            evaporation[month % evaporation.shape[0], cell],
            cover[month % cover.shape[0], cell],
            management[month % management.shape[0], cell],
            dry,
            limits[0, cell],
            limits[1, cell],
            limits[2, cell],
            limits[3, cell],
            limits[4, cell],
            parameters,
        )
        dpm, rpm, bio, hum = month_pools(
            dpm,
            rpm,
            bio,
            hum,
            rate,
            plant[month % plant.shape[0], cell],
            manure[month % manure.shape[0], cell],
            plant_dpm[month % plant_dpm.shape[0], cell],
            manure_split[0, cell],
            manure_split[1, cell],
            manure_split[2, cell],
            humified[cell],
            parameters,
        )
        if month % YEAR == YEAR - 1:
            dpm = 0.0 if dpm < smallest else dpm
            rpm = 0.0 if rpm < smallest else rpm
            bio = 0.0 if bio < smallest else bio
            hum = 0.0 if hum < smallest else hum
            out_stock[month // YEAR, cell] = (dpm + rpm) + (bio + hum) + inert[cell]
    out_pools[0, cell] = dpm
    out_pools[1, cell] = rpm
    out_pools[2, cell] = bio
    out_pools[3, cell] = hum
    out_deficit[cell] = dry
