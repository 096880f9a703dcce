"""The slope of changes on their starts, as seen, as errors alone make it, and without them.

An error of the start stands in the change with the opposite sign: soils that were measured too high
seem to lose, whether or not anything happened.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, OutOfRangeError, Problem
from fourpermille.core.i18n import _
from fourpermille.evidence.given import count, number, studies
from fourpermille.evidence.words import told

Array = np.ndarray
DRAWS = 999
LEAST = 4  # series
COVERAGE = 0.9


def change_on_start(
    start_tc_ha: Any,
    end_tc_ha: Any,
    error_sd_tc_ha: float,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> xr.Dataset:
    """Slope of the change on the start, as seen, as errors alone make it, and corrected.

    Parameters
    ----------
    start_tc_ha, end_tc_ha
        (series,) stocks, with the same labels if they have any.
    error_sd_tc_ha
        Error of a measured stock; NaN where it isn't known, then null and correction are missing.
    draws, seed
        Of the null.

    Returns
    -------
    ``slope``; ``slope_null_low``, ``slope_null_high``: where 90 % of slopes lie if the changes
    don't depend on the true starts and each stock has its error; ``slope_blomqvist``: without the
    part of the errors; ``slope_oldham``: of the change on the mean of both stocks.

    Raises
    ------
    InputError
        Fewer than four series, all with one start, or no numbers.
    ShapeError
        Starts and ends of other lengths or with other labels.
    OutOfRangeError
        An error below zero, or as large as the spread of the starts; an infinite number; no draws.

    Notes
    -----
    With k = error² / var(start): slope = (1 - k) b - k for a true slope b (Blomqvist 1977). On the
    mean of both stocks the errors cancel where both are as uncertain (Oldham 1962); the slope there
    is zero if the stocks spread as widely after as before.
    """
    start, end = studies({"start_tc_ha": start_tc_ha, "end_tc_ha": end_tc_ha})
    error_sd_tc_ha, draws = number("error_sd_tc_ha", error_sd_tc_ha), count("draws", draws)
    seed = count("seed", seed, least=0)
    known = np.isfinite(start) & np.isfinite(end)
    start, end = start[known], end[known]
    spread = float(np.var(start, ddof=1)) if start.size > 1 else 0.0
    if start.size < LEAST or spread == 0.0:
        raise InputError(
            Problem(
                what=_("too few series, or all with the same start"),
                column="start_tc_ha",
                found=str(start.size),
                allowed=f">= {LEAST}",
            )
        )
    share = error_sd_tc_ha**2 / spread
    if error_sd_tc_ha < 0.0 or share >= 1.0:
        raise OutOfRangeError(
            Problem(
                what=_("not allowed"),
                column="error_sd_tc_ha",
                found=f"{error_sd_tc_ha:g}",
                allowed=f"0 … {spread**0.5:.4g}",
            )
        )
    change = end - start
    slope = slope_of(start, change)
    low = high = corrected = np.nan
    if np.isfinite(share):
        made = _slopes_of_errors(start, change, error_sd_tc_ha, share, draws, seed)
        low, high = np.quantile(made, tails())
        corrected = (slope + share) / (1.0 - share)
    return told(
        {
            "slope": slope,
            "slope_null_low": low,
            "slope_null_high": high,
            "slope_blomqvist": corrected,
            "slope_oldham": slope_of(0.5 * (start + end), change),
        }
    )


def _slopes_of_errors(
    start: Array, change: Array, sd: float, share: float, draws: int, seed: int
) -> Array:
    """Slopes of draws in which true changes are shuffled over true starts, then errors added."""
    draw = np.random.default_rng(seed)
    true = start.mean() + np.sqrt(1.0 - share) * (start - start.mean())
    # Of the spread of changes the errors of both stocks are a part; the rest is true.
    rest = max(0.0, 1.0 - 2.0 * sd**2 / max(float(np.var(change, ddof=1)), sd**2))
    moved = change.mean() + np.sqrt(rest) * (change - change.mean())
    shuffled = draw.permuted(np.tile(moved, (draws, 1)), axis=1)
    first, last = draw.normal(0.0, sd, (2, draws, start.size))
    seen = true + first
    return np.array(
        [slope_of(one, gain) for one, gain in zip(seen, shuffled + last - first, strict=True)]
    )


def slope_of(x: Array, y: Array) -> float:
    """Slope of least squares."""
    away = x - x.mean()
    return float(away @ (y - y.mean()) / (away @ away))


def tails() -> tuple[float, float]:
    """Shares below the two ends of an interval."""
    return 0.5 * (1.0 - COVERAGE), 0.5 * (1.0 + COVERAGE)
