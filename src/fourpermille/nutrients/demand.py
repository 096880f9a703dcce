"""Nitrogen, phosphorus and sulphur that a gain of soil carbon locks, and which of them limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.crop.arguments import missing
from fourpermille.kernels.nitrogen import allowed_gain, locked
from fourpermille.nutrients.arguments import labelled, quantities

SYMBOLS = {"nitrogen": "n", "phosphorus": "p", "sulphur": "s"}
NOTHING = "none"
SET = "stoichiometry"


def nutrient_demand(
    soc_change_tc_ha: Any,
    *,
    nitrogen_available_kgn_ha: Any = None,
    phosphorus_available_kgp_ha: Any = None,
    sulphur_available_kgs_ha: Any = None,
    parameters: ParameterSet | str | None = None,
) -> xr.Dataset:
    """Nutrients that a gain of soil carbon locks in organic matter.

    Change and supplies are of the same period: a year, or thirty. A loss demands nothing here;
    what it sets free is counted in ``n2o``, with another C:N.

    Parameters
    ----------
    soc_change_tc_ha
        Wanted change of the stock, t C/ha, a number or an array of any shape.
    nitrogen_available_kgn_ha, phosphorus_available_kgp_ha, sulphur_available_kgs_ha
        What is free to be locked: surplus, fixation, fertiliser, kg/ha. An element whose supply
        isn't given never limits.
    parameters
        A parameter set of your own, or the name of one.

    Returns
    -------
    xarray.Dataset
        ``nitrogen_demand_kgn_ha``, ``phosphorus_demand_kgp_ha``, ``sulphur_demand_kgs_ha``. With a
        supply also the shortfall of each element given, ``soc_change_possible_tc_ha`` =
        min(change, N · C/N, P · C/P, S · C/S), ``soc_change_lacking_tc_ha`` and
        ``limiting_element`` ("none" where all suffice, "" where a value is missing).

    Raises
    ------
    InputError, OutOfRangeError, ShapeError
        No numbers, a supply below zero, arrays for different places.

    Notes
    -----
    Source: Kirkby et al. 2013, C:N:P:S 10000:833:200:143 of stable organic matter.
    """
    chosen = SET if parameters is None else parameters
    p = load_parameters(chosen) if isinstance(chosen, str) else chosen
    if not isinstance(p, ParameterSet) or any(f"carbon_per_{one}" not in p for one in SYMBOLS):
        raise _no_stoichiometry(parameters)
    supplies = {
        "nitrogen_available_kgn_ha": nitrogen_available_kgn_ha,
        "phosphorus_available_kgp_ha": phosphorus_available_kgp_ha,
        "sulphur_available_kgs_ha": sulphur_available_kgs_ha,
    }
    given = {"soc_change_tc_ha": soc_change_tc_ha}
    given |= {name: value for name, value in supplies.items() if value is not None}
    at = quantities(**given)
    change = at["soc_change_tc_ha"]
    gain = np.maximum(change, 0.0)
    out: dict[str, xr.DataArray] = {}
    bounds: dict[str, xr.DataArray] = {}
    for element, symbol in SYMBOLS.items():
        need = locked(gain, p[f"carbon_per_{element}"])
        unit = f"kg{symbol}_ha"
        out[f"{element}_demand_{unit}"] = need
        supply = at.get(f"{element}_available_{unit}")
        if supply is not None:
            out[f"{element}_shortfall_{unit}"] = np.maximum(need - supply, 0.0)
            bounds[element] = allowed_gain(supply, p[f"carbon_per_{element}"])
    if bounds:
        out |= _limited(change, bounds)
    result = labelled(out)
    result.attrs = {
        "method": "stoichiometry of stable organic matter",
        "parameter_sets": p.name,
        "source": p.source,
        "confidence": ", ".join(dict.fromkeys(row.confidence for row in p.rows.values())),
        "missing": missing(change),
    }
    return result


def _no_stoichiometry(given: object) -> InputError:
    return InputError(
        Problem(
            what=_("a stoichiometry is expected"),
            column="parameters",
            found=given if isinstance(given, str) else type(given).__name__,
            allowed=_("a parameter set with {names}, or the name of one").format(
                names=", ".join(f"carbon_per_{one}" for one in SYMBOLS)
            ),
        )
    )


def _limited(change: xr.DataArray, bounds: dict[str, xr.DataArray]) -> dict[str, xr.DataArray]:
    """What the scarcest element allows, and which it is; nothing bounds a loss."""
    stack = xr.concat(
        xr.broadcast(*bounds.values()), "element", coords="minimal", compat="override"
    )
    least = stack.min("element", skipna=False)
    possible = xr.where(change <= 0, change, np.minimum(change, least))
    possible = possible.where(least.notnull())
    # A supply that is missing compares as infinite; the cell is blanked below.
    scarcest = stack.fillna(np.inf).argmin("element")
    names = xr.DataArray(np.array(list(bounds)), dims="element")[scarcest]
    word = xr.where(change > least, names, NOTHING)
    return {
        "soc_change_possible_tc_ha": possible,
        "soc_change_lacking_tc_ha": change - possible,
        "limiting_element": xr.where(possible.isnull(), "", word),
    }
