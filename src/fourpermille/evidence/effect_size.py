"""Effect sizes of a treatment beside its control, each with its sampling variance."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import OutOfRangeError, Problem, unknown_name
from fourpermille.core.i18n import _
from fourpermille.evidence.words import told

METRICS = ("response_ratio", "stock_difference", "difference_rate", "rate")
BASES = ("equal_mass", "fixed_depth")


def effect_size(
    metric: str,
    *,
    treatment_tc_ha: Any,
    control_tc_ha: Any = np.nan,
    treatment_sd_tc_ha: Any = np.nan,
    control_sd_tc_ha: Any = np.nan,
    n_treatment: Any = np.nan,
    n_control: Any = np.nan,
    years: Any = np.nan,
    start_tc_ha: Any = np.nan,
    start_sd_tc_ha: Any = np.nan,
    n_start: Any = np.nan,
    basis: str = "fixed_depth",
) -> xr.Dataset:
    """Effect of a practice on stocks, in one of four metrics that are never mixed.

    Parameters
    ----------
    metric
        "response_ratio": ln(S_t / S_c). "stock_difference": S_t - S_c, t C/ha. "difference_rate":
        that over the years, which isn't sequestration where the control changes, too. "rate":
        (S_t - S_0) / years, from a measured start.
    treatment_tc_ha, control_tc_ha, start_tc_ha
        Mean stocks, t C/ha, any shape; DataArrays keep their dims. "rate" takes the start, the
        other metrics the control.
    treatment_sd_tc_ha, control_sd_tc_ha, start_sd_tc_ha, n_treatment, n_control, n_start
        Standard deviations and numbers of plots; without them the variance is missing.
    years
        Duration.
    basis
        "equal_mass" or "fixed_depth": what the stocks refer to. At a fixed depth, tillage moves
        soil in and out of the layer.

    Returns
    -------
    ``effect``, ``effect_variance``; attributes ``metric``, ``units``, ``basis``.

    Raises
    ------
    UnknownNameError
        Another metric or basis.
    OutOfRangeError
        A stock that isn't above zero where its logarithm is taken, or no years.

    Notes
    -----
    Variances: sd_t² / (n_t S_t²) + sd_c² / (n_c S_c²) of the ratio (Hedges, Gurevitch and Curtis
    1999), sd_t² / n_t + sd_c² / n_c of the difference.
    """
    for given, known, kind in ((metric, METRICS, _("metric")), (basis, BASES, _("basis"))):
        if given not in known:
            raise unknown_name(kind, given, known)
    t, c, s0 = (_given(x) for x in (treatment_tc_ha, control_tc_ha, start_tc_ha))
    var_t = _given(treatment_sd_tc_ha) ** 2 / _given(n_treatment)
    var_c = _given(control_sd_tc_ha) ** 2 / _given(n_control)
    var_0 = _given(start_sd_tc_ha) ** 2 / _given(n_start)
    time = _given(years)
    if metric == "response_ratio":
        _above_zero("treatment_tc_ha", t)
        _above_zero("control_tc_ha", c)
        effect, variance, units = np.log(t / c), var_t / t**2 + var_c / c**2, "1"
    elif metric == "stock_difference":
        effect, variance, units = t - c, var_t + var_c, "t ha-1"
    else:
        _above_zero("years", time)
        other, var_other = (c, var_c) if metric == "difference_rate" else (s0, var_0)
        effect, variance = (t - other) / time, (var_t + var_other) / time**2
        units = "t ha-1 year-1"
    if isinstance(effect, xr.DataArray) or isinstance(variance, xr.DataArray):
        effect, variance = xr.broadcast(xr.DataArray(effect), xr.DataArray(variance))
    else:
        effect, variance = (
            xr.DataArray(x, dims=("study",) if x.ndim == 1 else None)
            for x in np.broadcast_arrays(effect, variance)
        )
    out = told({"effect": effect, "effect_variance": variance}, units)
    out.attrs = {"metric": metric, "units": units, "basis": basis}
    return out


def _given(values: Any) -> Any:
    """Numbers as they came: with the names of their dims, if they have any."""
    return values.astype(float) if isinstance(values, xr.DataArray) else np.asarray(values, float)


def _above_zero(name: str, values: Any) -> None:
    flat = np.ravel(np.asarray(values))
    known = flat[np.isfinite(flat)]
    if (known <= 0.0).any():
        raise OutOfRangeError(
            Problem(what=_("not allowed"), column=name, found=f"{known.min():g}", allowed="> 0")
        )
