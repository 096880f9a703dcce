"""One gas of one source, practice less reference, with what is known of its range."""

from __future__ import annotations

from dataclasses import dataclass, field

import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.crop.arguments import matched, quantity
from fourpermille.nutrients.net_sides import Sources, check_sides

# Gases that a source may hold, and how the table of potentials calls them.
GASES = {
    "co2_kg_ha_yr": "CO2",
    "ch4_kg_ha_yr": "CH4_nonfossil",
    "ch4_fossil_kg_ha_yr": "CH4_fossil",
    "n2o_kg_ha_yr": "N2O",
}


def nothing() -> xr.DataArray:
    """No mass."""
    return xr.DataArray(0.0)


@dataclass(frozen=True)
class Term:
    """Mass (kg/ha/yr) of one gas of one source, and how far it reaches below and above."""

    source: str
    gas: str
    kg_ha_yr: xr.DataArray
    method: str = ""
    vintage: str = ""
    below: xr.DataArray = field(default_factory=nothing)
    above: xr.DataArray = field(default_factory=nothing)

    @property
    def name(self) -> str:
        """Source and gas."""
        return f"{self.source}: {self.gas}"

    @property
    def has_range(self) -> bool:
        """Whether it reaches anywhere below or above."""
        return bool((self.below != 0).any() or (self.above != 0).any())


def terms_of(practice: Sources, reference: Sources) -> list[Term]:
    """Each gas of each source, practice less reference.

    Raises InputError for a source without a gas, one of two editions, or a name that slipped.
    """
    check_sides(practice, reference)
    out = []
    for source in dict.fromkeys((*practice, *reference)):
        sides = [side.get(source, xr.Dataset()) for side in (practice, reference)]
        gases = [name for name in GASES if any(name in one for one in sides)]
        if not gases:
            raise InputError(
                Problem(what=_("this source holds no gas"), column=source, allowed=", ".join(GASES))
            )
        given = [one for one in sides if one.data_vars]
        method, edition = (str(given[0].attrs.get(key, "")) for key in ("method", "vintage"))
        for name in gases:
            mass, below, above = _difference(name, *sides)
            if any(bool((part != 0).any()) for part in (mass, below, above)):
                out.append(Term(source, GASES[name], mass, method, edition, below, above))
    return out


def _difference(
    name: str, practice: xr.Dataset, reference: xr.Dataset
) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray]:
    """Mass, and how far it reaches below and above.

    The ranges of both sides count as independent, which is the cautious way.
    """
    parts = {}
    for side, ds in (("practice", practice), ("reference", reference)):
        parts[side] = quantity(name, ds[name]) if name in ds else nothing()
        for end in ("low", "high"):
            key = name.replace("_kg_ha_yr", f"_{end}_kg_ha_yr")
            parts[f"{side}_{end}"] = quantity(key, ds[key]) if key in ds else parts[side]
    at = matched(**parts)

    def both(first: xr.DataArray, second: xr.DataArray) -> xr.DataArray:
        return (first**2 + second**2) ** 0.5

    below = both(at["practice"] - at["practice_low"], at["reference_high"] - at["reference"])
    above = both(at["practice_high"] - at["practice"], at["reference"] - at["reference_low"])
    return at["practice"] - at["reference"], below, above
