"""What the land gains when a practice spreads: cohorts, saturation, losses, buffers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, Problem, unknown_name
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.core.variables import describe
from fourpermille.kernels.adoption import sum_of_cohorts
from fourpermille.practices.cohorts import YEAR, Even, Fading, retention, yearly_response
from fourpermille.practices.numbers import number, whole
from fourpermille.practices.spread import Spread

STEPS_PER_YEAR = 12
BUFFER = "buffer_"  # what the rows of the programmes begin with
MOST_YEARS = 1000  # of a response in months, the cohorts of which are all held at once


def adoption(
    response: Fading | Even | xr.DataArray,
    spread: Spread,
    *,
    years: int,
    abandonment_per_yr: float = 0.0,
    loss_years: float | None = None,
    buffer: float | str = 0.0,
) -> xr.Dataset:
    """Gain of the land while a practice spreads over it.

    Every year a cohort of fields begins and follows ``response`` from then on.

    Parameters
    ----------
    response
        Gain of one field with age: ``Fading`` (a rate that fades), ``Even`` (a rate that stops), or
        a DataArray on ``year`` (0, 1, … at least ``years``; any other dims), t C/ha, such as the
        difference of two simulations.
    spread
        ``Spread``: the curve of adoption, who does it already, who will in the end.
    years
        Length, whole years from ``spread.start_year``.
    abandonment_per_yr
        Hazard with which fields give the practice up, 1/yr, at most 1; what they gained is then
        lost with the time constant ``loss_years`` (half of the fading time where it isn't given).
    buffer
        Share of the retained gain that is not credited, or a programme: ``"vm0042"``,
        ``"gold_standard"``, ``"car_low"``, ``"car_high"``.

    Returns
    -------
    On ``year`` (0 to ``years``, end of each year) and the dims of the response, per ha of all the
    land: ``adopted_fraction``; ``soc_gain_tc_ha``, made since the start, of which
    ``soc_gain_retained_tc_ha`` is still there and ``soc_gain_credited_tc_ha`` left after the
    buffer; ``soc_gain_rate_tc_ha_yr``, gain of the year that ends (NaN in year 0);
    ``calendar_year``. Attributes: ``peak_year`` and ``halved_after_years`` of the rate where the
    response has no other dims.

    Raises
    ------
    OutOfRangeError
        A share, rate or time that can't be.
    UnitsError
        A series in another unit than t/ha.
    ShapeError
        The series of the response is too short.

    Notes
    -----
    C(t) = A ∫ a'(s) G(t - s) ds with the adopted share a and the gain G of one field. In steps of a
    month for formulas, of a year for series. Losses: see
    :func:`fourpermille.kernels.saturation.retained_share`.
    """
    years = whole("years", years, 1, MOST_YEARS)
    refuse_kind("response", response, (Fading, Even, xr.DataArray))
    refuse_kind("spread", spread, (Spread,))
    is_series = isinstance(response, xr.DataArray)
    per_year = 1 if is_series else STEPS_PER_YEAR
    time = np.arange(years * per_year + 1) / per_year
    dims: tuple[Any, ...] = (YEAR,)
    coords: dict[Any, Any] = {}
    if isinstance(response, xr.DataArray):
        ordered = yearly_response(response, years)
        gain, dims = ordered.values, ordered.dims
        coords = {name: c for name, c in ordered.coords.items() if YEAR not in c.dims}
    else:
        gain = response.gain(time)
    share = spread.share(spread.start_year + time)
    made = spread.additional_fraction * sum_of_cohorts(share, gain)
    fading = getattr(response, "fading_years", None)
    kept, loss_used = retention(time, abandonment_per_yr, fading, loss_years)
    still = made if loss_used is None else _retained(made, kept)
    held_back = _buffer(buffer)
    at_years = slice(None, None, per_year)
    change = np.diff(made[..., at_years], axis=-1)
    fields = {
        "soc_gain_tc_ha": made[..., at_years],
        "soc_gain_retained_tc_ha": still[..., at_years],
        "soc_gain_credited_tc_ha": (1.0 - held_back) * still[..., at_years],
        "soc_gain_rate_tc_ha_yr": np.concatenate(
            [np.full_like(change[..., :1], np.nan), change], axis=-1
        ),
    }
    dates = spread.start_year + np.arange(years + 1)
    out = xr.Dataset(
        {name: (dims, values) for name, values in fields.items()}
        | {"adopted_fraction": (YEAR, spread.adopted_fraction(dates))},
        {**coords, YEAR: np.arange(years + 1), "calendar_year": (YEAR, dates)},
    )
    out.attrs = {k: v for k, v in asdict(spread).items() if v is not None}
    out.attrs |= {"abandonment_per_yr": abandonment_per_yr, "buffer_fraction": held_back}
    if loss_used is not None:
        out.attrs["loss_years"] = loss_used
    if made.ndim == 1:
        peak, halved = peak_and_half(spread.start_year + time, made)
        out.attrs |= {"peak_year": peak, "halved_after_years": halved}
    return describe(out)


def peak_and_half(time: np.ndarray, gain: np.ndarray) -> tuple[float, float]:
    """Date of the largest rate, and years from there until it is halved (NaN: not within reach).

    ``time`` (n + 1) evenly spaced dates, ``gain`` (n + 1) what was gained until then.
    Both are NaN where nothing is ever gained.
    """
    step = time[1] - time[0]
    rate = np.diff(gain) / step
    if not (rate > 0.0).any():
        return float("nan"), float("nan")
    middle = time[:-1] + 0.5 * step
    top = int(rate.argmax())
    peak = float(middle[top])
    if 0 < top < rate.size - 1:
        before, here, after = rate[top - 1 : top + 2]
        bend = before - 2.0 * here + after
        peak += 0.5 * step * float((before - after) / bend) if bend else 0.0
    below = np.nonzero(rate[top:] <= 0.5 * rate[top])[0]
    if not below.size or not rate[top] > 0.0:
        return peak, float("nan")
    at = top + int(below[0])
    share = (rate[at - 1] - 0.5 * rate[top]) / (rate[at - 1] - rate[at])
    return peak, float(middle[at - 1] + share * step - peak)


def _retained(made: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """What is still there of gains made step by step: each is kept as its age allows."""
    flat = made.reshape(-1, made.shape[-1])
    return np.stack([sum_of_cohorts(row, kept) for row in flat]).reshape(made.shape)


def _buffer(buffer: float | str) -> float:
    known = load_parameters("permanence")
    if isinstance(buffer, str):
        names = [key.removeprefix(BUFFER) for key in known if key.startswith(BUFFER)]
        if buffer not in names:
            raise unknown_name(_("buffer"), buffer, names, column="buffer")
        return known[BUFFER + buffer]
    return number("buffer", buffer, 0.0, below=1.0)


def refuse_kind(name: str, value: object, allowed: tuple[type, ...]) -> None:
    """Refuse a thing of another kind: InputError."""
    if not isinstance(value, allowed):
        raise InputError(
            Problem(
                what=_("wrong kind of value"),
                column=name,
                found=type(value).__name__,
                allowed=", ".join(one.__name__ for one in allowed),
            )
        )
