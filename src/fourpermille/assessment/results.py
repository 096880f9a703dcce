"""Everything a run answers, as one Dataset: today, the demand, afterwards, and how sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from fourpermille.assessment import requirement as single
from fourpermille.assessment.case import NO_CORRECTION, Case
from fourpermille.assessment.domain import domain_flags, domain_texts
from fourpermille.assessment.method import Method, Today, extra_input, maps_ahead, today
from fourpermille.assessment.target import Target
from fourpermille.assessment.variants import cases
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.soil import linear
from fourpermille.soil.annual_map import Array
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.setup import Start

HORIZON_YEARS = 100
SHARES = {"years_to_50_percent": 0.5, "years_to_90_percent": 0.9, "years_to_95_percent": 0.95}
PER_MILLE = 1000.0
CARRIED = (
    *("place", "country", "latitude", "longitude", "area_ha"),
    *("clay_percent", "depth_cm", "dpm_rpm_ratio", "land_use", "rate_calibration_factor"),
)


def requirement(
    ds: xr.Dataset,
    target: Target | None = None,
    variants: Sequence[str] = (),
    *,
    model: str = "rothc",
    parameters: str | ParameterSet = "rothc_26_3",
    moisture_option: int = 1,
    bare_option: int = 1,
    start: Start | str | None = None,
    sensitivity: str | ParameterSet = "sensitivity",
    bias_correction: str = NO_CORRECTION,
    device: str = "cpu",
    progress: Callable[[int, int, str], None] | None = None,
) -> xr.Dataset:
    """The results of a run on dims (places, ``year`` 0-100, ``variant``).

    ``variants``: names of ``assessment.variants.groups()``; how far they go stands in the
    parameter set ``sensitivity``. Everything is computed from the same
    annual maps; the extra input of a ramp or adoption curve is held constant afterwards.
    ``bias_correction`` of the reference: none; match_inputs, to ``independent_input_tc_ha_yr``;
    or match_trials. Attrs say which was used, and at how many places its factor was clipped.
    """
    goal = target or Target()
    method = Method(model, parameters, MoistureOptions(moisture_option, bare_option), start, device)
    spread = load_parameters(sensitivity) if isinstance(sensitivity, str) else sensitivity
    reference = Case(ds, goal, spread, bias_correction=bias_correction)
    every = cases(reference, list(variants))
    first: Today | None = None
    extra: list[xr.DataArray] = []
    out: xr.Dataset | None = None
    for number, (name, case) in enumerate(every.items()):
        if progress is not None:
            progress(number, len(every), name)
        if first is not None and not _same_today(case, reference):
            cells, needed = extra_input(case, method)
        else:
            now = today(case, method) if first is None else first
            first = now
            answer = single.solve(now.setup, case.target, maps_ahead(case, now))
            cells, needed = now.setup.cells, answer.last_extra
        found = cells.labelled(needed, "extra_input_tc_ha_yr")
        extra.append(found.rename("extra_input_variant_tc_ha_yr"))
        if out is None:
            out = _reference(answer)
            clipped = 0 if now.correction is None else now.correction.clipped
            out.attrs |= {"bias_correction": bias_correction, "bias_correction_clipped": clipped}
    if progress is not None:
        progress(len(every), len(every), "")
    assert out is not None
    joined = xr.concat(extra, dim="variant").assign_coords(variant=list(every))
    return out.assign(extra_input_variant_tc_ha_yr=joined)


def _same_today(case: Case, other: Case) -> bool:
    """Whether two cases differ in the target or the climate ahead only."""
    return case.ds is other.ds and case.bias_correction == other.bias_correction


def _reference(answer: single.Requirement) -> xr.Dataset:
    setup, cells = answer.setup, answer.setup.cells
    year_map = setup.year.map
    inputs = setup.state.inputs
    baseline = linear.project_stock(year_map, setup.state.pools, inputs, HORIZON_YEARS)
    shape = answer.target.shape()
    full = np.ones(HORIZON_YEARS)
    if shape is not None:
        full[: len(shape)] = shape[:HORIZON_YEARS]
    gain = linear.response(year_map, HORIZON_YEARS, "plant", full)
    extra = answer.last_extra
    with_extra = baseline + gain * extra
    final = linear.unit_equilibrium(year_map, "plant").sum(axis=-1) * extra
    settled = linear.equilibrium(year_map, year_map.received(inputs))
    out = single.labelled(replace_free_path(answer))
    series = {
        "soc_stock_baseline_tc_ha": baseline,
        "soc_stock_with_extra_input_tc_ha": with_extra,
        "soc_stock_target_tc_ha": _padded(
            single.target_path(answer.target, answer.baseline, answer.wanted)
        ),
        "growth_permille_yr": _growth(with_extra),
    }
    for name, values in series.items():
        out[name] = cells.labelled(values, name, ("year",), leading=True)
    out["new_equilibrium_stock_tc_ha"] = cells.labelled(
        year_map.stock(settled) + final, "new_equilibrium_stock_tc_ha"
    )
    powers = linear.doublings(year_map)
    for name, share in SHARES.items():
        out[name] = cells.labelled(linear.years_to_share(year_map, "plant", share, powers), name)
    flags = domain_flags(setup)
    out["outside_domain"] = cells.labelled(domain_texts(flags), "outside_domain")
    out["outside_domain_flags"] = cells.labelled(flags, "outside_domain_flags")
    carried = {n: cells.dataset[n] for n in CARRIED if n in cells.dataset and n not in out}
    out = out.assign({n: v for n, v in carried.items() if set(v.dims) <= set(cells.dims)})
    return out.assign_coords(year=np.arange(HORIZON_YEARS + 1))


def replace_free_path(answer: single.Requirement) -> single.Requirement:
    """The requirement with one extra input a place: a free path by its mean."""
    return replace(answer, extra=answer.last_extra)


def _padded(path: Array) -> Array:
    """A path up to the target year on the whole horizon, missing afterwards."""
    out = np.full((HORIZON_YEARS + 1, path.shape[1]), np.nan)
    rows = min(len(path), HORIZON_YEARS + 1)
    out[:rows] = path[:rows]
    return out


def _growth(stock: Array) -> Array:
    """Growth of each year over the year before (per mille); missing in year 0."""
    out = np.full_like(stock, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        out[1:] = PER_MILLE * (stock[1:] / stock[:-1] - 1.0)
    return out
