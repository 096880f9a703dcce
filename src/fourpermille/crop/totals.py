"""From production of whole countries to carbon: what is harvested, what grows, what returns."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import Problem, ShapeError
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _
from fourpermille.core.variables import describe
from fourpermille.crop.arguments import matched, quantity
from fourpermille.crop.methods import ipcc2019
from fourpermille.crop.plant import Question

TABLE = "faostat_crops"
HA_PER_KHA, KT_PER_MT, T_PER_MT = 1000, 1000, 1_000_000
NAMES = ("harvest_mtc_yr", "residue_mtc_yr", "root_mtc_yr", "npp_mtc_yr", "carbon_input_mtc_yr")


def items() -> tuple[str, ...]:
    """Return the crops that totals are made of, as the panel calls them."""
    return load_factors(TABLE).words("item")


def totals(
    production_kt: xr.DataArray, arable_land_kha: xr.DataArray, removed: Any = 0
) -> xr.Dataset:
    """Carbon of a production (kt fresh, with ``crop``), by the ratio form of the IPCC method.

    ``removed``: share of the residue above ground that leaves the field. The ratio form needs no
    area; the linear one would.
    """
    table = load_factors(TABLE)
    share = _removed(removed, production_kt)
    known = matched(production=production_kt, area=arable_land_kha, removed=share)
    parts = [_carbon(str(item), known["production"].sel(crop=item)) for item in table.words("item")]
    grown = xr.concat(parts, dim="crop", coords="minimal", compat="override").assign_coords(
        crop=list(table.words("item"))
    )
    back = grown["residue_mtc_yr"] * (1 - known["removed"]) + grown["root_mtc_yr"]
    area = known["area"] * HA_PER_KHA
    # Missing where no crop of a country has a number; a crop without one isn't grown there.
    sown = back.sum("crop", min_count=1) * T_PER_MT / area.where(area > 0)
    return describe(
        grown.assign(
            carbon_input_mtc_yr=back, arable_land_ha=area, carbon_input_tc_ha_yr=sown
        ).assign_coords(ipcc_crop=("crop", [str(row["ipcc_crop"]) for row in table]))
    )


def _removed(given: Any, production: xr.DataArray) -> xr.DataArray:
    """Share of the residue that leaves, on the countries of the production."""
    name, place = "residue_removed_fraction", "country"
    share = quantity(name, given)
    own = [dim for dim in share.dims if dim not in production.dims]
    if own:
        raise ShapeError(
            Problem(
                what=_("a series doesn't say which country is which"),
                column=name,
                found=f"{dict(share.sizes)}",
                allowed=_("one number, or a DataArray on country"),
            )
        )
    if place not in share.indexes:
        return share
    lacking = [str(code) for code in production[place].values if code not in share.indexes[place]]
    if lacking or not share.indexes[place].is_unique:
        raise ShapeError(
            Problem(
                what=_("not one value for each country"),
                column=name,
                found=", ".join(str(code) for code in share[place].values[:9]),
                todo=_("Give a value for {names}.").format(names=", ".join(lacking[:9]))
                if lacking
                else _("Give each country once."),
            )
        )
    return share.sel({place: production[place].values})


def _carbon(item: str, production_kt: xr.DataArray) -> xr.Dataset:
    """Carbon of one crop, Mt."""
    crop = str(load_factors(TABLE).one(item=item)["ipcc_crop"])
    fresh = production_kt.reset_coords(drop=True) / KT_PER_MT
    grown = ipcc2019.grow(Question(crop, fresh, form="ratio"))
    values = (grown.product, grown.above, grown.roots, grown.product + grown.above + grown.roots)
    return xr.Dataset(dict(zip(NAMES, values, strict=False)))


def counts(production_kt: xr.DataArray) -> dict[str, int]:
    """How many numbers there are, and how many countries have none."""
    there = production_kt.notnull()
    empty = ~there.any([dim for dim in there.dims if dim != "country"])
    return {
        "numbers": int(there.sum()),
        "missing": int(np.prod(there.shape)) - int(there.sum()),
        "countries_without_any": int(empty.sum()),
    }
