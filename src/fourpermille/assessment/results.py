"""Everything a run answers, as one Dataset: today, the demand, afterwards, and how sure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr

from fourpermille.assessment import requirement as single
from fourpermille.assessment.bias import needed_beside
from fourpermille.assessment.case import NO_CORRECTION, Case
from fourpermille.assessment.domain import domain_flags, domain_texts
from fourpermille.assessment.gaps import without_answer
from fourpermille.assessment.method import Method, Today, extra_input, maps_ahead, today
from fourpermille.assessment.target import Target
from fourpermille.assessment.variants import cases, left_out
from fourpermille.core.errors import told_once
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.soil import linear
from fourpermille.soil.annual_map import Array
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.setup import Start

HORIZON_YEARS = 100
SHARES = {"years_to_50_percent": 0.5, "years_to_90_percent": 0.9, "years_to_95_percent": 0.95}
PER_MILLE = 1000.0
GAPS = ("without_answer", "missing_variables")
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
    beside: Callable[[single.Requirement], xr.Dataset] | None = None,
) -> xr.Dataset:
    """The results of a run on dims (places, ``year`` 0-100 or to the target's, ``variant``).

    ``variants``: names of ``assessment.variants.groups()``; how far they go stands in the
    parameter set ``sensitivity``. Everything is computed from the same annual maps. Where the
    extra input changes from year to year, ``extra_input_by_year_tc_ha_yr`` says how, and that of
    the target's last year goes on afterwards; ``extra_input_tc_ha_yr`` is then the last year's
    (ramp, adoption curve, shares) or the mean over the period (path "each_year").
    ``bias_correction`` of the reference: none; match_inputs, to ``independent_input_tc_ha_yr``;
    or match_trials. Attrs say which was used, and at how many places its factor was clipped;
    ``start_method``, ``plant_input_given`` (0 or 1) and ``variants_left_out`` (as JSON, with what
    each would need). A text about the places is told once, not once a variant. ``beside`` is given
    the answer of the reference and returns what else is to stand in the results, on the same dims.
    """
    with told_once():
        return _results(
            Case(
                ds,
                target or Target(),
                _spread(sensitivity),
                bias_correction=bias_correction,
                parameters=parameters,
            ),
            Method(model, parameters, MoistureOptions(moisture_option, bare_option), start, device),
            list(variants),
            progress,
            beside,
        )


def _spread(sensitivity: str | ParameterSet) -> ParameterSet:
    return load_parameters(sensitivity) if isinstance(sensitivity, str) else sensitivity


def _results(
    reference: Case,
    method: Method,
    variants: list[str],
    progress: Callable[[int, int, str], None] | None,
    beside: Callable[[single.Requirement], xr.Dataset] | None,
) -> xr.Dataset:
    """Every case answered; all that is told beside the extra input is the reference's."""
    every = cases(reference, variants)
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
            out = _reference(answer, reference)
            more = xr.Dataset() if beside is None else beside(answer)
            clipped = 0 if now.correction is None else now.correction.clipped
            out.attrs |= {
                "bias_correction": reference.bias_correction,
                "bias_correction_clipped": clipped,
                "variants_left_out": json.dumps(left_out(reference, variants)),
            }
    if progress is not None:
        progress(len(every), len(every), "")
    assert out is not None
    joined = xr.concat(extra, dim="variant").assign_coords(variant=list(every))
    out = out.assign(extra_input_variant_tc_ha_yr=joined)
    coords = {name: c for name, c in more.coords.items() if name not in out.coords}
    return out.assign(more.data_vars).assign_coords(coords).assign_attrs(more.attrs)


def _same_today(case: Case, other: Case) -> bool:
    """Whether two cases differ in the target or the climate ahead only."""
    return case.ds is other.ds and case.bias_correction == other.bias_correction


def _reference(answer: single.Requirement, case: Case) -> xr.Dataset:
    setup, cells, target = answer.setup, answer.setup.cells, answer.target
    year_map, inputs = setup.year.map, setup.state.inputs
    years = horizon(target)
    baseline = linear.project_stock(year_map, setup.state.pools, inputs, years)
    path = single.target_path(target, answer.baseline, answer.wanted)
    with_extra = baseline + _gained(answer, years)
    final = linear.unit_equilibrium(year_map, "plant").sum(axis=-1) * _held(answer)
    settled = linear.equilibrium(year_map, year_map.received(inputs))
    out = single.labelled(answer)
    series = {
        "soc_stock_baseline_tc_ha": baseline,
        "soc_stock_with_extra_input_tc_ha": with_extra,
        "soc_stock_target_tc_ha": _padded(path, years),
        "growth_permille_yr": _growth(with_extra),
    }
    if not target.is_constant:
        series["extra_input_by_year_tc_ha_yr"] = by_year(answer, years)
    scalar = cells.labelled(answer.last_extra, "extra_input_tc_ha_yr")
    out = out.drop_vars(["extra_input_tc_ha_yr", "year"], errors="ignore")
    out["extra_input_tc_ha_yr"] = scalar
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
    reasons = without_answer(setup, answer.last_extra, case.ds, needed_beside(case.bias_correction))
    for name, words in zip(GAPS, reasons, strict=True):
        out[name] = cells.labelled(words, name)
    carried = {n: cells.dataset[n] for n in CARRIED if n in cells.dataset and n not in out}
    out = out.assign({n: v for n, v in carried.items() if set(v.dims) <= set(cells.dims)})
    out.attrs |= {
        "start_method": setup.state.method,
        "plant_input_given": int(setup.year.inputs_given[0]),
    }
    return out.assign_coords(year=np.arange(years + 1))


def horizon(target: Target) -> int:
    """Years that a run looks ahead: beyond the target, and a century at least."""
    return max(HORIZON_YEARS, target.years)


def by_year(answer: single.Requirement, years: int) -> Array:
    """Extra input (years + 1, places) of each year, the last one's held; missing in year 0."""
    out = np.full((years + 1, answer.last_extra.size), np.nan)
    out[1:] = _held(answer)
    span = slice(1, answer.target.years + 1)
    shape = answer.target.shape()
    if answer.target.is_free:
        out[span] = answer.extra
    elif shape is not None:
        out[span] = shape[:, None] * answer.extra
    return out


def _held(answer: single.Requirement) -> Array:
    """Extra input (places) of the target's last year, which goes on after it."""
    return answer.extra if answer.extra.ndim == 1 else answer.extra[-1]


def _gained(answer: single.Requirement, years: int) -> Array:
    """Stock (years + 1, places) gained by the extra input of each year."""
    year_map = answer.setup.year.map
    if not answer.target.is_free:
        shares = np.ones(years)
        shape = answer.target.shape()
        if shape is not None:
            shares[: shape.size] = shape
        return linear.response(year_map, years, "plant", shares) * answer.extra
    extra, unit = by_year(answer, years), year_map.stream("plant")
    pools = np.zeros((year_map.places, len(year_map.pools)))
    out = np.zeros_like(extra)
    for year in range(1, years + 1):
        pools = year_map.after_year(pools, extra[year][:, None] * unit)
        out[year] = pools.sum(axis=-1)
    return out


def _padded(path: Array, years: int) -> Array:
    """A path up to the target year on the whole horizon, missing afterwards."""
    out = np.full((years + 1, path.shape[1]), np.nan)
    out[: len(path)] = path
    return out


def _growth(stock: Array) -> Array:
    """Growth of each year over the year before (per mille); missing in year 0."""
    out = np.full_like(stock, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        out[1:] = PER_MILLE * (stock[1:] / stock[:-1] - 1.0)
    return out
