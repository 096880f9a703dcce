"""A case solved: bias corrected, today's state found, the climate ahead put in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import xarray as xr

from fourpermille.assessment.bias import Correction, correction
from fourpermille.assessment.case import NO_CORRECTION, Case
from fourpermille.assessment.in_balance import solve_in_balance
from fourpermille.assessment.requirement import Requirement, solve
from fourpermille.core.parameters import ParameterSet
from fourpermille.soil.annual_map import Array
from fourpermille.soil.labels import Cells
from fourpermille.soil.linear import Maps
from fourpermille.soil.mean_year import repeating_year
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.one_go import can_answer
from fourpermille.soil.setup import Setup, Start, set_up


@dataclass(frozen=True)
class Method:
    """How every case of a run is computed: model, constants, options, start."""

    model: str = "rothc"
    parameters: str | ParameterSet = "rothc_26_3"
    options: MoistureOptions = field(default_factory=MoistureOptions)
    start: Start | str | None = None
    device: str = "cpu"

    def set_up(self, ds: xr.Dataset) -> Setup:
        """The model on the places of the data, with today's state."""
        return set_up(
            ds,
            model=self.model,
            parameters=self.parameters,
            options=self.options,
            start=self.start,
        )


@dataclass(frozen=True)
class Today:
    """Today's state of a case under its bias correction."""

    setup: Setup
    correction: Correction | None = None


def today(case: Case, method: Method) -> Today:
    """Today's state; with a bias correction that of the corrected model."""
    setup = method.set_up(case.ds)
    found = correction(case.bias_correction, setup)
    if found is None:
        return Today(setup)
    corrected = method.set_up(found.applied(case.ds))
    # A place that the model can't explain has no factor, and is then none of the second look's.
    both = [one.impossible for one in (setup, corrected) if one.impossible is not None]
    return Today(replace(corrected, impossible=np.any(both, axis=0) if both else None), found)


def maps_ahead(case: Case, now: Today) -> Maps | None:
    """The map of the repeating year to come; None where it is today's."""
    if case.ahead is None:
        return None
    setup = now.setup
    ds = case.ahead if now.correction is None else now.correction.applied(case.ahead)
    ahead = repeating_year(ds, setup.repeats)
    order = [dim for dim in setup.cells.dims if dim in ahead.dims]
    return setup.model.year(ahead.transpose(*order, ...), setup.year.map.inert).map


def extra_input(case: Case, method: Method) -> tuple[Cells, Array]:
    """Places and their extra input (the mean of a free path), in one pass where that answers.

    One pass is for places in balance today and ahead; it is many times faster than annual maps,
    gives the same to the last digits, and is what a CUDA device does.
    """
    changed = case.ahead is not None or case.bias_correction != NO_CORRECTION
    if changed or case.target.is_free or not can_answer(case.ds, method.model, method.start):
        answer = solve_case(case, method)
        return answer.setup.cells, answer.last_extra
    found = solve_in_balance(
        case.ds,
        case.target,
        parameters=method.parameters,
        options=method.options,
        start=method.start,
        device=method.device,
    )
    return found.cells, found.last_extra


def solve_case(case: Case, method: Method, now: Today | None = None) -> Requirement:
    """The answer of a case; ``now``: its state today, where another case has it already."""
    known = today(case, method) if now is None else now
    return solve(known.setup, case.target, maps_ahead(case, known))
