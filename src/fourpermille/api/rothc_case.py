"""One case of the reference layout: its start, its months, its inverse questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from fourpermille.api.rothc_inverse import KINDS, Start, answer
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
    from fourpermille.data.readers.rothc_cases import RothCCase

POOLS = ("dpm", "rpm", "bio", "hum")
PERCENT = 100.0
Rows = list[dict[str, object]]


def run_case(case: RothCCase, parameters: str) -> dict[str, Rows]:
    """Rows of ``expected``, ``initial`` and ``inverse`` for one case."""
    chosen = load_parameters(parameters)
    isotope = Isotope.of(chosen)
    driven, plant = _driven(case, chosen)
    year = driven.months(0, MONTHS_PER_YEAR)
    if case.given is not None:
        given = _given_state(case, isotope)
        initial = [_initial_row(case, "given", given, 0, isotope)]
        begin, first, fixed = given, 0, given
    else:
        begin, months_run = spin_up(year, isotope)
        fixed = converged(year, isotope)
        initial = [
            _initial_row(case, "reference_1e-6", begin, months_run, isotope),
            _initial_row(case, "converged", fixed, 0, isotope),
        ]
        first = MONTHS_PER_YEAR
    start = Start(year, fixed, case.iom_t_ha, plant[:MONTHS_PER_YEAR], isotope)
    return {
        "initial": initial,
        "expected": _expected_rows(case, driven.months(first), begin, first, isotope),
        "inverse": [_inverse_row(case, question, start) for question in case.questions],
    }


def _driven(case: RothCCase, p: ParameterSet) -> tuple[Driven, Array]:
    """The case in the kernel's terms, and the plant input (months, 2) as DPM and RPM."""
    site = {
        "clay_percent": case.clay_pct,
        "depth_cm": case.depth_cm,
        "minimum_moisture_modifier": case.min_rm_moist,
        "silt_percent": case.silt_pct,
        "bulk_density_g_cm3": case.bulk_density_g_cm3,
        "soc_content_g_kg": None if case.oc_pct is None else 10 * case.oc_pct,  # % to g/kg
    }
    ds = xr.Dataset({name: value for name, value in site.items() if value is not None})
    options = MoistureOptions(case.opt_rm_moist, case.opt_smd_bare)
    cells = Cells.of(ds, tuple(site))
    f = {name: np.ascontiguousarray(values, dtype=float) for name, values in case.forcing.items()}
    ratio = f["dpm_rpm"]
    plant = f["c_inp_t_ha"][:, None] * np.stack([ratio, np.ones_like(ratio)], axis=-1)
    plant /= (1.0 + ratio)[:, None]
    split = np.array([p["manure_dpm"], p["manure_rpm"], 0.0, p["manure_hum"]])
    carbon = f["fym_t_ha"][:, None] * split
    carbon[:, :2] += plant
    driven = Driven(
        weather=(
            f["tmp_c"],
            f["rain_mm"],
            p["open_pan_factor"] * f["evap_mm"],
            f["plant_cover"],
        ),
        carbon=carbon,
        modern=carbon * f["modern_pct"][:, None] / PERCENT,
        limits=deficit_limits(cells, p, options)[0],
        humified=float(humified_share(np.array([case.clay_pct]), p)[0]),
        parameters=kernel_parameters(p),
    )
    return driven, plant


def _given_state(case: RothCCase, isotope: Isotope) -> State:
    given: Any = case.given
    pools = np.array([given[pool] for pool in POOLS], dtype=float)
    ages = np.array([given[f"age_{pool}"] or 0.0 for pool in POOLS], dtype=float)
    return State(given["smd_mm"], pools, pools * np.exp(-isotope.decay_per_year * ages))


def _initial_row(
    case: RothCCase, name: str, state: State, months_run: int, isotope: Isotope
) -> dict[str, object]:
    row: dict[str, object] = {
        "case": case.name,
        "state": name,
        "months_run": months_run,
        "smd_mm": state.deficit,
        "iom": case.iom_t_ha,
        "soc": float(state.pools.sum() + case.iom_t_ha),
    }
    for pool, carbon, activity in zip(POOLS, state.pools, state.activity, strict=True):
        row[pool] = float(carbon)
        row[f"age_{pool}"] = isotope.age_years(float(carbon), float(activity))
    return row


def _expected_rows(
    case: RothCCase, driven: Driven, begin: State, first: int, isotope: Isotope
) -> Rows:
    modifiers = driven.modifiers(begin.deficit)
    pools, activity = driven.run(rates(modifiers), begin, isotope)
    inert = case.iom_t_ha
    inert_activity = inert * np.exp(-isotope.inert_age_years * isotope.decay_per_year)
    received = np.cumsum(driven.carbon.sum(axis=-1))
    lost = begin.pools.sum() + received - pools.sum(axis=-1)
    rows: Rows = []
    for month, (part, pool, active) in enumerate(zip(modifiers, pools, activity, strict=True)):
        total = float(pool.sum() + inert)
        rows.append(
            {
                "case": case.name,
                "step": int(case.forcing["step"][first + month]),
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


def _inverse_row(case: RothCCase, question: Any, start: Start) -> dict[str, object]:
    if question.kind not in KINDS:
        raise InputError(
            Problem(
                what=_("unknown kind of question"),
                file=question.file,
                row=question.row,
                column="kind",
                found=question.kind,
                allowed=", ".join(KINDS),
            )
        )
    found = answer(start, question.kind, question.years, question.target_soc_t_ha)
    return {
        "case": case.name,
        "kind": question.kind,
        "years": "inf" if question.years is None else question.years,
        "target_soc_t_ha": found.target_soc_t_ha,
        "result_name": found.result_name,
        "result": found.result,
        "soc_reached_by_reference": found.soc_reached,
    }
