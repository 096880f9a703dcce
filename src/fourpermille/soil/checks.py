"""What the engine asks of a variable before it reckons with it: unit, kind and range."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, OutOfRangeError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.variables import need, variable


def checked_kind(ds: xr.Dataset, name: str) -> xr.DataArray:
    """A variable in its unit, holding numbers; UnitsError or InputError where it doesn't.

    Inputs are often worked out from other inputs, and arithmetic keeps the old unit's label: of
    them the label is not looked at.
    """
    array = ds[name] if "_input_" in name else need(ds, name)
    if array.dtype.kind not in "biuf":
        raise InputError(
            Problem(
                what=_("numbers are expected"),
                column=name,
                found=str(array.dtype),
                allowed=variable(name).units,
            )
        )
    return array


def check_range(array: xr.DataArray, name: str) -> None:
    """Raise OutOfRangeError at the first value outside the allowed range; missing ones pass."""
    row = variable(name)
    for bound, beyond in ((row.minimum, np.less), (row.maximum, np.greater)):
        if bound is None:
            continue
        outside = beyond(array.values, bound)
        if outside.any():
            where = np.argwhere(outside)[0] if array.ndim else ()
            raise OutOfRangeError(
                Problem(
                    what=_("value out of range"),
                    column=name,
                    row=_position(array, where),
                    found=float(array.values[tuple(where)]),
                    allowed=_("{low} to {high} {units}").format(
                        low=row.minimum if row.minimum is not None else "-",
                        high=row.maximum if row.maximum is not None else "-",
                        units=row.units,
                    ),
                )
            )


def _position(array: xr.DataArray, where: Sequence[int]) -> str | None:
    if not len(where):
        return None
    parts = []
    for dim, index in zip(array.dims, where, strict=True):
        label = array[dim].values[index] if dim in array.coords else index
        parts.append(f"{dim}={label}")
    return ", ".join(parts)
