"""Water retention of van Genuchten, pedotransfer functions of Wösten et al. (1999)."""

from __future__ import annotations

from math import exp, log
from typing import Any

OM_PER_OC_KEY = "om_per_oc"


def van_genuchten(soil: tuple[float, float, float, float], p: Any) -> tuple[float, float, float]:
    """(saturated water content, alpha in 1/cm, n) of a topsoil.

    ``soil``: clay and silt in %, bulk density in g/cm3, organic carbon in %. Clay, silt and
    organic carbon may not be zero (they stand in denominators and logarithms). ``p`` maps the
    names of the parameter set ``wosten_1999`` to its coefficients.
    """
    clay, silt, bulk_density, organic_carbon = soil
    om = p[OM_PER_OC_KEY] * organic_carbon
    terms = {
        "constant": 1.0,
        "clay": clay,
        "silt": silt,
        "om": om,
        "bd": bulk_density,
        "topsoil": p["topsoil"],
        "bd2": bulk_density * bulk_density,
        "clay2": clay * clay,
        "silt2": silt * silt,
        "om2": om * om,
        "inverse_om": 1.0 / om,
        "inverse_clay": 1.0 / clay,
        "inverse_silt": 1.0 / silt,
        "inverse_bd": 1.0 / bulk_density,
        "ln_silt": log(silt),
        "ln_om": log(om),
        "ln_bd": log(bulk_density),
        "bd_silt": bulk_density * silt,
        "bd_clay": bulk_density * clay,
        "bd_om": bulk_density * om,
        "om_clay": om * clay,
        "topsoil_clay": p["topsoil"] * clay,
        "topsoil_silt": p["topsoil"] * silt,
    }

    def total(prefix: str) -> float:
        return sum(
            value * p[f"{prefix}_{name}"]
            for name, value in terms.items()
            if f"{prefix}_{name}" in p
        )

    return total("theta_s"), exp(total("ln_alpha")), 1.0 + exp(total("ln_n_1"))


def water_content(
    suction_cm: float, theta_s: float, theta_r: float, alpha: float, n: float
) -> float:
    """Volumetric water content at a suction (cm of water)."""
    return theta_r + (theta_s - theta_r) / (1.0 + (alpha * suction_cm) ** n) ** (1.0 - 1.0 / n)
