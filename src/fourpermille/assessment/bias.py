"""Three answers to a model that is off: leave it, match the inputs, or match long-term trials.

Each works through one factor of the decomposition rate, which the model applies to today's year
and to the years ahead alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from fourpermille.assessment.case import MATCH_INPUTS, MATCH_TRIALS
from fourpermille.assessment.requirement import sustaining_input
from fourpermille.core.errors import MissingVariableError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.soil.setup import Setup

FACTOR = "rate_calibration_factor"
INDEPENDENT = "independent_input_tc_ha_yr"


@dataclass(frozen=True)
class Correction:
    """The rate factor (on the dims of the places, or one number); how many places were clipped."""

    factor: xr.DataArray | float
    clipped: int = 0

    def applied(self, ds: xr.Dataset) -> xr.Dataset:
        """The data with the factor, on top of one that they may have of their own."""
        given = ds.get(FACTOR, 1.0)
        return ds.assign({FACTOR: xr.DataArray(given * self.factor)})


def correction(name: str, setup: Setup, table: ParameterSet | None = None) -> Correction | None:
    """The correction of that name for the places of a set-up; None for "none".

    match_inputs: kappa = independent input / input that the uncorrected model needs to sustain
    today's stock; clipped where the table ``bias_correction`` gives bounds. match_trials: the
    factor of the table. Raises MissingVariableError without an independent estimate.
    """
    p = load_parameters("bias_correction") if table is None else table
    if name == MATCH_TRIALS:
        return Correction(p["rate_factor_trials"])
    if name == MATCH_INPUTS:
        return _matched(setup, p)
    return None


def needed_beside(name: str) -> tuple[str, ...]:
    """The variables that a correction needs beside those of the model."""
    return (INDEPENDENT,) if name == MATCH_INPUTS else ()


def _matched(setup: Setup, p: ParameterSet) -> Correction:
    if not setup.cells.has(INDEPENDENT):
        raise MissingVariableError(
            Problem(
                what=_("the inputs can't be matched without an independent estimate"),
                column=INDEPENDENT,
                todo=_("Add it to the data, or choose another bias.correction."),
            )
        )
    modelled = sustaining_input(setup) + setup.state.inputs[:, 1:].sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        kappa = setup.cells.per_place(INDEPENDENT) / modelled
    kappa = np.where(modelled > 0, kappa, np.nan)
    bounds = (_bound(p, "input_ratio_lowest", -np.inf), _bound(p, "input_ratio_highest", np.inf))
    bounded = np.clip(kappa, *bounds)
    clipped = int(np.sum(np.isfinite(kappa) & (bounded != kappa)))
    return Correction(setup.cells.labelled(bounded, FACTOR), clipped)


def _bound(p: ParameterSet, name: str, without: float) -> float:
    """A row of the table, which may lack it."""
    if name not in p:
        return without
    return p[name]
