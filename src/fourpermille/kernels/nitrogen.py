"""Nitrogen of managed soils: what a gain locks, and nitrous oxide by the equations of the IPCC.

Elementwise arithmetic; ``p`` maps the names of factors to numbers. Masses of nitrogen are kg/ha,
of carbon t/ha, in the same time.
"""

from __future__ import annotations

from typing import Any

KG_PER_T = 1000


def locked(gain_tc: Any, carbon_per_nutrient: float) -> Any:
    """Nutrient (kg) in the organic matter that a gain of carbon builds."""
    return gain_tc * KG_PER_T / carbon_per_nutrient


def allowed_gain(available_kg: Any, carbon_per_nutrient: float) -> Any:
    """Gain of carbon (t) that a nutrient is enough for."""
    return available_kg * carbon_per_nutrient / KG_PER_T


def direct_n2o(synthetic: Any, other: Any, grazing: Any, p: Any) -> Any:
    """N2O-N from the field: synthetic nitrogen, other nitrogen and that of grazing animals."""
    return synthetic * p["ef1_synthetic"] + other * p["ef1_other"] + grazing * p["ef3"]


def deposition_n2o(synthetic: Any, organic: Any, p: Any) -> Any:
    """N2O-N of volatilised nitrogen; ``organic`` with that of grazing animals."""
    return (synthetic * p["frac_gasf"] + organic * p["frac_gasm"]) * p["ef4"]


def leaching_n2o(nitrogen: Any, p: Any) -> Any:
    """N2O-N of leached nitrogen, of all that was given or set free."""
    return nitrogen * p["frac_leach"] * p["ef5"]
