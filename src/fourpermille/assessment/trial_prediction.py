"""What a model that learnt elsewhere expects of the measured stocks of a series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourpermille.assessment.trial_calibration import (
    AS_STATED,
    REACH,
    SET,
    Learnt,
    measurement_sd,
    scales_of,
)
from fourpermille.assessment.trial_parts import SeriesParts
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.soil.annual_map import Array

STEPS = 40  # of the bisection for quantiles
NEGLIGIBLE = 1e-9  # of the mass of a mixture


@dataclass(frozen=True)
class Prediction:
    """Predicted stocks (measurements) of a series: mean, and an interval for a new measurement."""

    mean: Array
    low: Array
    high: Array


def predict(
    one: SeriesParts, learnt: Learnt, coverage: float, p: ParameterSet | None = None
) -> Prediction:
    """Predict the measured stocks of a series from what was learnt elsewhere and its own inputs."""
    table = p or load_parameters(SET)
    plant, manure = scales_of([one], table)
    if not one.is_predicted:  # its plant input was fitted to these very stocks
        plant = AS_STATED
    sd, _own = measurement_sd(one, table)
    size = float(np.mean(one.measured))
    sds = np.sqrt(sd**2 + (learnt.error.nodes * size) ** 2)
    here = learnt.new_site_weights
    means, weights = [], []
    for plant_scale, share in zip(plant.nodes, plant.weights, strict=True):
        for manure_scale, other in zip(manure.nodes, manure.weights, strict=True):
            means.append(one.stock(plant_scale, manure_scale))
            weights.append(share * other * here)
    centres, mass = np.concatenate(means), np.concatenate(weights)
    total = mass.sum(axis=1)
    kept = total > NEGLIGIBLE * total.max()
    centres, mass = centres[kept], mass[kept] / mass[kept].sum()
    tail = 0.5 * (1.0 - coverage)
    low, high = (_quantile(centres, mass, sds, q) for q in (tail, 1.0 - tail))
    return Prediction(np.asarray(mass.sum(axis=1) @ centres), low, high)


def _quantile(centres: Array, mass: Array, sds: Array, share: float) -> Array:
    """Quantile (measurements) of normals about ``centres`` with ``sds``, weighted; by bisection."""
    from scipy.special import ndtr  # slow import

    low = centres.min(axis=0) - 2.0 * REACH * sds.max()
    high = centres.max(axis=0) + 2.0 * REACH * sds.max()
    for _step in range(STEPS):
        middle = 0.5 * (low + high)
        below = sum(
            weight @ ndtr((middle - centres) / sd) for sd, weight in zip(sds, mass.T, strict=True)
        )
        low, high = np.where(below < share, middle, low), np.where(below < share, high, middle)
    return np.asarray(0.5 * (low + high))
