"""Units of areas and totals that suit their size: tonnes, millions or thousand millions."""

from dataclasses import dataclass

from fourpermille.core.parameters import load_parameters
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import brief

MILLION = 1e6
MILLIARD = 1e9


def co2_per_c() -> float:
    """Return tonnes of CO2 in a tonne of carbon."""
    return load_parameters("conversions")["co2_per_c"]


@dataclass(frozen=True)
class Amounts:
    """The divisor from hectares (or tonnes) to the unit of a column, and its symbols."""

    divisor: float
    area_unit: str
    carbon_unit: str


def amounts(facts: Facts) -> Amounts:
    """Choose millions for the columns when the places cover at least a million hectares."""
    if facts.has_area and float(facts.results["area_ha"].sum()) >= MILLION:
        return Amounts(MILLION, "Mha", "Mt C")
    return Amounts(1.0, "ha", "t C")


def sized(tonnes: float, of: str = "C", *, largest: float = MILLIARD) -> tuple[str, str]:
    """Write a mass as number and unit: ("58.6", "Gt C"), ("248", "Mt C"), ("36.4", "t C")."""
    for size, prefix in ((MILLIARD, "G"), (MILLION, "M")):
        if size <= largest and abs(tonnes) >= size:
            return brief(tonnes / size), f"{prefix}t {of}"
    return brief(tonnes), f"t {of}"


def mass(tonnes: float, of: str = "C", *, largest: float = MILLIARD) -> str:
    """Write a mass in one piece: "58.6 Gt C"."""
    return " ".join(sized(tonnes, of, largest=largest))
