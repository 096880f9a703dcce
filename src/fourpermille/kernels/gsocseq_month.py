"""One month of one cell as the sequestration protocol's scripts have it, where they differ.

The exact protocol uses ``kernels.rothc`` alone. Everything here repeats a defect on purpose, so
that published maps can be audited.
"""

from __future__ import annotations

from math import exp, nan

from fourpermille.kernels.gsocseq_arguments import Moisture, Rules
from fourpermille.kernels.rothc import MONTHS_PER_YEAR, moisture_modifier, next_deficit


def shifted(value: float, shift: float, signed: bool) -> float:
    """A temperature moved by a share of its size; ``signed``: of its value, colder below zero."""
    size = -value if value < 0.0 and not signed else value
    return value + shift * size


def script_temperature(air_temperature_degc: float, a: float, b: float, c: float) -> float:
    """The temperature modifier without a lower limit; missing from its pole at -c down."""
    beyond = air_temperature_degc <= -c
    decay = exp(-b / (1.0 if beyond else air_temperature_degc + c))
    return nan if beyond else a * decay / (1.0 + decay)


def euler_share(rate_modifier: float, k_per_year: float) -> float:
    """Share left after one explicit Euler step of a month; negative where the step is too long."""
    return 1.0 - rate_modifier * k_per_year / MONTHS_PER_YEAR


def script_deficit(
    deficit: float,
    rain: float,
    demand: float,
    covered: bool,
    january: bool,
    wilting: float,
    moisture: Moisture,
    rules: Rules,
) -> float:
    """Deficit after a month by the scripts' rules that are switched on."""
    if rules.january_restart and january:  # from field capacity, and no limit
        balance = rain - demand
        return balance if balance < 0.0 else 0.0
    if not rules.bare_limit:
        bare = moisture.bare_share * wilting
        return next_deficit(deficit, rain, demand, covered, wilting, bare)
    limit = wilting if covered else moisture.script_bare_share * wilting
    after = deficit + (rain - demand)
    after = 0.0 if after > 0.0 else after
    return limit if after <= limit else after


def script_moisture(
    deficit: float,
    covered: bool,
    december_covered: bool,
    wilting: float,
    moisture: Moisture,
    rules: Rules,
) -> float:
    """Moisture modifier with the maximum that the scripts take for the month's."""
    full = december_covered if rules.december_limit else covered or not rules.bare_limit
    largest = wilting if full else moisture.script_bare_share * wilting
    return moisture_modifier(deficit, moisture.one_bar_share * largest, largest, moisture.minimum)
