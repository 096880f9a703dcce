"""All combinations of choices, answered one by one on a sample of places."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import xarray as xr

from fourpermille.assessment.case import Case
from fourpermille.assessment.decomposition import first_order_shares, main_effects, total_shares
from fourpermille.assessment.method import Method, maps_ahead, today
from fourpermille.assessment.requirement import solve
from fourpermille.assessment.systematic import SAMPLE, sample
from fourpermille.assessment.variants import REFERENCE, Change, group
from fourpermille.core.errors import ApplicabilityWarning, InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.progress import Progress
from fourpermille.core.variables import variable
from fourpermille.core.weights import weighted_quantile
from fourpermille.soil.annual_map import Array

CELLS = 1000
MOST_ANSWERS = 10**8  # combinations times places that are kept at once
DATA, AHEAD, TARGET = range(3)


@dataclass(frozen=True)
class Factor:
    """A choice with its levels.

    ``kind``: what the levels change, the data, the climate ahead, or nothing but the target.
    """

    name: str
    order: int
    levels: dict[str, Change | None]
    kind: int


def factorial(
    case: Case,
    factors: Sequence[str],
    *,
    method: Method | None = None,
    cells: int = CELLS,
    progress: Progress | None = None,
) -> xr.Dataset:
    """The median answer of every combination of choices, and what share of it each choice moves.

    ``factors``: groups of variants; their levels are the case itself ("reference") and every
    variant of the group. ``cells``: most places of the deterministic, area-proportional sample.
    Returns ``extra_input_factorial_tc_ha_yr`` on one dim a choice, over the places that have an
    answer under every combination, and on ``factor`` ``first_order_share``, ``total_share`` and
    ``main_effect_range_tc_ha_yr``. Attrs count sampled, used and missing places and name the
    choices for which the data hold no other level.
    """
    how = Method() if method is None else method
    small = sample(case.ds, cells)
    base = replace(case, ds=small, ahead=None)
    chosen = [_factor(name, base) for name in dict.fromkeys(factors)]
    varied = [one for one in chosen if len(one.levels) > 1]
    if not varied:
        raise InputError(
            Problem(
                what=_("the data hold no other level of any choice"),
                column="sensitivity.decompose",
                found=", ".join(factors),
            )
        )
    answers = _answers(base, varied, how, progress)
    table, used = _medians(answers, small["area_ha"].values)
    out = _dataset(table, varied)
    out.attrs = {
        "cells_sampled": int(small.sizes[SAMPLE]),
        "cells_used": used,
        "cells_missing": int(small.sizes[SAMPLE]) - used,
        "factors_without_levels": ", ".join(one.name for one in chosen if one not in varied),
    }
    return out


def _factor(name: str, base: Case) -> Factor:
    found = group(name, "sensitivity.decompose")
    changes = found.changes(base)
    kinds = [_kind(change(base), base) for change in changes.values()]
    return Factor(name, found.order, {REFERENCE: None, **changes}, min(kinds, default=TARGET))


def _kind(changed: Case, base: Case) -> int:
    if changed.ds is not base.ds or changed.bias_correction != base.bias_correction:
        return DATA
    return TARGET if changed.ahead is base.ahead else AHEAD


def _answers(base: Case, factors: list[Factor], how: Method, progress: Progress | None) -> Array:
    """Extra input (combinations in the order of the factors, places).

    The choices that ask for a new state today are gone through outermost and those that change
    only the target innermost, so that states and annual maps are found once each.
    """
    shape = tuple(len(one.levels) for one in factors)
    places = base.ds.sizes[SAMPLE]
    count = math.prod(shape)
    _refuse_too_many(count * places)
    out = np.empty((*shape, places))
    data, ahead, target = ([i for i, f in enumerate(factors) if f.kind == k] for k in range(3))
    done = 0
    with warnings.catch_warnings():  # places left out are counted, not told once a combination
        warnings.simplefilter("ignore", ApplicabilityWarning)
        for outer in _levels(data, shape):
            now = today(_composed(base, factors, outer), how)
            for middle in _levels(ahead, shape):
                maps = maps_ahead(_composed(base, factors, outer | middle), now)
                for inner in _levels(target, shape):
                    asked = _composed(base, factors, inner).target
                    at = outer | middle | inner
                    index = tuple(at[i] for i in range(len(factors)))
                    out[index] = solve(now.setup, asked, maps).last_extra
                    done += 1
                    if progress is not None:
                        progress(done, count, _("combinations of choices"))
    return out


def _levels(which: list[int], shape: tuple[int, ...]) -> Iterator[dict[int, int]]:
    """Every combination of the levels of some factors: factor to level."""
    for at in product(*(range(shape[i]) for i in which)):
        yield dict(zip(which, at, strict=True))


def _composed(base: Case, factors: list[Factor], at: dict[int, int]) -> Case:
    """The case with the levels at these positions, changed in the order of the groups."""
    case = base
    for i in sorted(at, key=lambda i: factors[i].order):
        change = list(factors[i].levels.values())[at[i]]
        case = case if change is None else change(case)
    return case


def _refuse_too_many(answers: int) -> None:
    if answers > MOST_ANSWERS:
        raise InputError(
            Problem(
                what=_("too many combinations of choices for so many places"),
                column="sensitivity.decompose",
                found=answers,
                allowed=str(MOST_ANSWERS),
                todo=_("Name fewer choices, or lower sensitivity.decompose_cells."),
            )
        )


def _medians(answers: Array, weights: Array) -> tuple[Array, int]:
    """Median over the area (combinations), over the places that always have an answer."""
    flat = answers.reshape(-1, answers.shape[-1])
    always = np.isfinite(flat).all(axis=0)
    medians = [weighted_quantile(row[always], weights[always], 0.5) for row in flat]
    return np.array(medians).reshape(answers.shape[:-1]), int(always.sum())


def _dataset(table: Array, factors: list[Factor]) -> xr.Dataset:
    names = [one.name for one in factors]
    spans = [float(np.ptp(means)) for means in main_effects(table)]
    values = {
        "extra_input_factorial_tc_ha_yr": (names, table),
        "first_order_share": ("factor", first_order_shares(table)),
        "total_share": ("factor", total_shares(table)),
        "main_effect_range_tc_ha_yr": ("factor", np.array(spans)),
    }
    coords = {"factor": names} | {one.name: list(one.levels) for one in factors}
    out = xr.Dataset(values, coords=coords)
    for name in out.data_vars:
        row = variable(str(name))
        out[name].attrs = {"units": row.units, "long_name": row.about}
    return out
