"""Warming potentials: one choice for all gases of a result, read from the table of editions."""

from __future__ import annotations

from dataclasses import dataclass

from fourpermille.core.errors import is_among, unknown_name
from fourpermille.core.factors import load_factors

TABLE = "gwp"
CENTURY = ("GWP", "100")
# What a gas is called where an edition doesn't tell its origins apart.
GENERAL = {"CH4_nonfossil": "CH4", "CH4_fossil": "CH4"}
KG_PER_T = 1000


@dataclass(frozen=True)
class Potentials:
    """One metric of one assessment report."""

    gwp_id: str
    report: str
    metric: str
    horizon_yr: str

    def of(self, gas: str, *, unverified: bool = False) -> float:
        """Potential of CO2, N2O, CH4_nonfossil (rice, burning) or CH4_fossil (fuel)."""
        if gas == "CO2":
            return 1.0
        table = load_factors(TABLE)
        where = {"report": self.report, "metric": self.metric, "horizon_yr": self.horizon_yr}
        known = table.words("gas", **where)
        found = gas if gas in known else GENERAL.get(gas, gas)
        return table.number("value", unverified=unverified, gas=found, **where)

    def per_kg(self, gas: str, *, unverified: bool = False) -> float:
        """T CO2e per kg of a gas."""
        return self.of(gas, unverified=unverified) / KG_PER_T


def choices() -> dict[str, Potentials]:
    """Every metric of the table: ``ar5`` is GWP over a century, ``ar6_gwp20`` names another."""
    found = {}
    for row in load_factors(TABLE):
        report, metric, horizon = (str(row[c]) for c in ("report", "metric", "horizon_yr"))
        other = "" if (metric, horizon) == CENTURY else f"_{metric.lower()}{horizon}"
        key = f"{report.lower()}{other}"
        found[key] = Potentials(key, report, metric, horizon)
    return found


def potentials(gwp: str) -> Potentials:
    """Return a metric by name; UnknownNameError, with a near name, if there is none."""
    known = choices()
    if not is_among(gwp, known):
        raise unknown_name("gwp", gwp, known)
    return known[gwp]
