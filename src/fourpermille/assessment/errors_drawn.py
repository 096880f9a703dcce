"""Errors of the inputs of a run, drawn so that a place's errors are its own whoever computes it.

The errors of a place come from a counter-based generator keyed by the seed and the number of the
place, those that all places share from one keyed by the seed alone: cutting a map into blocks,
in whatever order, changes nothing. More draws begin with the same draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from fourpermille.assessment.bias import FACTOR, INDEPENDENT
from fourpermille.core.parameters import ParameterSet
from fourpermille.core.variables import variable
from fourpermille.soil.annual_map import Array

SHARED = 2**64 - 1  # key of the errors in common, the number of no place
STOCK = "soc_stock_relative_sd"


@dataclass(frozen=True)
class Quantity:
    """One kind of error: a factor of some variables, or a number added to them."""

    sd: str
    variables: tuple[str, ...]
    added: bool = False


# The position in this list is that of the error in the generator's stream: add at the end only.
QUANTITIES = (
    Quantity(STOCK, ("soc_stock_tc_ha", "iom_tc_ha")),
    Quantity("precipitation_relative_sd", ("precipitation_mm",)),
    Quantity("pet_relative_sd", ("pet_mm", "open_pan_evaporation_mm")),
    Quantity("air_temperature_sd_k", ("air_temperature_degc",), added=True),
    Quantity("clay_sd_percent", ("clay_percent",), added=True),
    Quantity("dpm_rpm_relative_sd", ("dpm_rpm_ratio",)),
    Quantity("decay_rate_relative_sd", (FACTOR,)),
    Quantity("independent_input_relative_sd", (INDEPENDENT,)),
)


def standard_errors(seed: int, ids: Array, draws: int, correlation: float) -> Array:
    """Standard normal errors (quantities, draws, places): part shared, part of each place.

    ``correlation`` is the correlation between any two places, from 0 to 1.
    """
    shared = _normals(seed, SHARED, draws)[..., None]
    own = np.stack([_normals(seed, int(number), draws) for number in ids], axis=-1)
    return np.asarray(np.sqrt(correlation) * shared + np.sqrt(1.0 - correlation) * own)


def _normals(seed: int, number: int, draws: int) -> Array:
    """(quantities, draws) from the stream of one place."""
    key = np.array([seed, number], dtype=np.uint64)
    stream = np.random.Generator(np.random.Philox(key=key))
    return stream.standard_normal((draws, len(QUANTITIES))).T


def relative_factor(standard: Array, relative_sd: float) -> Array:
    """Log-normal factor with median 1 and, relative to its mean, this standard deviation."""
    return np.asarray(np.exp(np.sqrt(np.log1p(relative_sd**2)) * standard))


def disturbed(ds: xr.Dataset, errors: Array, table: ParameterSet, skip: str = "") -> xr.Dataset:
    """The data (places on ``cell``) under one draw of standard errors (quantities, cell).

    ``skip``: a quantity that is left as it is. Values stay within what can be true at all.
    """
    new = {}
    for quantity, row in zip(QUANTITIES, errors, strict=True):
        sd = table[quantity.sd]
        if sd == 0.0 or quantity.sd == skip:
            continue
        error = xr.DataArray(sd * row if quantity.added else relative_factor(row, sd), dims="cell")
        for name in quantity.variables:
            if name in ds or name == FACTOR:
                before = ds.get(name, 1.0)
                after = before + error if quantity.added else before * error
                known = variable(name)
                new[name] = after.clip(known.minimum, known.maximum)
    return ds.assign(new)
