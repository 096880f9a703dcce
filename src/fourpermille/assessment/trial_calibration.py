"""Calibration on trials with uncertainty, and how well what was learnt carries to other sites.

Only what all sites share is learnt: the middle of the factor of the decay rates, how far the
factors of sites lie from it, and the size of the model's own error. A site's own factor and its
inputs are summed over, in training and in prediction alike: a site with many stocks then teaches
much of itself, little of others. Everything stands on grids, so that no answer depends on chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourpermille.assessment.trial_parts import SeriesParts
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.evidence.scatter import scatter_sd
from fourpermille.soil.annual_map import Array

SET = "trial_calibration"
RATE_NODES, SITE_NODES, ERROR_NODES, PLANT_NODES, MANURE_NODES = 41, 9, 13, 13, 7
REACH = 4.0  # standard deviations of a prior that its grid covers
NARROWEST = 0.1  # of the distance of two nodes: a normal that lies on one
TINY = np.finfo(float).tiny  # keeps the logarithm of nothing finite


@dataclass(frozen=True)
class Grid:
    """Nodes and prior weights (sum 1) of a quantity."""

    nodes: Array
    weights: Array


def rate_grid(p: ParameterSet | None = None) -> Grid:
    """Factors of the decay rates, log-normal about 1."""
    return _lognormal((p or load_parameters(SET))["rate_factor_sd"], RATE_NODES)


def _lognormal(sd: float, count: int) -> Grid:
    z = np.linspace(-REACH, REACH, count)
    weights = np.exp(-0.5 * z**2)
    return Grid(np.exp(sd * z), weights / weights.sum())


def _half_normal(scale: float, count: int) -> Grid:
    z = np.linspace(0.0, REACH, count)
    weights = np.exp(-0.5 * z**2)
    return Grid(scale * z, weights / weights.sum())


AS_STATED = Grid(np.ones(1), np.ones(1))


def scales_of(mine: Sequence[SeriesParts], p: ParameterSet) -> tuple[Grid, Grid]:
    """Scales of the plant and the manure input of a site; one where it gets none of it."""
    plant, manure = AS_STATED, AS_STATED
    if any(one.plants.any() for one in mine):
        plant = _lognormal(p["plant_input_sd"], PLANT_NODES)
    if any(one.manure.any() for one in mine):
        manure = _lognormal(p["manure_input_sd"], MANURE_NODES)
    return plant, manure


@dataclass(frozen=True)
class Learnt:
    """Weights (rate factors, differences of sites, model errors) of what all sites share."""

    rate: Grid
    site: Grid
    error: Grid
    weights: Array

    @property
    def rate_weights(self) -> Array:
        """Weights (rate factors) of the middle of all sites."""
        return np.asarray(self.weights.sum(axis=(1, 2)))

    @property
    def new_site_weights(self) -> Array:
        """Weights (rate factors, model errors) of a site that nothing is known of."""
        return np.einsum("mse,smk->ke", self.weights, _apart(self.rate, self.site))

    def rate_quantile(self, share: float) -> float:
        """Quantile of the rate factor, on a straight line between nodes."""
        heap = np.cumsum(self.rate_weights)
        middle = heap - 0.5 * self.rate_weights
        return float(np.interp(share, middle, self.rate.nodes))


def measurement_sd(one: SeriesParts, p: ParameterSet) -> tuple[float, bool]:
    """Error (t C/ha) of the stocks of a series, and whether the series itself tells it."""
    found = scatter_sd(one.year, one.measured)
    if np.isfinite(found) and found > 0.0:
        return found, True
    return p["fallback_error_relative"] * float(np.mean(one.measured)), False


def learn(parts: Sequence[SeriesParts], p: ParameterSet | None = None) -> Learnt:
    """What the predicted series of some sites tell; the prior where there are none."""
    table = p or load_parameters(SET)
    rate, error = rate_grid(table), _half_normal(table["model_error_scale"], ERROR_NODES)
    site = _half_normal(table["site_rate_scale"], SITE_NODES)
    logs = np.log(np.einsum("m,s,e->mse", rate.weights, site.weights, error.weights))
    apart = _apart(rate, site)
    for name in dict.fromkeys(one.site for one in parts):
        mine = [one for one in parts if one.site == name and one.teaches]
        if mine:
            own = _site_log_likelihood(mine, error.nodes, table)
            top = own.max()
            logs = logs + top + np.log(np.einsum("smk,ke->mse", apart, np.exp(own - top)) + TINY)
    weights = np.exp(logs - logs.max())
    return Learnt(rate, site, error, weights / weights.sum())


def _apart(rate: Grid, site: Grid) -> Array:
    """Weights (differences of sites, middle, rate factor of a site): normal in the logarithm."""
    logs = np.log(rate.nodes)
    step = logs[1] - logs[0]
    # The narrowest normal that the nodes can show: below it a site's factor is the middle's node.
    sd = np.maximum(site.nodes, NARROWEST * step)[:, None, None]
    weights = np.exp(-0.5 * ((logs[None, :, None] - logs[None, None, :]) / sd) ** 2)
    return np.asarray(weights / weights.sum(axis=2, keepdims=True))


def _site_log_likelihood(mine: Sequence[SeriesParts], errors: Array, p: ParameterSet) -> Array:
    """Log-likelihood (rate factors, model errors) of a site; inputs summed over their priors."""
    plant, manure = scales_of(mine, p)
    total = np.empty((plant.nodes.size, manure.nodes.size, len(mine[0].start), errors.size))
    for i, plant_scale in enumerate(plant.nodes):
        for j, manure_scale in enumerate(manure.nodes):
            total[i, j] = sum(
                _series_log_likelihood(one, plant_scale, manure_scale, errors, p) for one in mine
            )
    prior = np.log(plant.weights)[:, None] + np.log(manure.weights)[None, :]
    return _log_sum(total + prior[:, :, None, None])


def _series_log_likelihood(
    one: SeriesParts, plant_scale: float, manure_scale: float, errors: Array, p: ParameterSet
) -> Array:
    """Log-likelihood (rate factors, model errors) of a series.

    The errors of its stocks are independent; that of the model is one for the whole series, in
    proportion to its stock: covariance s² I + e² m m', inverted in closed form.
    """
    stock = one.stock(plant_scale, manure_scale)
    rest = one.measured - stock
    sd, _own = measurement_sd(one, p)
    size = float(np.mean(one.measured))
    n = one.measured.size
    shared = (errors * size) ** 2
    squares, sums = (rest**2).sum(axis=1)[:, None], rest.sum(axis=1)[:, None]
    pulled = shared / (sd**2 + n * shared)
    distance = (squares - pulled * sums**2) / sd**2
    log_det = (n - 1) * np.log(sd**2) + np.log(sd**2 + n * shared)
    return np.asarray(-0.5 * (distance + log_det))


def _log_sum(logs: Array) -> Array:
    """Log of the sum over the first two axes."""
    top = logs.max(axis=(0, 1))
    return np.asarray(top + np.log(np.exp(logs - top).sum(axis=(0, 1))))
