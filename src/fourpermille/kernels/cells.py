"""The kernels of one place over all places: one loop each, parallel when compiled.

``prange`` is ``range`` here; the compiler puts Numba's in its place. Arrays have the place first
and the month second, so that the months of a place lie together.
"""

from __future__ import annotations

import numpy as np

from fourpermille.kernels.places import (
    annual_map,
    humified_share,
    month_modifiers,
    periodic_deficit,
    run_months,
)

prange = range


def all_modifiers(
    temperature, precipitation, evaporation, cover, limits, deficit, parameters, out, out_deficit
):
    """``month_modifiers`` for every place."""
    for place in prange(temperature.shape[0]):
        out_deficit[place] = month_modifiers(
            temperature[place],
            precipitation[place],
            evaporation[place],
            cover[place],
            limits[place],
            deficit[place],
            parameters,
            out[place],
        )


def all_periodic_deficits(
    precipitation, evaporation, cover, limits, parameters, most_years, out_deficit, out_years
):
    """``periodic_deficit`` for every place, from field capacity."""
    for place in prange(precipitation.shape[0]):
        deficit, years = periodic_deficit(
            precipitation[place],
            evaporation[place],
            cover[place],
            limits[place],
            0.0,
            parameters,
            most_years,
        )
        out_deficit[place] = deficit
        out_years[place] = years


def all_annual_maps(
    rate, plant_dpm, plant_rpm, manure, split, humified, parameters, out_matrix, out_inputs
):
    """``annual_map`` for every place."""
    for place in prange(rate.shape[0]):
        annual_map(
            rate[place],
            plant_dpm[place],
            plant_rpm[place],
            manure[place],
            split[place],
            humified[place],
            parameters,
            out_matrix[place],
            out_inputs[place],
        )


def all_humified_shares(clay_percent, parameters, out):
    """``humified_share`` for every place."""
    for place in prange(clay_percent.shape[0]):
        out[place] = humified_share(clay_percent[place], parameters)


def all_months(rate, inputs, pools, kept, humified, parameters, out_pools):
    """``run_months`` for every place."""
    for place in prange(rate.shape[0]):
        run_months(
            rate[place],
            inputs[place],
            pools[place],
            kept,
            humified[place],
            parameters,
            out_pools[place],
        )


def all_stocks(matrix, received, pools, inert, out_stock):
    """Stock of every place after each year of an annual map, from pools (places, pools).

    ``received`` (places, pools) is what the inputs of a year leave. ``out_stock`` (places, years +
    1), today first, holds the share of each year's inputs before, and the stock after.
    """
    count = pools.shape[1]
    for place in prange(pools.shape[0]):
        now = np.empty(count)
        after = np.empty(count)
        for pool in range(count):
            now[pool] = pools[place, pool]
        for year in range(out_stock.shape[1]):
            if year > 0:
                for pool in range(count):
                    total = matrix[place, pool, 0] * now[0]
                    for other in range(1, count):
                        total += matrix[place, pool, other] * now[other]
                    after[pool] = total + out_stock[place, year] * received[place, pool]
                for pool in range(count):
                    now[pool] = after[pool]
            stock = now[0]
            for pool in range(1, count):
                stock += now[pool]
            out_stock[place, year] = stock + inert[place]
