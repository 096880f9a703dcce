"""Carbon and nitrogen of manure and other organic amendments, from their fresh mass."""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _
from fourpermille.crop.arguments import known_name

TABLE = "organic_amendments"
KG_PER_T = 1000
PERCENT = 100


@dataclass(frozen=True)
class Amendment:
    """What an amendment brings in a year: carbon (t C/ha), nitrogen (kg N/ha), and its source."""

    carbon: xr.DataArray
    nitrogen: xr.DataArray
    about: str = ""


def amendment(name: str | None, fresh: xr.DataArray, *, unverified: bool = False) -> Amendment:
    """Carbon and nitrogen of a fresh mass (t/ha); nitrogen is missing where no source gives it.

    Raises InputError where a mass has no name or a name no mass, UnknownNameError for an
    amendment that isn't in the table.
    """
    table = load_factors(TABLE)
    given = bool((fresh > 0).any())
    if name is None:
        if given:
            raise InputError(
                Problem(
                    what=_("manure without a name: its carbon and nitrogen are not known"),
                    column="manure",
                    allowed=", ".join(table.words("material")),
                )
            )
        return Amendment(fresh, fresh)
    materials = table.words("material")
    known_name(name, materials, _("amendment"), "manure", f"table {TABLE}")
    row = table.one(unverified=unverified, material=name)
    if not given and not bool(fresh.isnull().any()):
        raise InputError(
            Problem(
                what=_("manure without a mass"),
                column="manure_t_ha",
                found=name,
                todo=_("Give manure_t_ha, or leave manure out."),
            )
        )
    carbon = table.number("c_percent_fresh", unverified=unverified, material=name)
    known = row["n_percent_fresh"]
    nitrogen = float("nan") if known is None else float(known)
    about = f"{name}: {row['source']} ({row['confidence']})"
    return Amendment(
        fresh * carbon / PERCENT,
        # No manure holds no nitrogen, known or not.
        (fresh * nitrogen * KG_PER_T / PERCENT).where(fresh != 0, 0.0),
        f"{about}; {row['note']}" if row["note"] else about,
    )
