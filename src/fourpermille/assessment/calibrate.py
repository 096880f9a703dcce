"""The rate factor with which a model has no mean bias against long-term trials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import xarray as xr

from fourpermille.assessment.bias import FACTOR, Correction
from fourpermille.assessment.trial import trial
from fourpermille.assessment.trial_series import Measurements, Series
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet
from fourpermille.core.variables import variable

TOLERANCE = 1e-10  # of the factor
PREDICTED = "predicted"
WIDEST = 6  # halvings and doublings between which the factor is looked for


def calibrate_rate(
    ds: xr.Dataset,
    series: Sequence[Series],
    measurements: dict[str, Measurements],
    *,
    start_year: int,
    end_year: int,
    model: str = "rothc",
    parameters: str | ParameterSet = "rothc_26_3",
    moisture_option: int = 1,
    bare_option: int = 1,
) -> xr.Dataset:
    """Find the factor of the decomposition rate that makes the mean bias of trials zero.

    Arguments as those of a trial: ``ds`` the places, ``series`` the treatments, ``measurements``
    their stocks. Only series whose inputs are not fitted to their own stocks judge the rate; what
    others are fitted to is fitted anew under every factor. Returns ``rate_calibration_factor``,
    which makes the mean over those series of modelled less measured stock zero (each series
    counts once, however often it was sampled), and
    ``rate_calibration_factor_series`` on ``series``, which does so for each alone. Raises
    InputError where no series judges, or no factor from 1/64 to 64 removes the bias.
    """
    judged: list[str] = []

    def bias(factor: float) -> xr.DataArray:
        found = trial(
            Correction(factor).applied(ds),
            series,
            measurements,
            start_year=start_year,
            end_year=end_year,
            model=model,
            parameters=parameters,
            moisture_option=moisture_option,
            bare_option=bare_option,
        )
        counts = (found["role"] == PREDICTED) & (found["n_measurements"] > 0)
        judged[:] = [str(name) for name in found["series"].values[counts.values]]
        return found["bias_tc_ha"].sel(series=judged)

    bias(1.0)
    if not judged:
        raise InputError(
            Problem(
                what=_("no series can judge the rate"),
                column="series",
                todo=_("Give the inputs of a series with measurements as numbers."),
            )
        )
    pooled = _root(lambda factor: float(bias(factor).mean()), ", ".join(judged))
    single = [_root(partial(_of_one, bias, name), name) for name in list(judged)]
    row = variable(FACTOR)
    attrs = {"units": row.units, "long_name": row.about}
    return xr.Dataset(
        {FACTOR: ((), pooled, attrs), f"{FACTOR}_series": ("series", np.array(single), attrs)},
        coords={"series": judged},
    )


def _of_one(bias: Callable[[float], xr.DataArray], name: str, factor: float) -> float:
    return float(bias(factor).sel(series=name))


def _root(bias: Callable[[float], float], names: str) -> float:
    """The factor without bias: bracketed around 1, then closed in on."""
    from scipy.optimize import brentq  # slow import

    low = high = 1.0
    for _step in range(WIDEST):
        low, high = low / 2.0, high * 2.0
        if bias(low) * bias(high) <= 0:
            return float(brentq(bias, low, high, xtol=TOLERANCE))
    raise InputError(
        Problem(
            what=_("no rate factor removes the bias of these series"),
            column="series",
            found=names,
            todo=_("Check the inputs and the measurements."),
        )
    )
