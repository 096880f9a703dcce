"""Units of areas and totals that suit their size: hectares and tonnes, or millions of them."""

from dataclasses import dataclass

from fourpermille.core.parameters import load_parameters
from fourpermille.report.facts import Facts

MILLION = 1e6


def co2_per_c() -> float:
    """Return tonnes of CO2 in a tonne of carbon."""
    return load_parameters("conversions")["co2_per_c"]


@dataclass(frozen=True)
class Amounts:
    """The divisor from hectares (or tonnes) to the unit shown, and its symbols."""

    divisor: float
    area_unit: str
    carbon_unit: str
    co2_unit: str


def amounts(facts: Facts) -> Amounts:
    """Choose millions when the places cover at least a million hectares."""
    if facts.has_area and float(facts.results["area_ha"].sum()) >= MILLION:
        return Amounts(MILLION, "Mha", "Mt C", "Mt CO₂")
    return Amounts(1.0, "ha", "t C", "t CO₂")
