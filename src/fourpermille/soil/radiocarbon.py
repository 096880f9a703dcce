"""Radiocarbon in the pools: the same maps with a decay factor (rothc §9.6)."""

from __future__ import annotations

from math import exp, log

import numpy as np

from fourpermille.core.parameters import ParameterSet
from fourpermille.kernels.rothc import MONTHS_PER_YEAR
from fourpermille.soil.annual_map import Array
from fourpermille.soil.base import Months
from fourpermille.soil.labels import Cells
from fourpermille.soil.linear import equilibrium
from fourpermille.soil.setup import Setup

PERCENT = 100.0
PER_MILLE = 1000.0


def decay_constant(parameters: ParameterSet) -> float:
    """Radiocarbon decay per year, from the half-life that the model's programs use."""
    return log(2.0) / parameters["radiocarbon_half_life_years"]


def monthly_kept(parameters: ParameterSet) -> float:
    """Share of the activity left after a month."""
    return exp(-decay_constant(parameters) / MONTHS_PER_YEAR)


def equivalent_age(carbon: Array, activity: Array, parameters: ParameterSet) -> Array:
    """Radiocarbon age (years): ln(C/A)/lambda; negative for bomb-labelled pools, NaN for none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(carbon / activity) / decay_constant(parameters))


def delta14c(age_years: Array, parameters: ParameterSet) -> Array:
    """Delta 14C (per mille) of an equivalent age."""
    life = parameters["radiocarbon_delta_mean_life_years"]
    return np.asarray(PER_MILLE * (np.exp(-age_years / life) - 1.0))


def inert_activity(inert: Array, parameters: ParameterSet) -> Array:
    """Activity of the inert carbon, of constant age."""
    share = exp(-parameters["iom_age_years"] * decay_constant(parameters))
    return np.asarray(inert * share)


def modern_share(cells: Cells) -> Array:
    """Fraction modern (places, months) of the inputs; 1 where not given."""
    return cells.per_month("modern_percent", default=PERCENT) / PERCENT


def radiocarbon_months(setup: Setup, cells: Cells, deficit: Array | None, months: Months) -> Array:
    """Delta 14C (places, months) of all soil carbon, ``months`` being the run of the carbon itself.

    Starts from the ages that the pools have in equilibrium with modern inputs.
    """
    model, inert = setup.model, setup.year.map.inert[:, None]
    parameters = model.parameters
    start = setup.state.pools * equilibrium_activity_share(setup)
    activity = model.months(
        cells, start, deficit, kept=monthly_kept(parameters), weights=modern_share(cells)
    ).pools
    carbon = months.pools.sum(axis=-1) + inert
    total = activity.sum(axis=-1) + inert_activity(inert, parameters)
    return delta14c(equivalent_age(carbon, total, parameters), parameters)


def equilibrium_activity_share(setup: Setup) -> Array:
    """Activity over carbon (places, pools) at equilibrium: A* = (I - e^-lambda P)^-1 v, over x*.

    v is what the year's inputs, all modern on arrival, leave of activity in December.
    """
    model, year = setup.model, setup.year
    kept = monthly_kept(model.parameters)
    cells = setup.mean_cells()
    nothing = np.zeros_like(setup.state.pools)
    left = model.months(cells, nothing, None, kept=kept).pools[:, -1]
    loss = np.eye(len(model.pools)) - kept**MONTHS_PER_YEAR * year.map.matrix
    activity = np.linalg.solve(loss, left[..., None])[..., 0]
    carbon = equilibrium(year.map, year.map.received(setup.state.inputs))
    return np.divide(activity, carbon, out=np.ones_like(carbon), where=carbon > 0)
