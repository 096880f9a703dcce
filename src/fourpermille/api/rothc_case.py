"""One case of the reference layout: its start, its months, its inverse questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from fourpermille.api.rothc_inverse import Start, answer
from fourpermille.api.rothc_state import (
    Array,
    Driven,
    Isotope,
    State,
    converged,
    rates,
    spin_up,
)
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.kernels.rothc import MONTHS_PER_YEAR
from fourpermille.soil.drivers import humified_share, kernel_parameters
from fourpermille.soil.labels import Cells
from fourpermille.soil.moisture import MoistureOptions, deficit_limits

if TYPE_CHECKING:
    from fourpermille.data.readers.rothc_cases import Case, InitialState, Question

POOLS = ("dpm", "rpm", "bio", "hum")
PERCENT = 100.0
G_KG_PER_PERCENT = 10.0
Rows = list[dict[str, object]]


def run_case(
    case: Case, given: InitialState | None, questions: Sequence[Question], parameters: str
) -> dict[str, Rows]:
    """Rows of ``expected``, ``initial`` and ``inverse`` for one case.

    ``given`` is the start of a case that has one; without it the first twelve months are
    repeated to equilibrium and the case goes on with the thirteenth.
    """
    chosen = load_parameters(parameters)
    isotope = Isotope.of(chosen)
    driven, plant = _driven(case, chosen)
    year = driven.months(0, MONTHS_PER_YEAR)
    if given is not None:
        begin = fixed = _given_state(given, isotope)
        initial = [_initial_row(case, "given", begin, given.months_run, isotope)]
        first = 0
    else:
        begin, months_run = spin_up(year, isotope)
        fixed = converged(year, isotope)
        initial = [
            _initial_row(case, "reference_1e-6", begin, months_run, isotope),
            _initial_row(case, "converged", fixed, 0, isotope),  # solved: no month was run
        ]
        first = MONTHS_PER_YEAR
    start = Start(year, fixed, case.iom_tc_ha, plant[:MONTHS_PER_YEAR], isotope)
    return {
        "initial": initial,
        "expected": _expected_rows(case, driven.months(first), begin, first, isotope),
        "inverse": [_inverse_row(case, question, start) for question in questions],
    }


def _driven(case: Case, p: ParameterSet) -> tuple[Driven, Array]:
    """The case in the kernel's terms, and the plant input (months, 2) as DPM and RPM."""
    carbon_percent = case.soc_content_percent
    site = {
        "clay_percent": case.clay_percent,
        "depth_cm": case.depth_cm,
        "minimum_moisture_modifier": case.minimum_moisture_modifier,
        "silt_percent": case.silt_percent,
        "bulk_density_g_cm3": case.bulk_density_g_cm3,
        "soc_content_g_kg": None if carbon_percent is None else G_KG_PER_PERCENT * carbon_percent,
    }
    ds = xr.Dataset({name: value for name, value in site.items() if value is not None})
    options = MoistureOptions(case.opt_rm_moist, case.opt_smd_bare)
    cells = Cells.of(ds, tuple(site))
    f = {name: np.ascontiguousarray(values, dtype=float) for name, values in case.monthly.items()}
    ratio = f["dpm_rpm_ratio"]
    plant = np.stack([ratio, np.ones_like(ratio)], axis=-1) / (1.0 + ratio)[:, None]
    plant *= f["plant_input_tc_ha_month"][:, None]
    split = np.array([p["manure_dpm"], p["manure_rpm"], 0.0, p["manure_hum"]])
    carbon = f["manure_input_tc_ha_month"][:, None] * split
    carbon[:, :2] += plant
    driven = Driven(
        weather=(
            f["air_temperature_degc"],
            f["precipitation_mm"],
            p["open_pan_factor"] * f["open_pan_evaporation_mm"],
            f["plant_cover"],
        ),
        carbon=carbon,
        modern=carbon * f["modern_percent"][:, None] / PERCENT,
        limits=deficit_limits(cells, p, options)[0],
        humified=float(humified_share(np.array([case.clay_percent]), p)[0]),
        parameters=kernel_parameters(p),
    )
    return driven, plant


def _given_state(given: InitialState, isotope: Isotope) -> State:
    """Pools as given; their radiocarbon from their ages (0 where no age is given)."""
    pools = np.array([given.pools[f"{pool}_tc_ha"] for pool in POOLS])
    ages = np.array([given.ages.get(f"age_{pool}", 0.0) for pool in POOLS])
    activity = pools * np.exp(-isotope.decay_per_year * ages)
    return State(float(given.pools["soil_moisture_deficit_mm"]), pools, activity)


def _initial_row(
    case: Case, name: str, state: State, months_run: int, isotope: Isotope
) -> dict[str, object]:
    row: dict[str, object] = {
        "case": case.case,
        "state": name,
        "months_run": months_run,
        "smd_mm": state.deficit,
        "iom": case.iom_tc_ha,
        "soc": float(state.pools.sum() + case.iom_tc_ha),
    }
    for pool, carbon, activity in zip(POOLS, state.pools, state.activity, strict=True):
        row[pool] = float(carbon)
        row[f"age_{pool}"] = isotope.age_years(float(carbon), float(activity))
    return row


def _expected_rows(case: Case, driven: Driven, begin: State, first: int, isotope: Isotope) -> Rows:
    modifiers = driven.modifiers(begin.deficit)
    pools, activity = driven.run(rates(modifiers), begin, isotope)
    inert = case.iom_tc_ha
    inert_activity = inert * np.exp(-isotope.inert_age_years * isotope.decay_per_year)
    received = np.cumsum(driven.carbon.sum(axis=-1))
    lost = begin.pools.sum() + received - pools.sum(axis=-1)
    rows: Rows = []
    for month, (part, pool, active) in enumerate(zip(modifiers, pools, activity, strict=True)):
        total = float(pool.sum() + inert)
        rows.append(
            {
                "case": case.case,
                "step": first + month + 1,
                "rm_tmp": float(part[0]),
                "smd_mm": float(part[3]),
                "rm_moist": float(part[1]),
                "rm_pc": float(part[2]),
                **{name: float(value) for name, value in zip(POOLS, pool, strict=True)},
                "soc": total,
                "co2_cum": float(lost[month]),
                "delta14c_total": isotope.delta_permille(
                    total, float(active.sum() + inert_activity)
                ),
            }
        )
    return rows


def _inverse_row(case: Case, question: Question, start: Start) -> dict[str, object]:
    endless = not np.isfinite(question.years)
    if not endless and question.years != int(question.years):
        raise InputError(
            Problem(
                what=_("the period of an inverse question is no whole number of years"),
                column="years",
                found=question.years,
                allowed=_("1, 2, 3 …, or inf for an equilibrium"),
            )
        )
    years = None if endless else int(question.years)
    found = answer(start, question.kind, years, question.target_soc_tc_ha)
    return {
        "case": case.case,
        "kind": question.kind,
        "years": "inf" if years is None else years,
        "target_soc_t_ha": found.target_soc_t_ha,
        "result_name": found.result_name,
        "result": found.result,
        "soc_reached_by_reference": found.soc_reached,
    }
