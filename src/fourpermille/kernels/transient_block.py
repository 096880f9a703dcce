"""Monthly RothC over a grid in blocks of cells: months in the middle, cells innermost.

The state of a block stays in the fastest cache over the whole run and the innermost loops become
SIMD. Every block is full (the last one reaches back over cells of the one before), so that each
cell meets the same instructions wherever it stands, and cuts of the grid change no bit.
"""

from __future__ import annotations

from typing import Any

from fourpermille.kernels.rothc import MONTHS_PER_YEAR
from fourpermille.kernels.scratch import BLOCK, scratch_double, scratch_like
from fourpermille.kernels.transient_month import month_pools, month_rate, quick_shares

YEAR = MONTHS_PER_YEAR  # counts months here, where the equations divide by it


def run_blocks(
    first: int,
    last: int,
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
    """Run the cells ``first`` to ``last`` of arrays with at least BLOCK cells.

    Arguments as in ``transient.run``. Pools below ``smallest`` are set to zero at the end of a
    year: without inputs they would fade into numbers that the processor treats as exceptions.
    """
    dpm = scratch_like(pools)
    rpm = scratch_like(pools)
    bio = scratch_like(pools)
    hum = scratch_double(pools)
    dry = scratch_like(pools)
    rate = scratch_like(pools)
    keep_dpm = scratch_like(pools)
    keep_rpm = scratch_like(pools)
    keep_bio = scratch_like(pools)
    for wanted in range(first, last, BLOCK):
        begin = min(wanted, pools.shape[1] - BLOCK)
        end = begin + BLOCK
        start_dpm, start_rpm = pools[0, begin:end], pools[1, begin:end]
        start_bio, start_hum = pools[2, begin:end], pools[3, begin:end]
        start_dry = deficit[begin:end]
        for i in range(BLOCK):
            dpm[i] = start_dpm[i]
            rpm[i] = start_rpm[i]
            bio[i] = start_bio[i]
            hum[i] = start_hum[i]
            dry[i] = start_dry[i]
        dry_limit, bare_limit = limits[0, begin:end], limits[1, begin:end]
        one_bar, wilting = limits[2, begin:end], limits[3, begin:end]
        minimum = limits[4, begin:end]
        kept = humified[begin:end]
        dung_dpm, dung_rpm = manure_split[0, begin:end], manure_split[1, begin:end]
        dung_hum, fixed = manure_split[2, begin:end], inert[begin:end]
        for month in range(months):
            air = temperature[month % temperature.shape[0], begin:end]
            rain = precipitation[month % precipitation.shape[0], begin:end]
            demand = evaporation[month % evaporation.shape[0], begin:end]
            plants = cover[month % cover.shape[0], begin:end]
            care = management[month % management.shape[0], begin:end]
            litter = plant[month % plant.shape[0], begin:end]
            plant_share = plant_dpm[month % plant_dpm.shape[0], begin:end]
            dung = manure[month % manure.shape[0], begin:end]
            # Three loops: together they need more registers than there are, and the double
            # precision of the last would halve the width of the others.
            for i in range(BLOCK):
                dry[i], rate[i] = month_rate(
                    air[i],
                    rain[i],
                    demand[i],
                    plants[i],
                    care[i],
                    dry[i],
                    dry_limit[i],
                    bare_limit[i],
                    one_bar[i],
                    wilting[i],
                    minimum[i],
                    parameters,
                )
            for i in range(BLOCK):
                keep_dpm[i], keep_rpm[i], keep_bio[i] = quick_shares(rate[i], parameters)
            for i in range(BLOCK):
                dpm[i], rpm[i], bio[i], hum[i] = month_pools(
                    dpm[i],
                    rpm[i],
                    bio[i],
                    hum[i],
                    rate[i],
                    keep_dpm[i],
                    keep_rpm[i],
                    keep_bio[i],
                    litter[i],
                    dung[i],
                    plant_share[i],
                    dung_dpm[i],
                    dung_rpm[i],
                    dung_hum[i],
                    kept[i],
                    parameters,
                )
            if month % YEAR == YEAR - 1:
                for i in range(BLOCK):
                    dpm[i] = 0.0 if dpm[i] < smallest else dpm[i]
                    rpm[i] = 0.0 if rpm[i] < smallest else rpm[i]
                    bio[i] = 0.0 if bio[i] < smallest else bio[i]
                    hum[i] = 0.0 if hum[i] < smallest else hum[i]
                stock = out_stock[month // YEAR, begin:end]
                for i in range(BLOCK):
                    stock[i] = (dpm[i] + rpm[i]) + (bio[i] + hum[i]) + fixed[i]
        end_dpm, end_rpm = out_pools[0, begin:end], out_pools[1, begin:end]
        end_bio, end_hum = out_pools[2, begin:end], out_pools[3, begin:end]
        end_dry = out_deficit[begin:end]
        for i in range(BLOCK):
            end_dpm[i] = dpm[i]
            end_rpm[i] = rpm[i]
            end_bio[i] = bio[i]
            end_hum[i] = hum[i]
            end_dry[i] = dry[i]
