"""What the functions here are given, as arrays on common places, and what they give back."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.matching import as_array
from fourpermille.core.variables import describe
from fourpermille.crop.arguments import matched, quantity, word


def quantities(**given: Any) -> dict[str, xr.DataArray]:
    """Quantities of the vocabulary on the same places."""
    return matched(**{name: quantity(name, value) for name, value in given.items()})


def words(name: str, value: Any, allowed: tuple[str, ...]) -> xr.DataArray:
    """One of some words, or an array of them; an empty text or None is missing."""
    array = as_array(value)
    plain = np.array(
        ["" if one is None or one != one else one for one in array.values.ravel().tolist()],
        dtype=object,
    )
    for one in dict.fromkeys(plain.tolist()):
        if one != "":
            word(name, one, allowed)
    return array.copy(data=plain.reshape(array.shape).astype(str)).reset_coords(drop=True)


def flags(name: str, value: Any) -> xr.DataArray:
    """Yes or no, or an array of them; InputError otherwise."""
    array = as_array(value)
    if array.dtype.kind in "iuf" and bool(array.isin((0, 1)).all()):
        array = array.astype(bool)
    if array.dtype.kind != "b":
        raise InputError(
            Problem(
                what=_("yes or no is expected"),
                column=name,
                found=reprlib.repr(value),
                allowed="True, False, 1, 0",
            )
        )
    return array.reset_coords(drop=True)


def labelled(fields: Mapping[Any, xr.DataArray]) -> xr.Dataset:
    """Fields on the same places, with units and names from the vocabulary."""
    arrays = {str(name): array for name, array in fields.items()}
    return describe(xr.Dataset(dict(zip(arrays, xr.broadcast(*arrays.values()), strict=True))))
