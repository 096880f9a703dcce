"""Monthly RothC of one cell of a grid: the body of a GPU thread, the yardstick of the blocks."""

from __future__ import annotations

from typing import Any

from numpy import float64

from fourpermille.kernels.rothc import MONTHS_PER_YEAR
from fourpermille.kernels.transient_month import month_pools, month_rate, quick_shares

YEAR = MONTHS_PER_YEAR  # counts months here, where the equations divide by it


def following(row: int, rows: int) -> int:
    """Count on, and begin again after the last row; a division would cost more than the month."""
    return row + 1 if row + 1 < rows else 0


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
    dpm, rpm, bio = pools[0, cell], pools[1, cell], pools[2, cell]
    hum: Any = float64(pools[3, cell])
    dry = deficit[cell]
    row_t = row_p = row_e = row_c = row_m = row_in = row_manure = row_share = 0
    for month in range(months):
        dry, rate = month_rate(
            temperature[row_t, cell],
            precipitation[row_p, cell],
            evaporation[row_e, cell],
            cover[row_c, cell],
            management[row_m, cell],
            dry,
            limits[0, cell],
            limits[1, cell],
            limits[2, cell],
            limits[3, cell],
            limits[4, cell],
            parameters,
        )
        keep_dpm, keep_rpm, keep_bio = quick_shares(rate, parameters)
        dpm, rpm, bio, hum = month_pools(
            dpm,
            rpm,
            bio,
            hum,
            rate,
            keep_dpm,
            keep_rpm,
            keep_bio,
            plant[row_in, cell],
            manure[row_manure, cell],
            plant_dpm[row_share, cell],
            manure_split[0, cell],
            manure_split[1, cell],
            manure_split[2, cell],
            humified[cell],
            parameters,
        )
        row_t = following(row_t, temperature.shape[0])
        row_p = following(row_p, precipitation.shape[0])
        row_e = following(row_e, evaporation.shape[0])
        row_c = following(row_c, cover.shape[0])
        row_m = following(row_m, management.shape[0])
        row_in = following(row_in, plant.shape[0])
        row_manure = following(row_manure, manure.shape[0])
        row_share = following(row_share, plant_dpm.shape[0])
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
