"""Which factors of nitrous oxide hold: by edition, climate, fertiliser, animals and water."""

from __future__ import annotations

from dataclasses import dataclass

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.factors import FactorTable, load_factors
from fourpermille.core.i18n import _
from fourpermille.crop.arguments import word
from fourpermille.nutrients.ranges import Figure, figure

TABLE = "n2o_emission_factors"
EDITIONS = ("2019", "2006")
CLIMATES = ("wet", "dry", "all")
ANIMALS = {"cattle_poultry_pigs": "EF3PRP_CPP", "sheep_other": "EF3PRP_SO"}
ONE_CLIMATE = ("EF3PRP_SO",)
KINDS = {
    "all": "",
    "urea": "urea",
    "ammonium": "ammonium-based",
    "nitrate": "nitrate-based",
    "ammonium_nitrate": "ammonium-nitrate-based",
}
WATER = {
    "unknown": "flooded rice, aggregated",
    "continuous": "flooded rice, continuous flooding",
    "drained": "flooded rice, single or multiple drainage",
}
# Both editions: nothing leaches in a dry climate without irrigation, and that has no range.
NO_LEACHING = Figure(0.0, 0.0, 0.0, "FracLEACH dry", "V")


@dataclass(frozen=True)
class Site:
    """What decides about factors besides climate."""

    edition: str
    synthetic_kind: str
    grazing_animals: str
    rice_water: str | None
    irrigated_direct: str

    def checked(self) -> Site:
        """Return itself; InputError for a word that isn't allowed, or not in this edition."""
        word("edition", self.edition, EDITIONS)
        word("synthetic_kind", self.synthetic_kind, tuple(KINDS))
        word("grazing_animals", self.grazing_animals, tuple(ANIMALS))
        word("irrigated_direct", self.irrigated_direct, ("dry", "wet"))
        if self.rice_water is not None:
            word("rice_water", self.rice_water, tuple(WATER))
        for name, found, general in (
            ("synthetic_kind", self.synthetic_kind, "all"),
            ("rice_water", self.rice_water, "unknown"),
        ):
            if self.edition == "2006" and found not in (None, general):
                raise InputError(
                    Problem(
                        what=_("the edition of 2006 doesn't tell these apart"),
                        column=name,
                        found=found,
                        allowed=general,
                        todo=_("Leave it out, or take edition 2019."),
                    )
                )
        return self


def factors_of(site: Site, climate: str, leaches: bool) -> dict[str, Figure]:
    """Return the factors by the names that the equations use.

    Naming a kind of fertiliser is an explicit choice of its factor, which may be unverified.
    """
    table, edition = load_factors(TABLE), site.edition
    at = "all" if edition == "2006" or climate == "all" else climate

    def of(factor: str, climate: str = at) -> Figure:
        return figure(table, {"vintage": edition, "factor": factor, "climate": climate})

    synthetic, other = _ef1(table, site, at)
    animals = ANIMALS[site.grazing_animals]
    # The edition of 2019 has no leached share for an unknown climate: that of wet ones holds.
    rain = "all" if edition == "2006" else "wet"
    return {
        "ef1_synthetic": synthetic,
        "ef1_other": other,
        "ef3": of(animals, "all" if animals in ONE_CLIMATE else at),
        "frac_gasf": _frac_gasf(table, site),
        "frac_gasm": of("FracGASM", "all"),
        "ef4": of("EF4"),
        "frac_leach": of("FracLEACH", rain) if leaches else NO_LEACHING,
        "ef5": of("EF5", "all"),
    }


def _ef1(table: FactorTable, site: Site, climate: str) -> tuple[Figure, Figure]:
    """Direct factors of synthetic and other nitrogen; one and the same where not told apart."""
    where = {"vintage": site.edition, "climate": climate}
    if site.rice_water is not None:
        where |= {"factor": "EF1FR", "climate": "all"}
        if site.edition != "2006":
            where["disaggregation"] = WATER[site.rice_water]
        return (figure(table, where),) * 2
    where["factor"] = "EF1"
    kinds = table.words("disaggregation", **where)
    synthetic = next((k for k in kinds if k.startswith("synthetic")), kinds[0])
    other = next((k for k in kinds if k.startswith("other")), kinds[0])
    first, second = (figure(table, {**where, "disaggregation": k}) for k in (synthetic, other))
    return (first, second)


def _frac_gasf(table: FactorTable, site: Site) -> Figure:
    where = {"vintage": site.edition, "factor": "FracGASF"}
    named = KINDS[site.synthetic_kind]
    where["disaggregation"] = named or table.words("disaggregation", **where)[0]
    return figure(table, where, unverified=bool(named))
