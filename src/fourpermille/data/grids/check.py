"""Numbers that can't be true: refused with place and count, whichever block they are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.plausible import slip_of_level, slip_of_unit
from fourpermille.core.variables import is_known, variable
from fourpermille.data.checks import allowed_range, limits

# Numbers that programs write for "missing"; never the lowest or highest value of a map.
FILLS = (
    9999.0,
    -9999.0,
    -99999.0,
    -32768.0,
    1e20,
    1e30,
    9.969209968386869e36,
    3.4028234663852886e38,
)
_NEAR_FILL = 1e-6  # of a fill value: float32 rounds it
_ROUNDING = 16  # units in the last place that conversion and averaging may add to a limit


@dataclass(frozen=True, eq=False)
class Block:
    """Values of one quantity, the numbers as they were stored, and where they come from."""

    name: str
    values: np.ndarray
    stored: np.ndarray
    file: str | None
    column: str
    dims: tuple[str, ...]
    coords: Mapping[str, np.ndarray]


def check_block(ds_block: xr.Dataset) -> None:
    """Refuse a computed part of a Dataset that holds impossible numbers.

    What ``open_grid`` gives is checked like this when it is read, in the numbers of the file. This
    is for Datasets of other origin, and for what was computed from one.

    Parameters
    ----------
    ds_block
        Values in memory under names of the vocabulary; other variables are left alone.

    Raises
    ------
    InputError
        One problem for each variable: how many values, an example with its place, what is
        allowed and what to do.
    """
    problems: list[Problem] = []
    for key, array in ds_block.data_vars.items():
        name = str(key)
        if not is_known(name) or variable(name).is_text or array.dtype.kind not in "fiu":
            continue
        dims = tuple(str(dim) for dim in array.dims)
        where = {
            d: array[d].values if d in array.coords else np.arange(array.sizes[d]) for d in dims
        }
        values = np.asarray(array.values)
        file = str(array.attrs.get("source", "")) or None
        try:
            refuse_impossible(
                Block(name, values, values, file, name, dims, where), unit_stated=True
            )
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)


def refuse_impossible(block: Block, *, unit_stated: bool) -> None:
    """Refuse values that are infinite, out of the range of their quantity, or fill values.

    Raises
    ------
    InputError
        At least one such value; a whole block in another unit where no unit is stated.
    """
    values = block.values
    if not values.size:
        return
    low, high = limits(block.name)
    with np.errstate(invalid="ignore"):
        least, most = np.fmin.reduce(values, axis=None), np.fmax.reduce(values, axis=None)
    if least != least:  # all are missing
        return
    if not unit_stated:
        _refuse_slip(block, float(least), float(most))
    slack = _ROUNDING * np.finfo(values.dtype if values.dtype.kind == "f" else float).eps
    low, high = low - slack * abs(low or 1), high + slack * abs(high or 1)
    if np.isinf(low):
        low = -np.finfo(float).max
    if np.isinf(high):
        high = np.finfo(float).max
    fills = _fills(block, float(least), float(most))
    if least >= low and most <= high and not fills:
        return
    wrong = (values < low) | (values > high) | np.isin(block.stored, fills)
    raise InputError(_problem(block, wrong))


def _fills(block: Block, least: float, most: float) -> list[float]:
    """Marks of missing data among the stored numbers, be they within the limits or not."""
    with np.errstate(invalid="ignore"):
        ends = np.fmin.reduce(block.stored, axis=None), np.fmax.reduce(block.stored, axis=None)
    if not any(_is_fill(one) for one in ends):  # as almost always: no need to look closer
        return []
    suspects = np.unique(block.stored[(block.values == least) | (block.values == most)])
    return [float(one) for one in suspects if _is_fill(one)]


def _is_fill(number: float) -> bool:
    return any(abs(number - fill) <= _NEAR_FILL * abs(fill) for fill in FILLS)


def _problem(block: Block, wrong: np.ndarray) -> Problem:
    at = tuple(int(i) for i in np.argwhere(wrong)[0])
    value = float(block.stored[at])
    infinite = not np.isfinite(block.values[at])
    return Problem(
        what=_("not a finite number") if infinite else _("value out of range"),
        file=block.file,
        row=_position(block, at),
        column=block.column,
        found=_("{value}, and {count} such values in this part").format(
            value=f"{value:.7g}", count=int(wrong.sum())
        ),
        allowed=_("{name}: {range}").format(name=block.name, range=allowed_range(block.name)),
        todo=_(
            "If it marks missing data, declare it: [missing={value}] after the reference, or "
            "_FillValue in the file; if the unit is another one, [units=...]."
        ).format(value=f"{value:.7g}"),
    )


def _position(block: Block, at: tuple[int, ...]) -> str:
    """``month=3, lat=43.5, lon=3.25`` of an index."""
    return ", ".join(
        f"{dim}={_label(block.coords[dim][i])}" for dim, i in zip(block.dims, at, strict=True)
    )


def _label(value: Any) -> str:
    if isinstance(value, np.datetime64):
        return str(value)[:7]
    return f"{value:.6g}" if isinstance(value, float | np.floating) else str(value)


def _refuse_slip(block: Block, least: float, most: float) -> None:
    """Refuse a block that seems to be in another unit than the one nobody stated."""
    there = block.values[np.isfinite(block.values)].astype(float)
    if not there.size:
        return
    slip = slip_of_unit(block.name, least, most) or slip_of_level(
        block.name, float(there.mean()), float(np.median(there))
    )
    if slip is None:
        return
    raise InputError(
        Problem(
            what=_("{what}, {unit} is expected").format(what=slip.looks, unit=slip.unit),
            file=block.file,
            column=block.column,
            found=f"{least:g} ... {most:g}",
            allowed=allowed_range(block.name),
            todo=_(
                "State the unit in the file or after the reference: [units={other}], or "
                "[units={unit}] if the numbers are true."
            ).format(other=slip.other, unit=slip.unit),
        )
    )
