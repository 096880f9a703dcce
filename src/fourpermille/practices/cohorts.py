"""What one field gains with age, and what is kept of it: the parts of a sum over cohorts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    InputError,
    NotUsedError,
    OutOfRangeError,
    Problem,
    ShapeError,
)
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.crop.arguments import quantity
from fourpermille.kernels.adoption import Array
from fourpermille.kernels.saturation import even_gain, fading_gain, retained_share
from fourpermille.practices.numbers import number

GAIN = "soc_change_tc_ha"
YEAR = "year"


@dataclass(frozen=True)
class Fading:
    """A gain whose rate fades: ``initial_rate_tc_ha_yr`` e^(-t / ``fading_years``).

    ``room_tc_ha`` is what the soil can still take, where a capacity is known.
    """

    initial_rate_tc_ha_yr: float
    fading_years: float
    room_tc_ha: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no number, no time or no room; missing values stay missing."""
        number("initial_rate_tc_ha_yr", self.initial_rate_tc_ha_yr, gaps=True)
        number("fading_years", self.fading_years, 0.0, above_least=True, gaps=True)
        if self.room_tc_ha is not None:
            number("room_tc_ha", self.room_tc_ha, 0.0, gaps=True)

    def gain(self, age: Any) -> Array:
        """Gain, t C/ha, at an age in years."""
        return fading_gain(age, self.initial_rate_tc_ha_yr, self.fading_years, self.room_tc_ha)


@dataclass(frozen=True)
class Even:
    """A constant rate that stops: the IPCC's, for accounting."""

    initial_rate_tc_ha_yr: float
    years: float

    def __post_init__(self) -> None:
        """Refuse what is no number or no time; missing values stay missing."""
        number("initial_rate_tc_ha_yr", self.initial_rate_tc_ha_yr, gaps=True)
        number("years", self.years, 0.0, above_least=True, gaps=True)

    def gain(self, age: Any) -> Array:
        """Gain, t C/ha, at an age in years."""
        return even_gain(age, self.initial_rate_tc_ha_yr, self.years)


def yearly_response(series: xr.DataArray, years: int) -> xr.DataArray:
    """The gain of a model or of measurements at the ages 0 to ``years``, ``year`` last.

    Raises ShapeError where the series is shorter, or doesn't begin with a gain of 0 at age 0,
    UnitsError where it says another unit.
    """
    if series.dtype.kind not in "iuf":
        raise InputError(
            Problem(what=_("numbers are expected"), column=GAIN, found=str(series.dtype))
        )
    ages = series[YEAR].values if YEAR in series.coords else np.arange(series.sizes.get(YEAR, 0))
    if YEAR not in series.dims or not np.array_equal(ages[: years + 1], np.arange(years + 1)):
        raise ShapeError(
            Problem(
                what=_("the response must be given at every age from 0 on"),
                column=GAIN,
                found=f"{YEAR}: {ages[:1]} … {ages[-1:]}",
                allowed=f"{YEAR}: 0, 1, … {years}",
            )
        )
    quantity(GAIN, series)  # a look at unit and range
    first = series.isel({YEAR: slice(0, years + 1)})
    if bool((np.abs(first.isel({YEAR: 0})) > 0.0).any()):
        raise ShapeError(
            Problem(what=_("a gain must be 0 at age 0"), column=GAIN, todo=_("Subtract the start."))
        )
    others = [dim for dim in first.dims if dim != YEAR]
    return first.transpose(*others, YEAR)


def retention(
    age: Any, abandonment_per_yr: float, fading_years: float | None, loss_years: float | None
) -> tuple[Array, float | None]:
    """Share of a gain that is still there at an age, and the time constant of losses that was used.

    Without ``loss_years`` losses take half the time constant of the gain (a convention, P).
    """
    number("abandonment_per_yr", abandonment_per_yr, 0.0, most=1.0)
    if loss_years is not None:
        number("loss_years", loss_years, 0.0, above_least=True)
    if abandonment_per_yr == 0.0:
        if loss_years is not None:
            raise NotUsedError(
                Problem(
                    what=_("nothing is lost where nobody gives up"),
                    column="loss_years",
                    found=f"{loss_years:g}",
                    todo=_("Give abandonment_per_yr, too, or leave it out."),
                )
            )
        return np.ones(np.shape(age)), None
    if loss_years is None and fading_years is not None:
        loss_years = load_parameters("permanence")["loss_per_gain_time"] * fading_years
    if loss_years is None:
        raise OutOfRangeError(
            Problem(
                what=_("say how fast a gain is lost after the practice is given up"),
                column="loss_years",
                allowed="> 0",
            )
        )
    return retained_share(age, abandonment_per_yr, loss_years), loss_years
