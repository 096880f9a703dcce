"""How an answer changes with what goes in, by central differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr

from fourpermille.core.variables import need, variable
from fourpermille.soil.labels import MONTHLY_DIMS

RELATIVE_STEP = float(np.cbrt(np.finfo(float).eps))


def sensitivity(
    question: Callable[[xr.Dataset], xr.DataArray], ds: xr.Dataset, to: Sequence[str]
) -> xr.Dataset:
    """d(answer)/d(variable), every month of a variable being shifted together.

    ``question`` maps a Dataset to one answer on the dims of the places; it is asked in float64.
    The step is the cube root of the machine precision, relative to the variable's mean size, so
    that the central difference is good to about 1e-9 where the answer is smooth; moisture has
    kinks, at which it is the mean of both sides. At an end of a variable's range (bare or full
    cover, no rain) only the inner side counts. Returns one variable per name in ``to``, in the
    answer's unit per the variable's. Raises MissingVariableError.
    """
    exact = ds.map(lambda array: array.astype(float) if array.dtype.kind == "f" else array)
    out: dict[str, xr.DataArray] = {}
    for name in to:
        # A shifted value is the asker's own: its unit is the vocabulary's and beyond doubt.
        values = need(exact, name).astype(float).assign_attrs(units=variable(name).units)
        step = RELATIVE_STEP * (float(np.abs(values).mean()) or 1.0)
        up, down = _room(values, name, step)
        above = question(exact.assign({name: (values + up).assign_attrs(values.attrs)}))
        below = question(exact.assign({name: (values - down).assign_attrs(values.attrs)}))
        width = up + down
        out[name] = (above - below) / width.where(width > 0)
        out[name].attrs = {"of": str(above.name), "with_respect_to": name}
    return xr.Dataset(out)


def _room(values: xr.DataArray, name: str, step: float) -> tuple[xr.DataArray, xr.DataArray]:
    """The step up and down at each place: zero on a side where any month would leave the range."""
    row = variable(name)
    months = [dim for dim in values.dims if dim in MONTHLY_DIMS]
    highest = np.inf if row.maximum is None else row.maximum
    lowest = -np.inf if row.minimum is None else row.minimum
    up = xr.where(values.max(months) + step <= highest, step, 0.0)
    down = xr.where(values.min(months) - step >= lowest, step, 0.0)
    return up, down
