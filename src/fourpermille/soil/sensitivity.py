"""How an answer changes with what goes in, by central differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr

from fourpermille.core.errors import MissingVariableError, Problem
from fourpermille.core.i18n import _

RELATIVE_STEP = float(np.cbrt(np.finfo(float).eps))


def sensitivity(
    question: Callable[[xr.Dataset], xr.DataArray], ds: xr.Dataset, to: Sequence[str]
) -> xr.Dataset:
    """d(answer)/d(variable), every month of a variable being shifted together.

    ``question`` maps a Dataset to one answer on the dims of the places. The step is the cube root
    of the machine precision, relative to the variable's mean size, so that the central difference
    is good to about 1e-9 where the answer is smooth; moisture has kinks, at which it is the mean
    of both sides. Returns one variable per name in ``to``, in the answer's unit per the
    variable's.
    """
    answer = question(ds)
    out: dict[str, xr.DataArray] = {}
    for name in to:
        if name not in ds:
            raise MissingVariableError(
                Problem(what=_("variable {name} is missing").format(name=name), column=name)
            )
        size = float(np.abs(ds[name]).mean()) or 1.0
        step = RELATIVE_STEP * size
        up = question(ds.assign({name: ds[name].astype(float) + step}))
        down = question(ds.assign({name: ds[name].astype(float) - step}))
        out[name] = (up - down) / (2.0 * step)
        out[name].attrs = {"of": str(answer.name), "with_respect_to": name}
    return xr.Dataset(out)
