"""Supply against demand on the places of a run, as labelled arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.domain import growth_limit_tc_ha_yr
from fourpermille.assessment.method import Method, maps_ahead, today
from fourpermille.assessment.results import horizon
from fourpermille.assessment.supply.chosen import Chosen, fitting, plans_of
from fourpermille.assessment.supply.forward import Supply, forward
from fourpermille.assessment.supply.limiting import limiting_factor
from fourpermille.assessment.supply.plan import MANURE, RESIDUES, Limits
from fourpermille.assessment.target import Target
from fourpermille.core.parameters import load_parameters
from fourpermille.core.variables import describe
from fourpermille.soil.annual_map import Array
from fourpermille.soil.setup import Setup

PER_MILLE = 1000.0
AVAILABLE = {
    RESIDUES: "residue_available_tc_ha_yr",
    MANURE: "manure_available_tc_ha_yr",
}
NUTRIENTS = {
    "nitrogen": "nitrogen_available_kgn_ha_yr",
    "phosphorus": "phosphorus_available_kgp_ha_yr",
    "sulphur": "sulphur_available_kgs_ha_yr",
}
NPP = "npp_tc_ha_yr"


def supply(
    ds: xr.Dataset,
    chosen: Sequence[Chosen],
    demand: xr.DataArray,
    target: Target,
    zones: Sequence[str],
    *,
    method: Method | None = None,
    bias_correction: str = "none",
    npp: str | None = None,
    returnable_fraction: float | None = None,
) -> xr.Dataset:
    """What practices supply of the extra input that a target asks for.

    Parameters
    ----------
    ds
        Places as for ``requirement``; ``residue_available_tc_ha_yr``, ``manure_available_tc_ha_yr``
        and ``nitrogen_available_kgn_ha_yr`` (and so on) bound the supply where they are given.
    chosen
        Practices with their spread; all spreads start in one year, which is today.
    demand
        Extra input that the target asks for, on the dims of the places, t C/ha/yr.
    target
        Length and rate of the target.
    zones
        Climate zone of each place in flat order, "" for none; used by factors of the IPCC.
    npp
        "given" (``npp_tc_ha_yr`` in ``ds``), "miami" (from the climate) or None: no bound by
        plant growth. Then at most ``returnable_fraction`` of it can return, today's returns of
        plants included.

    Returns
    -------
    ``supply_input_tc_ha_yr``, ``supply_gain_tc_ha``, ``supply_share_fraction`` (year, places);
    ``supply_stage_tc_ha_yr`` (stage, places) in the target year; ``supply_peak_year``,
    ``limiting_factor`` and ``practices_fitting`` (places), the number of them that belong there.
    """
    ways = method or Method()
    case = Case(ds, target, bias_correction=bias_correction, parameters=ways.parameters)
    now = today(case, ways)
    setup, cells = now.setup, now.setup.cells
    ahead = maps_ahead(case, now)
    years = horizon(target)
    plans = plans_of(setup, chosen, zones, target.years)
    limits = _limits(setup, npp, returnable_fraction)
    maps = setup.year.map if ahead is None else ahead
    found = forward(maps, plans, limits, chosen[0].spread.start_year, years)
    asked = demand.transpose(*cells.dims).values.reshape(-1)
    out = _labelled(setup, found, asked, target)
    fit = np.sum([fitting(setup, one, zones) for one in chosen], axis=0).astype(float)
    out["practices_fitting"] = describe(
        xr.Dataset({"practices_fitting": cells.labelled(fit, "practices_fitting")})
    )["practices_fitting"]
    out.attrs = {
        "supply_plans": ", ".join(plan.id for plan in plans),
        "supply_limits": ", ".join(limits.names),
    }
    return out


def _labelled(setup: Setup, found: Supply, demand: Array, target: Target) -> xr.Dataset:
    cells = setup.cells
    share = _share(found.gain, setup.stock, target.rate_permille_yr)
    series = {
        "supply_input_tc_ha_yr": found.supplied,
        "supply_gain_tc_ha": found.gain,
        "supply_share_fraction": share,
    }
    out = {
        name: cells.labelled(values, name, ("year",), leading=True)
        for name, values in series.items()
    }
    stages = np.stack([stage[target.years] for stage in found.stages.values()])
    out["supply_stage_tc_ha_yr"] = cells.labelled(
        stages, "supply_stage_tc_ha_yr", ("stage",), leading=True
    )
    out["supply_peak_year"] = cells.labelled(_peak(share), "supply_peak_year")
    limiting = limiting_factor(found, demand, target.years)
    out["limiting_factor"] = cells.labelled(limiting, "limiting_factor")
    coords = {"year": np.arange(found.gain.shape[0]), "stage": list(found.stages)}
    return describe(xr.Dataset(out).assign_coords(coords))


def _share(gain: Array, stock: Array, rate_permille_yr: float) -> Array:
    """Gain of each year as a share of what the target asks of today's stock; missing in year 0."""
    out = np.full_like(gain, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        out[1:] = np.diff(gain, axis=0) * PER_MILLE / (stock * rate_permille_yr)
    return out


def _peak(share: Array) -> Array:
    """Year (places) of the largest share; missing where there is none."""
    known = np.isfinite(share)
    top = np.where(known, share, -np.inf).argmax(axis=0).astype(float)
    return np.where(known.any(axis=0), top, np.nan)


def _limits(setup: Setup, npp: str | None, returnable_fraction: float | None) -> Limits:
    cells, nutrients = setup.cells, load_parameters("stoichiometry")
    there = {n: v for n, v in NUTRIENTS.items() if cells.has(v)}
    room = None
    if npp is not None:
        grown = cells.per_place(NPP) if npp == "given" else growth_limit_tc_ha_yr(cells)
        share = (
            load_parameters("supply")["returnable_fraction"]
            if returnable_fraction is None
            else returnable_fraction
        )
        plant = setup.year.map.streams.index("plant")
        room = share * grown - setup.state.inputs[:, plant]
    return Limits(
        {n: cells.per_place(v) for n, v in AVAILABLE.items() if cells.has(v)},
        room,
        {n: cells.per_place(v) for n, v in there.items()},
        {n: nutrients[f"carbon_per_{n}"] for n in there},
    )
