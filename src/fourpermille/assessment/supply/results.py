"""Supply against demand on the places of a run, as labelled arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import xarray as xr

from fourpermille.assessment.domain import growth_limit_tc_ha_yr
from fourpermille.assessment.requirement import Requirement
from fourpermille.assessment.results import horizon
from fourpermille.assessment.supply.chosen import Chosen, belongs
from fourpermille.assessment.supply.forward import Supply, forward, gained_by
from fourpermille.assessment.supply.lifted import lifted
from fourpermille.assessment.supply.limiting import limiting_factor
from fourpermille.assessment.supply.plan import DEMANDS, MANURE, RESIDUES, Limits, Plan
from fourpermille.assessment.supply.plans import plans_of
from fourpermille.assessment.supply.together import Question
from fourpermille.core.parameters import load_parameters
from fourpermille.core.variables import describe
from fourpermille.kernels.nitrogen import locked
from fourpermille.soil import linear
from fourpermille.soil.annual_map import Array

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
NPP, DEFICIT = "npp_tc_ha_yr", "stock_deficit_tc_ha"


def supply(
    answer: Requirement,
    chosen: Sequence[Chosen],
    lands: Array,
    zones: Array,
    *,
    npp: str | None = None,
    returnable_fraction: float | None = None,
) -> xr.Dataset:
    """What practices supply of the extra input that a target asks for.

    Parameters
    ----------
    answer
        What the target asks of the places, and their state today. In their data
        ``residue_available_tc_ha_yr``, ``manure_available_tc_ha_yr``, ``stock_deficit_tc_ha`` and
        ``nitrogen_available_kgn_ha_yr`` (and so on) bound the supply where they are given.
    chosen
        Practices with their spread; all spreads start in one year, which is today.
    lands, zones
        Land use and climate zone of each place in flat order, "" where nobody knows: a practice
        supplies nothing where it doesn't belong. Factors of the IPCC need the zone.
    npp
        "given" (``npp_tc_ha_yr`` in the data), "miami" (from the climate) or None: no bound by
        plant growth. Then at most ``returnable_fraction`` of it can return, today's returns of
        plants included.

    Returns
    -------
    By year and place ``supply_input_tc_ha_yr``, ``supply_gain_tc_ha``, ``supply_share_fraction``;
    ``supply_stage_tc_ha_yr`` (stage, places), the extra input along the path of the target that
    gains as much by its end as what each stage leaves; ``practice_worth_tc_ha_yr`` (practice,
    places), the same for a field that has a practice, 0 where it doesn't belong;
    ``practice_belongs`` (practice, places), 1 or 0; ``supply_demand_tc_ha_yr`` (places), what the
    target asks for without its bounds;
    ``supply_peak_year`` and ``limiting_factor`` (places); ``nitrogen_demand_kgn_ha``,
    ``phosphorus_demand_kgp_ha``, ``sulphur_demand_kgs_ha`` (places), what the gain by the end of
    the target binds.
    """
    setup, target, years = answer.setup, answer.target, horizon(answer.target)
    here = [belongs(one, lands, zones) for one in chosen]
    plans = plans_of(Question(setup, list(zones), target.years, here), chosen)
    limits = _limits(answer, years, npp, returnable_fraction)
    found = forward(setup.year.map, plans, limits, years)
    without = lifted(setup.year.map, plans, limits, target.years, found)
    out = _labelled(answer, found, plans, here, without)
    out.attrs = {
        "supply_plans": ", ".join(plan.id for plan in plans),
        "supply_limits": ", ".join(limits.names),
    }
    return out


def _labelled(
    answer: Requirement,
    found: Supply,
    plans: Sequence[Plan],
    here: Sequence[Array],
    without: Iterable[tuple[str, Array]],
) -> xr.Dataset:
    cells, target = answer.setup.cells, answer.target
    share = _share(found.gain, answer.setup.stock, target.rate_permille_yr)
    series = {
        "supply_input_tc_ha_yr": found.supplied,
        "supply_gain_tc_ha": found.gain,
        "supply_share_fraction": share,
    }
    out = {
        name: cells.labelled(values, name, ("year",), leading=True)
        for name, values in series.items()
    }
    leaves = gained_by(answer.setup.year.map, target.years)
    unit = _gain_of_one(answer)
    span = slice(1, target.years + 1)

    def over_target(amounts: Array) -> Array:
        return np.asarray((amounts[span] * leaves).sum(axis=0) / unit)

    stages = {name: over_target(stage) for name, stage in found.stages.items()}
    alone = {name: over_target(supplied) for name, supplied in without}
    refused = found.stages["capacity"][span] * leaves
    short = {name: (one[span] * refused).sum(axis=0) for name, one in found.short.items()}
    worth = np.stack([plan.equivalent_input for plan in plans]) * leaves.sum(axis=0) / unit
    for name, values, dim in (
        ("supply_stage_tc_ha_yr", np.stack(list(stages.values())), "stage"),
        ("practice_worth_tc_ha_yr", worth, "practice"),
        ("practice_belongs", np.stack(here).astype(float), "practice"),
    ):
        out[name] = cells.labelled(values, name, (dim,), leading=True)
    out["supply_peak_year"] = cells.labelled(_peak(share), "supply_peak_year")
    ratios = load_parameters("stoichiometry")
    for element, demand in DEMANDS.items():
        bound = locked(np.maximum(found.humus[target.years], 0.0), ratios[f"carbon_per_{element}"])
        out[demand] = cells.labelled(bound, demand)
    # What the target asks for, whatever its bounds allow: "met" means that the stock is there.
    demand = (answer.wanted - answer.baseline[-1]) / unit
    out["supply_demand_tc_ha_yr"] = cells.labelled(demand, "supply_demand_tc_ha_yr")
    limiting = limiting_factor(stages, demand, short, alone)
    out["limiting_factor"] = cells.labelled(limiting, "limiting_factor")
    coords = {
        "year": np.arange(found.gain.shape[0]),
        "stage": list(stages),
        "practice": [plan.id for plan in plans],
    }
    return describe(xr.Dataset(out).assign_coords(coords))


def _gain_of_one(answer: Requirement) -> Array:
    """Gain (places) by the end for one t C/ha/yr more, along the path of the target.

    A free path has its own, by which its mean gains what is asked.
    """
    if not answer.target.is_free:
        return answer.gain[-1]
    asked, extra = answer.reached - answer.baseline[-1], answer.last_extra
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(asked * extra > 0.0, asked / extra, answer.gain[-1]))


def _share(gain: Array, stock: Array, rate_permille_yr: float) -> Array:
    """Gain of each year as a share of what the target asks of today's stock; missing in year 0.

    Missing where the target asks for no growth.
    """
    out = np.full_like(gain, np.nan)
    if not rate_permille_yr > 0.0:
        return out
    with np.errstate(invalid="ignore", divide="ignore"):
        out[1:] = np.diff(gain, axis=0) * PER_MILLE / (stock * rate_permille_yr)
    return np.where(np.isfinite(out), out, np.nan)


def _peak(share: Array) -> Array:
    """Year (places) of the largest share; missing where nothing is ever gained."""
    known = np.where(np.isfinite(share), share, -np.inf)
    return np.where(known.max(axis=0) > 0.0, known.argmax(axis=0).astype(float), np.nan)


def _limits(
    answer: Requirement, years: int, npp: str | None, returnable_fraction: float | None
) -> Limits:
    setup = answer.setup
    cells = setup.cells
    there = {n: v for n, v in NUTRIENTS.items() if cells.has(v)}
    ratios = load_parameters("stoichiometry") if there else {}
    room = capacity = None
    if npp is not None:
        grown = cells.per_place(NPP) if npp == "given" else growth_limit_tc_ha_yr(cells)
        known = load_parameters("supply")
        share = known["returnable_fraction"] if returnable_fraction is None else returnable_fraction
        plant = setup.year.map.streams.index("plant")
        room = share * grown - setup.state.inputs[:, plant]
    if cells.has(DEFICIT):
        state = setup.state
        usual = linear.project_stock(setup.year.map, state.pools, state.inputs, years)
        capacity = cells.per_place(DEFICIT) - (usual - usual[0])
    return Limits(
        {n: cells.per_place(v) for n, v in AVAILABLE.items() if cells.has(v)},
        room,
        {n: cells.per_place(v) for n, v in there.items()},
        {n: ratios[f"carbon_per_{n}"] for n in there},
        capacity,
    )
