"""The target: growth of a stock by some per mille a year, compound or linear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.soil.annual_map import Array

GROWTHS = ("compound", "linear")
PATHS = ("constant", "each_year", "ramp", "logistic")
DECLINING = ("relative", "rate", "absolute")
PER_MILLE = 1000.0


@dataclass(frozen=True)
class Target:
    """What is asked of the stock, and in which shape the extra input may come.

    ``rate_permille_yr`` over ``years``, ``growth`` compound (default) or linear; ``path``: the
    extra input is constant, follows the stock's path each year, ramps up linearly, follows a
    logistic adoption, or any sequence of ``years`` yearly shares, which are divided by the last
    one, so that the answer is the input of the last year; ``declining``: what a soil that
    loses carbon must reach (relative to its baseline, the rate on top of it, or absolute).
    ``lowest``/``highest`` bound the extra input (t C/ha/yr) of the year with the largest share.
    """

    rate_permille_yr: float = 4.0
    years: int = 30
    growth: str = "compound"
    path: str | Sequence[float] = "constant"
    declining: str = "relative"
    lowest: float = -np.inf
    highest: float = np.inf

    def __post_init__(self) -> None:
        """Refuse words and numbers that mean nothing."""
        _one_of("growth", self.growth, GROWTHS)
        _one_of("declining", self.declining, DECLINING)
        if not _is_number(self.years, int, np.integer) or self.years < 1:
            raise _refused("years", self.years, _("a whole number, at least 1"))
        for name in ("rate_permille_yr", "lowest", "highest"):
            value = getattr(self, name)
            if not _is_number(value, int, float, np.number) or np.isnan(value):
                raise _refused(name, value, _("one number"))
        if not -PER_MILLE < self.rate_permille_yr < PER_MILLE:
            raise _refused("rate_permille_yr", self.rate_permille_yr, "-1000 … 1000")
        if self.lowest > self.highest:
            raise _refused("lowest", self.lowest, _("at most {bound}").format(bound=self.highest))
        if isinstance(self.path, str):
            _one_of("path", self.path, PATHS)
        else:
            object.__setattr__(self, "path", _shares(self.path, self.years))

    @property
    def is_free(self) -> bool:
        """Whether the extra input of each year follows from the stock's path."""
        return isinstance(self.path, str) and self.path == "each_year"

    def factor(self, year: Array | float) -> Array:
        """Stock after ``year`` years over today's."""
        return growth_factor(self.rate_permille_yr, year, self.growth)

    @property
    def is_constant(self) -> bool:
        """Whether the extra input is the same every year."""
        return isinstance(self.path, str) and self.path == "constant"

    def bounded(self, extra: Array) -> Array:
        """The last year's extra input with no year beyond the bounds."""
        shape = self.shape()
        largest = 1.0 if shape is None else float(shape.max())
        return np.asarray(np.clip(extra, self.lowest / largest, self.highest / largest))

    def shape(self) -> Array | None:
        """Yearly shares (years) of the extra input, 1 in the last; None if constant or free."""
        if not isinstance(self.path, str):
            shares = np.asarray(self.path, dtype=float)
            return np.asarray(shares / shares[-1])
        if self.path == "ramp":
            return np.arange(1, self.years + 1) / self.years
        if self.path == "logistic":
            return logistic_adoption(self.years)
        return None


def growth_factor(rate_permille_yr: Array | float, year: Array | float, growth: str) -> Array:
    """(1 + r)^t, or 1 + r t."""
    rate = np.asarray(rate_permille_yr) / PER_MILLE
    if growth == "linear":
        return np.asarray(1.0 + rate * year)
    return np.asarray((1.0 + rate) ** year)


def logistic_adoption(years: int) -> Array:
    """Share (years) of the final extra input in place each year, along a logistic curve.

    Midpoint and steepness are shares of the period, from the parameter set ``target``; scaled so
    that the last year stands at 1.
    """
    p = load_parameters("target")
    time = np.arange(1, years + 1) / years
    curve = 1.0 / (1.0 + np.exp(-p["adoption_steepness"] * (time - p["adoption_midpoint"])))
    return np.asarray(curve / curve[-1])


def _shares(path: Sequence[float], years: int) -> tuple[float, ...]:
    try:
        shares = tuple(float(share) for share in path)
    except (TypeError, ValueError):
        raise _refused("path", path, _("one number for each of the years")) from None
    if len(shares) != years:
        allowed = _("one share for each of the {count} years").format(count=years)
        raise _refused("path", len(shares), allowed)
    if not np.isfinite(shares).all() or min(shares) < 0 or shares[-1] <= 0:
        raise _refused("path", shares, _("shares of at least 0, the last one above 0"))
    return shares


def _is_number(value: object, *kinds: type) -> bool:
    """Whether a value is of a kind of number; True and False are words, though Python counts."""
    return isinstance(value, kinds) and not isinstance(value, (bool, np.bool_))


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise _refused(name, value, ", ".join(allowed))


def _refused(name: str, found: object, allowed: str) -> InputError:
    return InputError(
        Problem(what=_("unusable target"), column=f"target.{name}", found=found, allowed=allowed)
    )
