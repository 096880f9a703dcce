"""The curve of adoption that meets the date of a peak and the years to its half."""

from __future__ import annotations

import numpy as np

from fourpermille.core.errors import ConvergenceError, Problem
from fourpermille.core.i18n import _
from fourpermille.kernels.adoption import sum_of_cohorts
from fourpermille.practices.adoption import (
    MOST_YEARS,
    STEPS_PER_YEAR,
    peak_and_half,
    refuse_kind,
)
from fourpermille.practices.cohorts import Even, Fading
from fourpermille.practices.numbers import number
from fourpermille.practices.spread import Spread

FIRST_STEEPNESS = 0.1
TOLERANCE = 0.1  # years
SPAN = 4.0  # times the wanted dates: the half must lie within


def calibrate_adoption(
    response: Fading | Even, *, start_year: float, peak_year: float, halved_after_years: float
) -> Spread:
    """Find the logistic curve with which the uptake of the land peaks and halves when it should.

    Parameters
    ----------
    response
        Gain of one field with age.
    start_year, peak_year
        Dates of the first adoption and of the largest uptake.
    halved_after_years
        Years from the peak to half its rate.

    Returns
    -------
    The ``Spread``, of all the land.

    Raises
    ------
    OutOfRangeError
        The peak isn't after the start, or a date is too far away.
    ConvergenceError
        No curve meets both dates with this response; the message says how near it comes.

    Notes
    -----
    Two dates don't tell how the fields respond: a faster fading with a slower curve meets them as
    well (see the page on adoption).
    """
    from scipy.optimize import least_squares  # slow import

    refuse_kind("response", response, (Fading, Even))
    number("start_year", start_year)
    number("peak_year", peak_year, start_year, below=start_year + MOST_YEARS, above_least=True)
    number("halved_after_years", halved_after_years, 0.0, below=MOST_YEARS, above_least=True)
    span = int(np.ceil(SPAN * (peak_year - start_year + halved_after_years)))
    time = start_year + np.arange(span * STEPS_PER_YEAR + 1) / STEPS_PER_YEAR
    gain = response.gain(time - start_year)
    wanted = np.array([peak_year, halved_after_years])

    def spread(x: np.ndarray) -> Spread:
        steepness, midpoint = float(np.exp(x[0])), float(x[1])
        return Spread(start_year, midpoint_year=midpoint, steepness_per_yr=steepness)

    def missed(x: np.ndarray) -> np.ndarray:
        found = np.array(peak_and_half(time, sum_of_cohorts(spread(x).share(time), gain)))
        return np.nan_to_num(found - wanted, nan=float(span))

    first = np.array([np.log(FIRST_STEEPNESS), 0.5 * (start_year + peak_year)])
    best = least_squares(
        missed, first, x_scale=[0.5, 0.5 * (peak_year - start_year)], diff_step=1e-3
    )
    if np.abs(best.fun).max() > TOLERANCE:
        peak, halved = wanted + best.fun
        raise ConvergenceError(
            Problem(
                what=_("no logistic curve meets both dates with this response"),
                found=_("peak {peak:.1f}, halved after {halved:.1f} years").format(
                    peak=peak, halved=halved
                ),
                todo=_("Give other dates, or a response that fades faster or slower."),
            )
        )
    return spread(best.x)
