"""RothC for one place over many months: the scalar kernel in a loop over its arrays.

Arrays are filled in place so that the same functions compile for the CPU and for CUDA.
"""

from __future__ import annotations

from fourpermille.kernels.rothc import (
    RothCParameters,
    co2_ratio,
    cover_modifier,
    decompose,
    moisture_modifier,
    next_deficit,
    remaining_share,
    temperature_modifier,
)


def humified_share(clay_percent, parameters):
    """Share of decomposed carbon that stays in the soil, 1 / (1 + x)."""
    ratio = co2_ratio(
        clay_percent,
        parameters.co2_factor,
        parameters.co2_base,
        parameters.co2_span,
        parameters.co2_clay,
    )
    return 1.0 / (1.0 + ratio)


def month_modifiers(
    temperature, precipitation, evaporation, cover, limits, deficit, parameters, out_rates
):
    """Modifiers of every month of a place and the deficit after the last.

    ``limits`` = (dry, bare, one bar, wilting, minimum modifier); ``out_rates`` (months, 4) gets
    temperature, moisture and cover modifier and the deficit after each month.
    """
    for month in range(temperature.shape[0]):
        covered = cover[month] >= parameters.bare_cover_threshold
        deficit = next_deficit(
            deficit, precipitation[month], evaporation[month], covered, limits[0], limits[1]
        )
        out_rates[month, 0] = temperature_modifier(
            temperature[month],
            parameters.temperature_a,
            parameters.temperature_b,
            parameters.temperature_c,
            parameters.temperature_minimum_degc,
        )
        out_rates[month, 1] = moisture_modifier(deficit, limits[2], limits[3], limits[4])
        out_rates[month, 2] = cover_modifier(cover[month], parameters.covered_modifier)
        out_rates[month, 3] = deficit
    return deficit


def last_deficit(precipitation, evaporation, cover, limits, deficit, parameters):
    """Deficit after the months given; the moisture part of ``month_modifiers`` alone."""
    for month in range(precipitation.shape[0]):
        covered = cover[month] >= parameters.bare_cover_threshold
        deficit = next_deficit(
            deficit, precipitation[month], evaporation[month], covered, limits[0], limits[1]
        )
    return deficit


def periodic_deficit(precipitation, evaporation, cover, limits, deficit, parameters, most_years):
    """December deficit that repeats itself under the same year, and the number of years it took.

    The recursion is non-expansive: it repeats exactly, usually after one or two years. Returns
    ``most_years + 1`` years where it did not within ``most_years``.
    """
    for year in range(most_years):
        after = last_deficit(precipitation, evaporation, cover, limits, deficit, parameters)
        if after == deficit or deficit != deficit:
            return deficit, year
        deficit = after
    return deficit, most_years + 1


def decay_column(pools, column, keep_dpm, keep_rpm, keep_bio, keep_hum, to_bio, to_hum):
    """A month's decay of the four pools that stand in a column of an array."""
    dpm, rpm, bio, hum = decompose(
        pools[0, column],
        pools[1, column],
        pools[2, column],
        pools[3, column],
        keep_dpm,
        keep_rpm,
        keep_bio,
        keep_hum,
        to_bio,
        to_hum,
    )
    pools[0, column] = dpm
    pools[1, column] = rpm
    pools[2, column] = bio
    pools[3, column] = hum


def annual_map(
    rate, plant_dpm, plant_rpm, manure, split, humified, parameters, out_matrix, out_inputs
):
    """The year of a place as an affine map: matrix @ pools + inputs @ (plant, manure).

    Read off by stepping unit vectors through the months. ``plant_dpm``, ``plant_rpm`` and
    ``manure`` (12) are the month's shares of one tonne a year; ``split`` the manure's
    (DPM, RPM, HUM) shares; ``humified`` the share of decomposed carbon that stays in the soil.
    """
    to_bio = parameters.bio_share * humified
    to_hum = (1.0 - parameters.bio_share) * humified
    for row in range(4):
        for column in range(4):
            out_matrix[row, column] = 1.0 if row == column else 0.0
        out_inputs[row, 0] = 0.0
        out_inputs[row, 1] = 0.0
    for month in range(rate.shape[0]):
        keep_dpm = remaining_share(rate[month], parameters.k_dpm)
        keep_rpm = remaining_share(rate[month], parameters.k_rpm)
        keep_bio = remaining_share(rate[month], parameters.k_bio)
        keep_hum = remaining_share(rate[month], parameters.k_hum)
        for column in range(4):
            decay_column(out_matrix, column, keep_dpm, keep_rpm, keep_bio, keep_hum, to_bio, to_hum)
        for column in range(2):
            decay_column(out_inputs, column, keep_dpm, keep_rpm, keep_bio, keep_hum, to_bio, to_hum)
        out_inputs[0, 0] += plant_dpm[month]
        out_inputs[1, 0] += plant_rpm[month]
        out_inputs[0, 1] += manure[month] * split[0]
        out_inputs[1, 1] += manure[month] * split[1]
        out_inputs[3, 1] += manure[month] * split[2]


def run_months(rate, inputs, pools, kept, humified, parameters, out_pools):
    """Pools after every month: ``inputs`` (months, 4) by pool, ``out_pools`` (months, 4).

    ``kept`` multiplies what is left after each month's decay: 1 for carbon, the monthly share
    that has not disintegrated for radiocarbon.
    """
    to_bio = parameters.bio_share * humified
    to_hum = (1.0 - parameters.bio_share) * humified
    dpm = pools[0]
    rpm = pools[1]
    bio = pools[2]
    hum = pools[3]
    for month in range(rate.shape[0]):
        dpm, rpm, bio, hum = decompose(
            dpm,
            rpm,
            bio,
            hum,
            remaining_share(rate[month], parameters.k_dpm),
            remaining_share(rate[month], parameters.k_rpm),
            remaining_share(rate[month], parameters.k_bio),
            remaining_share(rate[month], parameters.k_hum),
            to_bio,
            to_hum,
        )
        dpm = dpm * kept + inputs[month, 0]
        rpm = rpm * kept + inputs[month, 1]
        bio = bio * kept + inputs[month, 2]
        hum = hum * kept + inputs[month, 3]
        out_pools[month, 0] = dpm
        out_pools[month, 1] = rpm
        out_pools[month, 2] = bio
        out_pools[month, 3] = hum


__all__ = [
    "RothCParameters",
    "annual_map",
    "decay_column",
    "humified_share",
    "last_deficit",
    "month_modifiers",
    "periodic_deficit",
    "run_months",
]
