"""What a function of crops is given: numbers or arrays, with a look at unit and range."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    InputError,
    OutOfRangeError,
    Problem,
    ShapeError,
    UnknownNameError,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.core.matching import as_array, in_one_order
from fourpermille.core.variables import need, variable
from fourpermille.soil.checks import check_range


def quantity(name: str, value: Any) -> xr.DataArray:
    """A value of the vocabulary as an array; missing values stay missing.

    Numbers, NumPy arrays (whose axes are called dim_0, dim_1, …) and labelled arrays are taken; the
    index of a pandas Series counts as labels. Raises InputError where it holds no finite numbers,
    UnitsError for another unit, OutOfRangeError outside the range of the vocabulary.
    """
    try:
        array = as_array(value).reset_coords(drop=True)
        if array.dtype.kind not in "iuf":
            raise ValueError
    except (TypeError, ValueError):
        raise InputError(
            Problem(
                what=_("numbers are expected"),
                column=name,
                found=reprlib.repr(value),
                allowed=variable(name).units,
            )
        ) from None
    array = need(xr.Dataset({name: array}), name).astype(float)
    if np.isinf(array.values).any():
        raise OutOfRangeError(
            Problem(what=_("a finite number is expected"), column=name, found="inf")
        )
    check_range(array, name)
    return array.drop_attrs().rename(None)


def quantity_like(name: str, like: str, value: Any) -> xr.DataArray:
    """A value with the range of a quantity of the vocabulary; messages tell its own name."""
    try:
        return quantity(like, value)
    except InputError as error:
        raise type(error)(*(replace(one, column=name) for one in error.problems)) from None


def matched(**arrays: xr.DataArray) -> dict[str, xr.DataArray]:
    """Arrays on the same places, matched by label where they have the same ones in another order.

    Raises ShapeError where their labels or lengths differ.
    """
    try:
        fitting = xr.align(*in_one_order(arrays.values()), join="exact")
    except ValueError as error:
        sizes = {name: dict(array.sizes) for name, array in arrays.items() if array.ndim}
        raise ShapeError(
            Problem(
                what=_("arrays for different places"),
                column=", ".join(sizes),
                found="; ".join(str(size) for size in sizes.values()),
                todo=_("Give them the same coordinates, or align them first."),
            )
        ) from error
    return dict(zip(arrays, fitting, strict=True))


def text(name: str, value: object) -> str:
    """A name that a function is given; InputError for anything but a text."""
    if isinstance(value, str):
        return value
    raise InputError(Problem(what=_("a name is expected"), column=name, found=reprlib.repr(value)))


def word(name: str, value: object, allowed: tuple[str, ...]) -> str:
    """One of some words; InputError otherwise."""
    if isinstance(value, str) and value in allowed:
        return value
    raise InputError(
        Problem(what=_("unknown option"), column=name, found=value, allowed=", ".join(allowed))
    )


def known_name(name: str, known: Iterable[str], kind: str, column: str, where: str) -> None:
    """Refuse a name that isn't known: UnknownNameError with near names and where all stand."""
    names = list(dict.fromkeys(known))
    if name in names:
        return
    parts = set(name.split("_"))
    near = [one for one in names if parts & set(one.split("_"))]
    first = unknown_name(kind, name, names, column=column).problems[0]
    hint = first.todo or (_("Near: {names}.").format(names=", ".join(near)) if near else "")
    todo = f"{hint} {_('All of them: {where}.').format(where=where)}".strip()
    raise UnknownNameError(replace(first, todo=todo))


def missing(values: xr.DataArray) -> int:
    """How many values are missing."""
    return int(values.isnull().sum())
