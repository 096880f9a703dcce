"""Net primary productivity from the climate of a year (Lieth 1975)."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


def miami(
    annual_temperature_degc: Array, annual_precipitation_mm: Array, p: Mapping[str, float]
) -> Array:
    """Dry matter (g m-2 yr-1): the lesser of what temperature and what rain allow."""
    warmth = p["ceiling_g_m2_yr"] / (
        1.0 + np.exp(p["temperature_constant"] - p["temperature_slope"] * annual_temperature_degc)
    )
    water = p["ceiling_g_m2_yr"] * -np.expm1(-p["precipitation_slope"] * annual_precipitation_mm)
    return np.asarray(np.minimum(warmth, water))


def miami_here(
    annual_temperature_degc: float,
    annual_precipitation_mm: float,
    ceiling_g_m2_yr: float,
    temperature_constant: float,
    temperature_slope: float,
    precipitation_slope: float,
) -> float:
    """The same for one place, in the manner of the kernels: ``exp`` of nothing above zero."""
    z = temperature_constant - temperature_slope * annual_temperature_degc
    small = exp(-z) if z > 0.0 else exp(z)
    warmth = ceiling_g_m2_yr * (small if z > 0.0 else 1.0) / (1.0 + small)
    water = ceiling_g_m2_yr * (1.0 - exp(-precipitation_slope * annual_precipitation_mm))
    return water if water < warmth else warmth
