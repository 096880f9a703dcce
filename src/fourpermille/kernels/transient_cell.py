"""Monthly RothC of one cell of a grid: the body of a GPU thread, the yardstick of the blocks."""

from __future__ import annotations

from typing import Any

from numpy import float64, uint64

from fourpermille.kernels.rothc import MONTHS_PER_YEAR
from fourpermille.kernels.transient_month import month_pools, month_rate, quick_shares

YEAR = MONTHS_PER_YEAR  # counts months here, where the equations divide by it


def strides(rows: int) -> tuple[Any, Any]:
    """Rows to go on by each month, and back by at the end of a year.

    One row stays, twelve repeat, a series goes on.
    """
    return uint64(1 if rows > 1 else 0), uint64(YEAR if rows == YEAR else 0)


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
    """Run one cell; arguments as in ``transient.run``, pools and deficit in registers.

    What stays is read once, before the months: the stocks written on the way might overlap it for
    all that the compiler knows. Rows are counted without a sign, since a signed index may count
    from the end, which is looked after at every reading.
    """
    at = uint64(cell)
    dry_limit, bare_limit = limits[0, at], limits[1, at]
    one_bar, wilting, minimum = limits[2, at], limits[3, at], limits[4, at]
    dung_dpm, dung_rpm, dung_hum = manure_split[0, at], manure_split[1, at], manure_split[2, at]
    kept, fixed = humified[at], inert[at]
    dpm, rpm, bio = pools[0, at], pools[1, at], pools[2, at]
    hum: Any = float64(pools[3, at])
    dry = deficit[at]
    step_t, back_t = strides(temperature.shape[0])
    step_p, back_p = strides(precipitation.shape[0])
    step_e, back_e = strides(evaporation.shape[0])
    step_c, back_c = strides(cover.shape[0])
    step_m, back_m = strides(management.shape[0])
    step_in, back_in = strides(plant.shape[0])
    step_manure, back_manure = strides(manure.shape[0])
    step_share, back_share = strides(plant_dpm.shape[0])
    row_t = row_p = row_e = row_c = row_m = row_in = row_manure = row_share = uint64(0)
    month_of_year, year = 0, 0
    for _month in range(months):
        # All readings first: on a GPU they are under way together.
        air, rain, demand = temperature[row_t, at], precipitation[row_p, at], evaporation[row_e, at]
        plants, care = cover[row_c, at], management[row_m, at]
        litter, dung, easy = plant[row_in, at], manure[row_manure, at], plant_dpm[row_share, at]
        dry, rate = month_rate(
            air,
            rain,
            demand,
            plants,
            care,
            dry,
            dry_limit,
            bare_limit,
            one_bar,
            wilting,
            minimum,
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
            litter,
            dung,
            easy,
            dung_dpm,
            dung_rpm,
            dung_hum,
            kept,
            parameters,
        )
        row_t += step_t
        row_p += step_p
        row_e += step_e
        row_c += step_c
        row_m += step_m
        row_in += step_in
        row_manure += step_manure
        row_share += step_share
        month_of_year += 1
        if month_of_year == YEAR:
            month_of_year = 0
            row_t -= back_t
            row_p -= back_p
            row_e -= back_e
            row_c -= back_c
            row_m -= back_m
            row_in -= back_in
            row_manure -= back_manure
            row_share -= back_share
            dpm = 0.0 if dpm < smallest else dpm
            rpm = 0.0 if rpm < smallest else rpm
            bio = 0.0 if bio < smallest else bio
            hum = 0.0 if hum < smallest else hum
            out_stock[year, at] = (dpm + rpm) + (bio + hum) + fixed
            year += 1
    out_pools[0, at] = dpm
    out_pools[1, at] = rpm
    out_pools[2, at] = bio
    out_pools[3, at] = hum
    out_deficit[at] = dry
