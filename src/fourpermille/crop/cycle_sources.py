"""Where the fluxes of an account come from: a published cycle, or an answer of crop_inputs."""

from __future__ import annotations

from typing import Any

import xarray as xr

from fourpermille.core.errors import InputError, Problem, unknown_name
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters, parameter_sets
from fourpermille.crop.arguments import text
from fourpermille.crop.cycle_closing import FLUXES, GRAZED, HARVEST, MANURE, NPP, RETURNED

FAMILY = "crop_cycle_"
T_PER_PG = 1e9


def cycles() -> tuple[str, ...]:
    """Return the names of the published cycles."""
    return tuple(n.removeprefix(FAMILY) for n in parameter_sets() if n.startswith(FAMILY))


def known_fluxes(
    source: str | xr.Dataset | None,
) -> tuple[dict[str, Any], dict[str, Any], ParameterSet | None]:
    """Fluxes of a source, what is said of it, and its parameter set."""
    if source is None:
        return {}, {"cycle": "given"}, None
    if isinstance(source, xr.Dataset):
        return _of_yields(source)
    if text("source", source) not in cycles():
        raise unknown_name(_("crop cycle"), source, cycles())
    chosen = load_parameters(FAMILY + source)
    about = {"cycle": source, "parameter_sets": chosen.name, "references": chosen.source}
    return _of_set(chosen), about, chosen


def _of_set(chosen: ParameterSet) -> dict[str, Any]:
    if "area_ha" not in chosen:
        return {name: chosen[name] for name in FLUXES if name in chosen}
    area = chosen["area_ha"] / T_PER_PG
    sums = {name: name.replace("_tc_ha_yr", "_pgc_yr") for name in FLUXES}
    return {name: chosen[row] / area for name, row in sums.items() if row in chosen}


def _of_yields(source: xr.Dataset) -> tuple[dict[str, Any], dict[str, Any], None]:
    names = {NPP: NPP, HARVEST: HARVEST, RETURNED: RETURNED, GRAZED: "residue_taken_tc_ha_yr"}
    names |= {MANURE: MANURE}
    missing = [name for name in names.values() if name not in source]
    if missing:
        raise InputError(
            Problem(
                what=_("not an answer of crop_inputs"),
                column=", ".join(missing),
                todo=_("Give the Dataset that crop_inputs returns, or the fluxes one by one."),
            )
        )
    about = {"cycle": "yields", **{f"inputs_{k}": v for k, v in source.attrs.items()}}
    return {name: source[column] for name, column in names.items()}, about, None
