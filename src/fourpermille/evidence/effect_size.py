"""Effect sizes of a treatment beside its control, each with its sampling variance."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    MissingVariableError,
    NotUsedError,
    OutOfRangeError,
    Problem,
    is_among,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.evidence.given import numbers, together
from fourpermille.evidence.words import told

OTHER = {  # what each metric compares the treatment with, and whether it is a rate
    "response_ratio": ("control", False),
    "stock_difference": ("control", False),
    "difference_rate": ("control", True),
    "rate": ("start", True),
}
METRICS = tuple(OTHER)
STOCK, DURATION = "soc_stock_tc_ha", "measured_year"  # of the vocabulary, for their units
BASES = ("equal_mass", "fixed_depth")


def effect_size(
    metric: str,
    *,
    treatment_tc_ha: Any,
    control_tc_ha: Any = None,
    treatment_sd_tc_ha: Any = None,
    control_sd_tc_ha: Any = None,
    n_treatment: Any = None,
    n_control: Any = None,
    years: Any = None,
    start_tc_ha: Any = None,
    start_sd_tc_ha: Any = None,
    n_start: Any = None,
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
        Mean stocks, t C/ha, any shape. DataArrays and Series keep dims and labels, which must be
        the same. "rate" takes the start, the other metrics the control.
    treatment_sd_tc_ha, control_sd_tc_ha, start_sd_tc_ha, n_treatment, n_control, n_start
        Standard deviations and numbers of plots; without them the variance is missing.
    years
        Duration, of the two rates.
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
    MissingVariableError
        The metric needs a control, a start or years that aren't given.
    NotUsedError
        Something is given that the metric doesn't use.
    InputError, UnitsError, ShapeError
        No numbers, another unit, other studies or lengths.
    OutOfRangeError
        A stock below zero, or at zero where its logarithm is taken; a standard deviation below
        zero; no years; a number of plots that isn't a whole number from 1.

    Notes
    -----
    Variances: sd_t² / (n_t S_t²) + sd_c² / (n_c S_c²) of the ratio (Hedges, Gurevitch and Curtis
    1999), sd_t² / n_t + sd_c² / n_c of the difference.
    """
    for given, known, kind in ((metric, METRICS, _("metric")), (basis, BASES, _("basis"))):
        if not is_among(given, known):
            raise unknown_name(kind, given, known)
    other, is_rate = OTHER[metric]
    values = {
        "treatment_tc_ha": treatment_tc_ha,
        "treatment_sd_tc_ha": treatment_sd_tc_ha,
        "n_treatment": n_treatment,
        "control_tc_ha": control_tc_ha,
        "control_sd_tc_ha": control_sd_tc_ha,
        "n_control": n_control,
        "start_tc_ha": start_tc_ha,
        "start_sd_tc_ha": start_sd_tc_ha,
        "n_start": n_start,
        "years": years,
    }
    x = _used(metric, values)
    t, s = x["treatment_tc_ha"], x[f"{other}_tc_ha"]
    var_t, var_s = (x[f"{one}_sd_tc_ha"] ** 2 / x[f"n_{one}"] for one in ("treatment", other))
    effect: Any
    if metric == "response_ratio":
        effect, variance, units = np.log(t / s), var_t / t**2 + var_s / s**2, "1"
    elif not is_rate:
        effect, variance, units = t - s, var_t + var_s, "t ha-1"
    else:
        effect, variance = (t - s) / x["years"], (var_t + var_s) / x["years"] ** 2
        units = "t ha-1 year-1"
    effect, variance = xr.broadcast(effect, variance)
    out = told({"effect": effect, "effect_variance": variance}, units)
    out.attrs = {"metric": metric, "units": units, "basis": basis}
    return out


def _used(metric: str, values: dict[str, Any]) -> dict[str, xr.DataArray]:
    """Checked numbers that a metric uses, on the same places; refuses what it lacks or ignores."""
    other, is_rate = OTHER[metric]
    needed = ["treatment_tc_ha", f"{other}_tc_ha", *(["years"] if is_rate else [])]
    spread = [name.format(one) for one in ("treatment", other) for name in ("{}_sd_tc_ha", "n_{}")]
    for name in needed:
        if values[name] is None:
            raise MissingVariableError(
                Problem(
                    what=_("{metric} needs {name}").format(metric=metric, name=name), column=name
                )
            )
    for name, value in values.items():
        if value is not None and name not in (*needed, *spread):
            raise NotUsedError(
                Problem(
                    what=_("{metric} does not use this").format(metric=metric),
                    column=name,
                    allowed=", ".join((*needed, *spread)),
                    todo=_("Leave it out, or take another metric."),
                )
            )
    used = {name: np.nan if values[name] is None else values[name] for name in (*needed, *spread)}
    arrays = {name: _checked(metric, name, value) for name, value in used.items()}
    return together(used, arrays)


def _checked(metric: str, name: str, value: Any) -> xr.DataArray:
    """Numbers of one argument in the unit and range that they can have."""
    if name.startswith("n_"):
        array = numbers(name, value)
        _refuse(name, array, (array < 1.0) | (array % 1.0 > 0.0), _("a whole number from 1"))
    elif name == "years":
        array = numbers(name, value, like=DURATION)
        _refuse(name, array, array <= 0.0, "> 0")
    else:
        array = numbers(name, value, like=STOCK)
        if metric == "response_ratio" and "_sd_" not in name:
            _refuse(name, array, array <= 0.0, "> 0")
        else:
            _refuse(name, array, array < 0.0, ">= 0")
    return array


def _refuse(name: str, array: xr.DataArray, bad: xr.DataArray, allowed: str) -> None:
    if bad.any():
        first = float(array.values[bad.values].ravel()[0])
        raise OutOfRangeError(
            Problem(what=_("not allowed"), column=name, found=f"{first:g}", allowed=allowed)
        )
