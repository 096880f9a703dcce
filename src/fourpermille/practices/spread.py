"""The curve along which a practice spreads over the land that could take it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from fourpermille.core.errors import InputError, OutOfRangeError, Problem
from fourpermille.core.i18n import _
from fourpermille.kernels.adoption import Array, linear_share, logistic_share
from fourpermille.practices.numbers import number

CURVES = ("logistic", "linear", "immediate")


@dataclass(frozen=True)
class Spread:
    """Who has adopted when.

    ``current_fraction`` of the land does it already, which gains nothing more; the rest up to
    ``final_fraction`` takes it up along the curve, from ``start_year`` on:
    "logistic", "linear" or "immediate" (all at once).
    """

    start_year: float
    curve: str = "logistic"
    midpoint_year: float | None = None
    steepness_per_yr: float | None = None
    ramp_years: float | None = None
    current_fraction: float = 0.0
    final_fraction: float = 1.0

    def __post_init__(self) -> None:
        """Refuse shares outside 0 to 1, a curve that isn't there, and keys it doesn't use."""
        if self.curve not in CURVES:
            raise _refused("curve", self.curve, ", ".join(CURVES))
        number("start_year", self.start_year)
        for name in ("current_fraction", "final_fraction"):
            number(name, getattr(self, name), gaps=True)
        if not 0.0 <= self.current_fraction <= self.final_fraction <= 1.0:
            shares = f"{self.current_fraction:g}, {self.final_fraction:g}"
            allowed = _("0 ≤ current_fraction ≤ final_fraction ≤ 1")
            raise _refused("final_fraction", shares, allowed)
        needs = {"logistic": ("midpoint_year", "steepness_per_yr"), "linear": ("ramp_years",)}
        wanted = needs.get(self.curve, ())
        for name in ("midpoint_year", "steepness_per_yr", "ramp_years"):
            value = getattr(self, name)
            if (value is None) == (name in wanted):
                what = _("needed by this curve") if name in wanted else _("not used by this curve")
                raise InputError(Problem(what=what, column=name, found=self.curve))
            if value is not None:
                least = -np.inf if name == "midpoint_year" else 0.0
                number(name, value, least, above_least=True)

    @property
    def additional_fraction(self) -> float:
        """Share of the land that takes the practice up in the end and has not yet."""
        return self.final_fraction - self.current_fraction

    def share(self, year: Any) -> Array:
        """Share (0 to 1) of the additional land that has adopted at a date."""
        time = np.asarray(year, float)
        if self.curve == "logistic":
            assert self.midpoint_year is not None
            assert self.steepness_per_yr is not None
            return logistic_share(time, self.start_year, self.midpoint_year, self.steepness_per_yr)
        if self.curve == "linear":
            assert self.ramp_years is not None
            return linear_share(time, self.start_year, self.ramp_years)
        return np.asarray((time >= self.start_year).astype(float))

    def adopted_fraction(self, year: Any) -> Array:
        """Share (0 to 1) of all the land on which the practice is in place at a date."""
        return self.current_fraction + self.additional_fraction * self.share(year)


def _refused(name: str, found: str, allowed: str) -> OutOfRangeError:
    return OutOfRangeError(
        Problem(what=_("not allowed"), column=name, found=found, allowed=allowed)
    )
