"""The kernels of one place over all places: one loop each, parallel when compiled.

``prange`` is ``range`` here; the compiler puts Numba's in its place. Arrays have the place first
and the month second, so that the months of a place lie together.
"""

from __future__ import annotations

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
