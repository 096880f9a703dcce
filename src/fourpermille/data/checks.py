"""Checks of values against the allowed range, and guesses at the usual slips of unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.core.plausible import slip_of_unit
from fourpermille.core.variables import variable
from fourpermille.data.problems import MOST_PER_GROUP, Problems
from fourpermille.data.vocabulary import EVAPORATION

# Evaporation from an energy balance falls a little below zero in winter (dew); Rothamsted's own
# example file holds such months.
LOWEST_EVAPORATION_MM = -50.0


@dataclass(frozen=True)
class Values:
    """Numbers of one variable as a person wrote them, with the way back to their rows.

    ``unit`` is the one that they were converted from, None where they were not.
    ``values`` may have any shape, ``row_of`` gives row and column of an index into it.
    ``unit_stated`` is true where the unit stands in brackets, so that no slip is suspected.
    """

    name: str
    values: np.ndarray
    label: str
    row_of: Callable[[tuple[int, ...]], tuple[int | str | None, str]]
    unit_stated: bool = False
    unit: str | None = None


def check_values(given: Values, problems: Problems) -> None:
    """Report what is out of range, or seems to be in another unit."""
    problems.labels[given.name] = given.label
    if given.unit_stated:
        problems.stated.add(given.name)
    lowest, highest = extremes(given.values)
    if lowest > highest:  # nothing but gaps
        return
    if not given.unit_stated and wrong_unit(given, (lowest, highest), problems):
        return
    low, high = limits(given.name)
    if low <= lowest and highest <= high:  # as almost always: no need to look for the places
        return
    outside = (given.values < low) | (given.values > high)
    positions = np.argwhere(outside)
    if given.unit and len(positions) > 1 and outside.sum() == np.isfinite(given.values).sum():
        problems.add(  # a whole column beyond what is possible has another unit than it says
            _("every value is out of range"),
            file=given.label,
            column=given.row_of((0,) * given.values.ndim)[1],
            found=_written(given, f"{lowest:g} ... {highest:g}"),
            allowed=allowed_range(given.name),
            todo=_("Check the unit in the header."),
            group=given.name,
        )
        return
    for position in positions[:MOST_PER_GROUP]:
        index = tuple(int(i) for i in position)
        where, column = given.row_of(index)
        problems.add(
            _("value out of range"),
            file=given.label,
            row=where,
            column=column,
            found=_written(given, float(given.values[index])),
            allowed=allowed_range(given.name),
            group=given.name,
        )
    problems.add_uncounted(len(positions) - MOST_PER_GROUP, given.label, given.name)


def _written(given: Values, found: object) -> object:
    """A value, with the unit it was converted from."""
    if given.unit is None:
        return found
    units = variable(given.name).units
    return _("{value} {units} (converted from {unit})").format(
        value=found, units=units, unit=given.unit
    )


def extremes(values: np.ndarray) -> tuple[float, float]:
    """Lowest and highest finite value; (inf, -inf) where there is none."""
    if not values.size:
        return np.inf, -np.inf
    low, high = float(np.fmin.reduce(values, axis=None)), float(np.fmax.reduce(values, axis=None))
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (np.inf, -np.inf)


def limits(name: str) -> tuple[float, float]:
    """Lowest and highest value of a variable; infinite where there is no limit."""
    row = variable(name)
    low = -np.inf if row.minimum is None else float(row.minimum)
    high = np.inf if row.maximum is None else float(row.maximum)
    return (min(low, LOWEST_EVAPORATION_MM) if name in EVAPORATION else low), high


def allowed_range(name: str) -> str:
    """``0 to 100 %``, ``at least 0 t C ha-1`` or ``at most ...`` of the variables table."""
    (low, high), units = limits(name), variable(name).units
    units = "" if units == "1" else units
    if np.isinf(low) and np.isinf(high):
        return _("any number")
    if np.isinf(high):
        return _("at least {low} {units}").format(low=f"{low:g}", units=units).strip()
    if np.isinf(low):
        return _("at most {high} {units}").format(high=f"{high:g}", units=units).strip()
    return (
        _("{low} to {high} {units}").format(low=f"{low:g}", high=f"{high:g}", units=units).strip()
    )


def wrong_unit(given: Values, span: tuple[float, float], problems: Problems) -> bool:
    """Report a column that seems to be in another unit; true if it does."""
    low, high = span
    name = given.name
    slip = slip_of_unit(name, low, high)
    if slip is None:
        return False
    _row, column = given.row_of((0,) * given.values.ndim)
    problems.add(
        _("{what}, {unit} is expected").format(what=slip.looks, unit=slip.unit),
        file=given.label,
        column=column,
        found=f"{low:g}" if low == high else f"{low:g} ... {high:g}",
        allowed=allowed_range(name),
        todo=_("Convert the values, or state their unit in the header: {header}.").format(
            header=f"{name} [{slip.other}]"
        ),
    )
    return True
