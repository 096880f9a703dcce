"""What the engine asks of a variable before it reckons with it: unit, kind and range."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, OutOfRangeError, PlausibilityWarning, Problem
from fourpermille.core.i18n import _
from fourpermille.core.plausible import slip_of_unit
from fourpermille.core.variables import need, variable

# Their unit is often another one in files, so that any other label is refused.
STRICT = (
    "air_temperature_degc",
    "precipitation_mm",
    "pet_mm",
    "open_pan_evaporation_mm",
    "soc_stock_tc_ha",
)


def checked_kind(ds: xr.Dataset, name: str) -> xr.DataArray:
    """A variable in its unit, holding numbers; UnitsError or InputError where it doesn't.

    A label of another quantity altogether (depth in t/ha) is a leftover of arithmetic, which keeps
    labels: it is passed over, except on climate and stock. Of inputs, no label is looked at.
    """
    array = ds[name] if _is_leftover(ds, name) else need(ds, name)
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


def _is_leftover(ds: xr.Dataset, name: str) -> bool:
    row = variable(name)
    if name not in ds or name in STRICT or "units" not in ds[name].attrs:
        return False
    found = str(ds[name].attrs["units"])
    if found == row.units or "_input_" in name:
        return True
    from fourpermille.core.units import convertible  # slow import

    return not convertible(found, name)


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
                    allowed=_("{low} to {high} {units}")
                    .format(
                        low=row.minimum if row.minimum is not None else "-",
                        high=row.maximum if row.maximum is not None else "-",
                        units="" if row.units == "1" else row.units,
                    )
                    .strip(),
                )
            )


def doubt_unit(array: xr.DataArray, name: str) -> None:
    """Warn of a variable that states no unit and looks as if it were in another one."""
    if "units" in array.attrs or not array.size:
        return
    low, high = float(array.min()), float(array.max())
    slip = slip_of_unit(name, low, high)
    if slip is None:
        return
    problem = Problem(
        what=_("{what}, {unit} is expected").format(what=slip.looks, unit=slip.unit),
        column=name,
        found=f"{low:g}" if low == high else f"{low:g} ... {high:g}",
        todo=_("Convert the values, or set their attribute units."),
    )
    warnings.warn(str(problem), PlausibilityWarning, stacklevel=2)


def _position(array: xr.DataArray, where: Sequence[int]) -> str | None:
    if not len(where):
        return None
    parts = []
    for dim, index in zip(array.dims, where, strict=True):
        label = array[dim].values[index] if dim in array.coords else index
        parts.append(f"{dim}={label}")
    return ", ".join(parts)
