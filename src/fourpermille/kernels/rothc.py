"""RothC 26.3, one place and one month at a time, in plain scalars.

This is the only place where the equations of the model stand. The functions are used as they
are (a handful of sites), compiled by Numba for the CPU, and compiled for CUDA; they therefore
take and return floats only and call nothing but each other and ``exp``. ``exp`` is always called
with an argument <= 0, so that a compiled version may use a faster one.

Order of a month (Coleman & Jenkinson 1996; Rothamsted programs 1.0.0 and 2.0.0):
deficit and modifiers, decomposition, then the month's inputs, which do not decay until the
next month.
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple

MONTHS_PER_YEAR = 12


class RothCParameters(NamedTuple):
    """The constants of the kernel, in the order of the parameter set ``rothc_26_3``."""

    temperature_a: float
    temperature_b: float
    temperature_c: float
    temperature_minimum_degc: float
    covered_modifier: float
    bare_cover_threshold: float
    k_dpm: float
    k_rpm: float
    k_bio: float
    k_hum: float
    co2_factor: float
    co2_base: float
    co2_span: float
    co2_clay: float
    bio_share: float


def temperature_modifier(
    air_temperature_degc: float, a: float, b: float, c: float, minimum_degc: float
) -> float:
    """A / (1 + exp(b / (T + c))), and zero below the minimum temperature.

    Written with exp(-b/(T + c)) and with the temperature held at the minimum before dividing, so
    that the pole at T = -c is never met and nothing overflows. A missing temperature stays missing.
    """
    cold = air_temperature_degc < minimum_degc
    warm = minimum_degc if cold else air_temperature_degc
    decay = exp(-b / (warm + c))
    return 0.0 if cold else a * decay / (1.0 + decay)


def next_deficit(
    deficit_mm: float,
    precipitation_mm: float,
    evaporation_mm: float,
    covered: bool,
    dry_limit_mm: float,
    bare_limit_mm: float,
) -> float:
    """Soil moisture deficit (<= 0) after a month.

    Bare soil dries to the bare limit only; if it is already drier it keeps its deficit, but rain
    rewets it as usual.
    """
    bare_limit = bare_limit_mm if bare_limit_mm < deficit_mm else deficit_mm
    limit = dry_limit_mm if covered else bare_limit
    deficit = deficit_mm + (precipitation_mm - evaporation_mm)
    deficit = 0.0 if deficit > 0.0 else deficit
    return limit if deficit < limit else deficit


def moisture_modifier(
    deficit_mm: float, one_bar_mm: float, wilting_mm: float, minimum: float
) -> float:
    """1 down to the deficit at one bar, then linear to ``minimum`` at the 15-bar deficit."""
    reach = minimum + (1.0 - minimum) * (wilting_mm - deficit_mm) / (wilting_mm - one_bar_mm)
    dry = minimum if deficit_mm <= wilting_mm else reach
    return 1.0 if deficit_mm > one_bar_mm else dry


def cover_modifier(plant_cover: float, covered_modifier: float) -> float:
    """1 on bare soil, ``covered_modifier`` under plants, linear in between (cover fraction 0-1)."""
    return 1.0 - (1.0 - covered_modifier) * plant_cover


def co2_ratio(clay_percent: float, factor: float, base: float, span: float, slope: float) -> float:
    """X = CO2 / (BIO + HUM) of what decomposes, from clay (%)."""
    return factor * (base + span * exp(-slope * clay_percent))


def remaining_share(rate_modifier: float, k_per_year: float) -> float:
    """Share of a pool left after one month, exp(-rho k / 12), k / 12 the same in every month."""
    return exp(-rate_modifier * (k_per_year / MONTHS_PER_YEAR))


def decompose(
    dpm: float,
    rpm: float,
    bio: float,
    hum: float,
    keep_dpm: float,
    keep_rpm: float,
    keep_bio: float,
    keep_hum: float,
    to_bio: float,
    to_hum: float,
) -> tuple[float, float, float, float]:
    """Decay of the four active pools over a month; what is formed does not decay again in it.

    ``keep_*`` are the remaining shares, ``to_bio`` and ``to_hum`` the shares of all decomposed
    carbon that become BIO and HUM; the rest leaves as CO2.
    """
    lost = (
        dpm * (1.0 - keep_dpm)
        + rpm * (1.0 - keep_rpm)
        + bio * (1.0 - keep_bio)
        + hum * (1.0 - keep_hum)
    )
    return (
        dpm * keep_dpm,
        rpm * keep_rpm,
        bio * keep_bio + to_bio * lost,
        hum * keep_hum + to_hum * lost,
    )
