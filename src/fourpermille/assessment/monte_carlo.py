"""How errors of stock, climate, soil and model carry through to the answer."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial

import numpy as np
import xarray as xr

from fourpermille.assessment.bias import INDEPENDENT
from fourpermille.assessment.case import MATCH_INPUTS, NO_CORRECTION, Case
from fourpermille.assessment.errors_drawn import (
    QUANTITIES,
    STOCK,
    disturbed,
    relative_factor,
    standard_errors,
)
from fourpermille.assessment.method import Method, Today, extra_input, solve_case, today
from fourpermille.assessment.systematic import areas, chosen, place_dims
from fourpermille.assessment.target import Target
from fourpermille.core.errors import ApplicabilityWarning, OutOfRangeError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.core.progress import Progress
from fourpermille.core.variables import variable
from fourpermille.core.weights import weighted_quantile, weighted_total
from fourpermille.soil.annual_map import Array
from fourpermille.soil.models.rothc import RothC
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.setup import Start

PERCENTILES = (5, 25, 50, 75, 95)
PERCENT = 100.0
TONNES_PER_MT = 1e6
BLOCK = 4096  # places computed at once


def monte_carlo(
    ds: xr.Dataset,
    target: Target | None = None,
    *,
    draws: int = 200,
    seed: int = 0,
    uncertainty: str | ParameterSet = "uncertainty",
    ids: Array | None = None,
    bias_correction: str = NO_CORRECTION,
    device: str = "cpu",
    model: str = "rothc",
    parameters: str | ParameterSet = "rothc_26_3",
    moisture_option: int = 1,
    bare_option: int = 1,
    start: Start | str | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Quantiles of the extra input under errors of what goes in.

    Every draw disturbs stock, precipitation, evapotranspiration, temperature, clay, quality of
    the plant material and decay rate, and solves the inverse problem exactly. Standard deviations
    and the ``correlation`` of the errors between places stand in the parameter set
    ``uncertainty``. ``ids`` (places, whole numbers, flat): the number of each place, which its
    errors hang on; its position if not given. Where a map is computed in parts, give them.

    Returns ``extra_input_quantiles_tc_ha_yr`` (quantile, places), the area-weighted median and
    the total of each draw (``extra_input_median_draws_tc_ha_yr``, ``…_total_draws_mtc_yr``) and
    their quantiles. Attrs count the answers that are missing. The run takes about as long as
    ``draws`` reference runs; where only the stock is uncertain and the soil starts in balance,
    as long as one, since the answer is then proportional to the stock. Raises InputError.
    """
    table = load_parameters(uncertainty) if isinstance(uncertainty, str) else uncertainty
    _check(draws, seed, table)
    method = Method(model, parameters, MoistureOptions(moisture_option, bare_option), start, device)
    goal = Target() if target is None else target
    wanted = ds[[n for n in (*RothC.needs, INDEPENDENT, "area_ha") if n in ds]]
    area = areas(ds)
    numbers = np.arange(area.size) if ids is None else np.asarray(ids)
    answers = np.empty((draws, area.size))

    def tell(before: int, places: int, draw: int) -> None:
        if progress is not None:
            progress(before + places * draw, draws * area.size, _("random draws"))

    with warnings.catch_warnings():  # missing answers are counted, not told once a draw
        warnings.simplefilter("ignore", ApplicabilityWarning)
        for first in range(0, area.size, BLOCK):
            span = np.arange(first, min(first + BLOCK, area.size))
            part = Case(chosen(wanted, span, area[span]), goal, bias_correction=bias_correction)
            errors = standard_errors(seed, numbers[span], draws, table["correlation"])
            before = first * draws
            answers[:, span] = _block(part, method, errors, table, partial(tell, before, span.size))
    out = _dataset(ds, answers, area)
    return out.assign_attrs(draws=draws, seed=seed, answers_missing=int(np.isnan(answers).sum()))


def _block(
    case: Case,
    method: Method,
    errors: Array,
    table: ParameterSet,
    tell: Callable[[int], None],
) -> Array:
    """Extra input (draws, places) of some places under their errors (quantities, draws, places)."""
    now = today(case, method)
    scaled = _is_proportional(case, now)
    rest = [q.sd for q in QUANTITIES if q.sd != STOCK and table[q.sd] > 0]
    same = solve_case(case, method, now).last_extra if not rest and scaled else None
    out = np.empty(errors.shape[1:])
    for draw in range(errors.shape[1]):
        if same is not None:
            out[draw] = same
        else:
            changed = disturbed(case.ds, errors[:, draw], table, STOCK if scaled else "")
            one = Case(changed, case.target, bias_correction=case.bias_correction)
            out[draw] = extra_input(one, method)[1]
        tell(draw + 1)
    if scaled and table[STOCK] > 0:
        out *= relative_factor(errors[0], table[STOCK])
    return out


def _is_proportional(case: Case, now: Today) -> bool:
    """Whether the answer is proportional to the stock, everything else being the same.

    In balance the baseline is today's stock whatever its inert part, the gap to the target a
    fixed share of it, and the response to inputs independent of it. Bounds, manure (whose amount
    doesn't grow with the stock) and matched inputs break this.
    """
    state, target = now.setup.state, case.target
    balanced = state.solved and state.method == "equilibrium"
    unbounded = np.isneginf(target.lowest) and np.isposinf(target.highest)
    manured = now.setup.year.inputs_given[1]
    return bool(balanced and unbounded and not manured and case.bias_correction != MATCH_INPUTS)


def _dataset(ds: xr.Dataset, answers: Array, area: Array) -> xr.Dataset:
    dims = place_dims(ds)
    shape = tuple(ds.sizes[dim] for dim in dims)
    shares = np.array(PERCENTILES) / PERCENT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # places without any answer
        by_place = np.nanquantile(answers, shares, axis=0).reshape(len(shares), *shape)
    median = np.array([weighted_quantile(row, area, 0.5) for row in answers])
    total = np.full(len(answers), np.nan)
    if "area_ha" in ds:
        total = np.array([weighted_total(row, area) for row in answers]) / TONNES_PER_MT
    values = {
        "extra_input_quantiles_tc_ha_yr": (("quantile", *dims), by_place),
        "extra_input_median_draws_tc_ha_yr": ("draw", median),
        "extra_input_total_draws_mtc_yr": ("draw", total),
        "extra_input_median_tc_ha_yr": ("quantile", np.quantile(median, shares)),
        "extra_input_total_mtc_yr": ("quantile", np.quantile(total, shares)),
    }
    coords = {name: c.variable for name, c in ds.coords.items() if set(c.dims) <= set(dims)}
    out = xr.Dataset(values, coords={**coords, "quantile": shares})
    for name in out.data_vars:
        row = variable(str(name))
        out[name].attrs = {"units": row.units, "long_name": row.about}
    return out


def _check(draws: int, seed: int, table: ParameterSet) -> None:
    problems: list[tuple[str, float, str]] = []
    if draws < 1:
        problems.append(("uncertainty.draws", draws, ">= 1"))
    if seed < 0:
        problems.append(("uncertainty.seed", seed, ">= 0"))
    for name, value in table.items():
        if value < 0 or (name == "correlation" and value > 1):
            allowed = "0 … 1" if name == "correlation" else ">= 0"
            problems.append((f"uncertainty.{name}", value, allowed))
    if problems:
        raise OutOfRangeError(
            *(
                Problem(what=_("unusable setting"), column=column, found=found, allowed=allowed)
                for column, found, allowed in problems
            )
        )
