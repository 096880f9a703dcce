"""Single numbers that a function of practices is given."""

from __future__ import annotations

import reprlib
from typing import Any

import numpy as np

from fourpermille.core.errors import InputError, OutOfRangeError, Problem
from fourpermille.core.i18n import _


def number(
    name: str,
    value: Any,
    least: float = -np.inf,
    *,
    below: float = np.inf,
    most: float = np.inf,
    above_least: bool = False,
    gaps: bool = False,
) -> float:
    """A finite number of at least ``least`` (or above it), below ``below``, at most ``most``.

    ``gaps``: a missing value may stay missing. Raises InputError for anything but a number,
    OutOfRangeError for one that isn't allowed.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise InputError(
            Problem(what=_("a number is expected"), column=name, found=reprlib.repr(value))
        )
    found = float(value)
    if gaps and np.isnan(found):
        return found
    enough = found > least if above_least else found >= least
    if not (np.isfinite(found) and enough and found < below and found <= most):
        raise OutOfRangeError(
            Problem(
                what=_("not allowed"),
                column=name,
                found=f"{found:g}",
                allowed=_range(least, below, most, above_least=above_least),
            )
        )
    return found


def whole(name: str, value: Any, least: int, most: int) -> int:
    """A whole number within bounds; InputError or OutOfRangeError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise InputError(
            Problem(
                what=_("a whole number is expected"),
                column=name,
                found=reprlib.repr(value),
                allowed=f"{least} … {most}",
            )
        )
    if not least <= value <= most:
        raise OutOfRangeError(
            Problem(
                what=_("not allowed"), column=name, found=str(value), allowed=f"{least} … {most}"
            )
        )
    return int(value)


def _range(least: float, below: float, most: float, *, above_least: bool) -> str:
    low = "" if np.isinf(least) else f"{'>' if above_least else '≥'} {least:g}"
    high = "" if np.isinf(below) else f"< {below:g}"
    top = "" if np.isinf(most) else f"≤ {most:g}"
    return ", ".join(filter(None, (low, high, top))) or _("a finite number")
