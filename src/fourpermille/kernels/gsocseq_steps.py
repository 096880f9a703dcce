"""Steps of the sequestration protocol for a block of cells: deficits, shares left, pools."""

from __future__ import annotations

from typing import Any

from numpy import float64  # float() leaves a float32 as it is when compiled

from fourpermille.kernels.gsocseq_month import (
    euler_share,
    script_deficit,
    script_moisture,
    script_temperature,
    shifted,
)
from fourpermille.kernels.npp import miami_here
from fourpermille.kernels.rothc import (
    MONTHS_PER_YEAR,
    cover_modifier,
    decompose,
    moisture_modifier,
    next_deficit,
    remaining_share,
    temperature_modifier,
)
from fourpermille.kernels.scratch import BLOCK

YEAR = MONTHS_PER_YEAR  # counts months here, where the equations divide by it


def step_deficit(
    weather: Any, month: int, begin: int, wetter: float, wilting: Any, context: Any, dry: Any
) -> None:
    """Carry the deficit of the block over a month of a phase."""
    parameters, moisture, rules = context.parameters, context.moisture, context.rules
    end = begin + BLOCK
    rain = weather.precipitation[month % weather.precipitation.shape[0], begin:end]
    demand = weather.evaporation[month % weather.evaporation.shape[0], begin:end]
    plants = weather.cover[month % weather.cover.shape[0], begin:end]
    january = month % YEAR == 0
    if rules.bare_limit or rules.january_restart:
        for i in range(BLOCK):
            dry[i] = script_deficit(
                dry[i],
                rain[i] * wetter,
                float64(demand[i]),
                plants[i] >= parameters.bare_cover_threshold,
                january,
                wilting[i],
                moisture,
                rules,
            )
    else:
        for i in range(BLOCK):
            dry[i] = next_deficit(
                dry[i],
                rain[i] * wetter,
                float64(demand[i]),
                plants[i] >= parameters.bare_cover_threshold,
                wilting[i],
                moisture.bare_share * wilting[i],
            )


def month_rates(
    weather: Any,
    month: int,
    begin: int,
    warmer: float,
    wilting: Any,
    management: Any,
    context: Any,
    dry: Any,
    rate: Any,
) -> None:
    """Product of the modifiers of a month, after its deficit is known."""
    parameters, moisture, rules = context.parameters, context.moisture, context.rules
    end = begin + BLOCK
    air = weather.temperature[month % weather.temperature.shape[0], begin:end]
    plants = weather.cover[month % weather.cover.shape[0], begin:end]
    december = weather.cover[(month - month % YEAR + YEAR - 1) % weather.cover.shape[0], begin:end]
    threshold = parameters.bare_cover_threshold
    if rules.bare_limit or rules.december_limit:
        for i in range(BLOCK):
            rate[i] = script_moisture(
                dry[i],
                plants[i] >= threshold,
                december[i] >= threshold,
                wilting[i],
                moisture,
                rules,
            )
    else:
        for i in range(BLOCK):
            one_bar = moisture.one_bar_share * wilting[i]
            rate[i] = moisture_modifier(dry[i], one_bar, wilting[i], moisture.minimum)
    if rules.no_frost_limit:
        for i in range(BLOCK):
            rate[i] *= script_temperature(
                shifted(float64(air[i]), warmer, rules.signed_shift),
                parameters.temperature_a,
                parameters.temperature_b,
                parameters.temperature_c,
            )
    else:
        for i in range(BLOCK):
            rate[i] *= temperature_modifier(
                shifted(float64(air[i]), warmer, rules.signed_shift),
                parameters.temperature_a,
                parameters.temperature_b,
                parameters.temperature_c,
                parameters.temperature_minimum_degc,
            )
    for i in range(BLOCK):
        cover = cover_modifier(float64(plants[i]), parameters.covered_modifier)
        rate[i] *= cover * management[i]


def shares_left(rate: Any, context: Any, keep: Any, month: int) -> None:
    """Shares of the four pools that a month leaves, into ``keep`` (4, 12, block)."""
    parameters = context.parameters
    keep_dpm, keep_rpm = keep[0, month], keep[1, month]
    keep_bio, keep_hum = keep[2, month], keep[3, month]
    if context.rules.explicit_euler:
        for i in range(BLOCK):
            keep_dpm[i] = euler_share(rate[i], parameters.k_dpm)
            keep_rpm[i] = euler_share(rate[i], parameters.k_rpm)
            keep_bio[i] = euler_share(rate[i], parameters.k_bio)
            keep_hum[i] = euler_share(rate[i], parameters.k_hum)
    else:
        for i in range(BLOCK):
            keep_dpm[i] = remaining_share(rate[i], parameters.k_dpm)
            keep_rpm[i] = remaining_share(rate[i], parameters.k_rpm)
            keep_bio[i] = remaining_share(rate[i], parameters.k_bio)
            keep_hum[i] = remaining_share(rate[i], parameters.k_hum)


def run_pools(
    keep: Any,
    first: int,
    last: int,
    amount: Any,
    dpm_share: Any,
    humified: Any,
    bio_share: float,
    dpm: Any,
    rpm: Any,
    bio: Any,
    hum: Any,
) -> None:
    """Carry the pools of the block over the months ``first`` to ``last`` of a year.

    ``amount`` is the carbon input of a month.
    """
    for month in range(first, last):
        keep_dpm, keep_rpm = keep[0, month], keep[1, month]
        keep_bio, keep_hum = keep[2, month], keep[3, month]
        for i in range(BLOCK):
            left_dpm, left_rpm, left_bio, left_hum = decompose(
                dpm[i],
                rpm[i],
                bio[i],
                hum[i],
                keep_dpm[i],
                keep_rpm[i],
                keep_bio[i],
                keep_hum[i],
                bio_share * humified[i],
                (1.0 - bio_share) * humified[i],
            )
            dpm[i] = left_dpm + amount[i] * dpm_share[i]
            rpm[i] = left_rpm + amount[i] * (1.0 - dpm_share[i])
            bio[i] = left_bio
            hum[i] = left_hum


def productivity(
    weather: Any,
    year: int,
    begin: int,
    warmer: float,
    wetter: float,
    land: Any,
    context: Any,
    wet: Any,
    out: Any,
) -> None:
    """Net primary productivity of a year of the phase, times the factor of the land use."""
    end = begin + BLOCK
    rows_t, rows_p = weather.temperature.shape[0], weather.precipitation.shape[0]
    for i in range(BLOCK):
        out[i] = 0.0
        wet[i] = 0.0
    for month in range(year * YEAR, year * YEAR + YEAR):
        air = weather.temperature[month % rows_t, begin:end]
        rain = weather.precipitation[month % rows_p, begin:end]
        for i in range(BLOCK):
            out[i] += shifted(float64(air[i]), warmer, context.rules.signed_shift)
            wet[i] += rain[i] * wetter
    npp = context.npp
    for i in range(BLOCK):
        out[i] = land[i] * miami_here(
            out[i] / MONTHS_PER_YEAR,
            wet[i],
            npp.ceiling_g_m2_yr,
            npp.temperature_constant,
            npp.temperature_slope,
            npp.precipitation_slope,
        )
