"""Methane of flooded rice, and the gases of lime, urea, fuel, fire and drained organic soils.

Elementwise arithmetic; ``p`` maps the names of factors to numbers.
"""

from __future__ import annotations

from typing import Any

KG_PER_T = 1000
GRAMS_PER_KG = 1000
PER_TJ = 1e6  # MJ
AMENDMENTS = ("straw", "compost", "manure", "green_manure")


def organic_scaling(tonnes: Any, p: Any) -> Any:
    """(1 + Σ ROA CFOA) ** exponent; ``tonnes`` maps each amendment to t/ha."""
    total = sum(tonnes[name] * p[name] for name in AMENDMENTS)
    return (1 + total) ** p["exponent"]


def rice_methane(days: Any, scaling: Any, p: Any) -> Any:
    """CH4 (kg/ha) of one season: base emission of a day, water, pre-season, amendments."""
    return p["base"] * p["water"] * p["pre_season"] * scaling * days


def fuel_gas(litres: Any, kg_per_tj: float, density: float, heat: float) -> Any:
    """Gas (kg) of burnt fuel: kg/TJ of its heat, kg/l, MJ/kg."""
    return litres * density * heat * kg_per_tj / PER_TJ


def fire_gas(burnt_tdm: Any, g_per_kg: float) -> Any:
    """Gas (kg) of dry matter (t) that burns."""
    return burnt_tdm * KG_PER_T * g_per_kg / GRAMS_PER_KG


def with_ditches(land: float, ditch: float, ditch_share: float) -> float:
    """Emission of drained land, part of which is ditch."""
    return land * (1 - ditch_share) + ditch * ditch_share
