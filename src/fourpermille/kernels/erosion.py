"""Erosion by water: RUSLE, the erodibility of Williams, and what leaves with the soil.

Elementwise arithmetic; ``p`` maps the names of the parameter set ``williams_1995`` to numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

PERCENT = 100


def soil_loss(r: Any, k: Any, ls: Any, c: Any, p: Any) -> Any:
    """R K LS C P, t/ha/yr with R in MJ mm/(ha h yr) and K in t h/(MJ mm)."""
    return r * k * ls * c * p


def carbon_factor(soc_percent: Any, p: Any) -> Any:
    """Part of the erodibility that organic carbon decides: 1 without any, less with more."""
    held = np.exp(p["carbon_a"] - p["carbon_b"] * soc_percent)
    return 1 - p["carbon_part"] * soc_percent / (soc_percent + held)


def carbon_factor_slope(soc_percent: Any, p: Any) -> Any:
    """Derivative of ``carbon_factor`` by carbon, 1/%."""
    held = np.exp(p["carbon_a"] - p["carbon_b"] * soc_percent)
    return -p["carbon_part"] * held * (1 + p["carbon_b"] * soc_percent) / (soc_percent + held) ** 2


def erodibility(sand: Any, silt: Any, clay: Any, soc_percent: Any, p: Any) -> Any:
    """K (t h/(MJ mm)) from sand, silt, clay and organic carbon in %."""
    coarse = p["base"] + p["sand_part"] * np.exp(-p["sand_silt"] * sand * (1 - silt / PERCENT))
    fine = (silt / (clay + silt)) ** p["silt_power"]
    rest = 1 - sand / PERCENT
    sandy = 1 - p["sandy_part"] * rest / (rest + np.exp(p["sandy_b"] * rest - p["sandy_a"]))
    return p["si_per_us"] * coarse * fine * carbon_factor(soc_percent, p) * sandy


def carried(soil_t: Any, percent: Any, enrichment: Any) -> Any:
    """Mass (t) that leaves with the soil, richer in it than the topsoil by ``enrichment``."""
    return soil_t * percent / PERCENT * enrichment
