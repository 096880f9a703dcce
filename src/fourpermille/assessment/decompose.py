"""Which choice moves the answer most, asked of data."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

from fourpermille.assessment.case import NO_CORRECTION, Case
from fourpermille.assessment.factorial import CELLS, factorial
from fourpermille.assessment.method import Method
from fourpermille.assessment.target import Target
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.core.progress import Progress
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.setup import Start


def decompose(
    ds: xr.Dataset,
    factors: Sequence[str],
    target: Target | None = None,
    *,
    cells: int = CELLS,
    model: str = "rothc",
    parameters: str | ParameterSet = "rothc_26_3",
    moisture_option: int = 1,
    bare_option: int = 1,
    start: Start | str | None = None,
    sensitivity: str | ParameterSet = "sensitivity",
    bias_correction: str = NO_CORRECTION,
    device: str = "cpu",
    progress: Progress | None = None,
) -> xr.Dataset:
    """Split the variance of the median answer over the choices behind it.

    ``factors``: groups of variants (growth, depth, pet, …). Every combination of their levels,
    the reference among them, is answered on the same sample of at most ``cells`` places, drawn
    in proportion to area without chance; all levels count alike. Returns the table
    ``extra_input_factorial_tc_ha_yr`` on one dim a choice and, on ``factor``,
    ``first_order_share`` (the choice by itself), ``total_share`` (with its interactions) and
    ``main_effect_range_tc_ha_yr``. Attrs count the places used and missing. Raises InputError.
    """
    spread = load_parameters(sensitivity) if isinstance(sensitivity, str) else sensitivity
    goal = Target() if target is None else target
    case = Case(ds, goal, spread, bias_correction=bias_correction, parameters=parameters)
    options = MoistureOptions(moisture_option, bare_option)
    method = Method(model, parameters, options, start, device)
    return factorial(case, factors, method=method, cells=cells, progress=progress)
