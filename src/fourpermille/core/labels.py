"""The vocabulary on labelled arrays: checks at the boundary, attributes on the way out."""

import numpy as np
import xarray as xr

from fourpermille.core.errors import MissingVariableError, Problem, UnitsError, did_you_mean
from fourpermille.core.i18n import _
from fourpermille.core.variables import Variable, is_known, variable


def need(ds: xr.Dataset, name: str) -> xr.DataArray:
    """See :func:`fourpermille.core.variables.need`."""
    row = variable(name)
    if name not in ds:
        raise MissingVariableError(
            Problem(
                what=_("variable {name} is missing").format(name=name),
                column=name,
                todo=did_you_mean(name, [str(n) for n in ds.variables])
                or _("Add it to the data: {about}.").format(about=row.about),
            )
        )
    array = ds[name]
    found = str(array.attrs.get("units", row.units))
    if found != row.units and not _same(found, row):
        raise UnitsError(
            Problem(
                what=_("the unit is not the expected one"),
                column=name,
                found=found,
                allowed=row.units,
                todo=_("Convert it with convert_units(ds)."),
            )
        )
    return array


def describe(ds: xr.Dataset) -> xr.Dataset:
    """See :func:`fourpermille.core.variables.describe`."""
    out = ds.copy()
    for key in out.variables:
        if is_known(str(key)):
            out[key].attrs.update(attributes(variable(str(key)), out[key]))
    return out


def convert_units(ds: xr.Dataset) -> xr.Dataset:
    """Return the Dataset with every known variable in its canonical unit.

    Raises UnitsError for a unit that can't be converted.
    """
    from fourpermille.core.units import convert  # slow import

    out = ds.copy()
    for key in ds.data_vars:
        name = str(key)
        found = ds[name].attrs.get("units")
        if is_known(name) and found is not None and str(found) != variable(name).units:
            values = convert(ds[name].values, str(found), name)
            out[name] = ds[name].copy(data=values).assign_attrs(units=variable(name).units)
    return out


def _same(found: str, row: Variable) -> bool:
    """Whether another spelling means the canonical unit."""
    from fourpermille.core.units import convertible, factor_and_offset  # slow import

    if not convertible(found, row.name):
        return False
    factor, offset = factor_and_offset(found, row.name)
    return bool(np.isclose(factor, 1.0, rtol=1e-12)) and offset == 0.0


def attributes(row: Variable, array: xr.DataArray) -> dict[str, str]:
    """Return the attributes that a variable carries in a file."""
    attrs = {"long_name": row.long_name}
    if not row.is_text and array.dtype.kind not in "mM":
        attrs["units"] = row.units
    if row.cf_standard_name:
        attrs["standard_name"] = row.cf_standard_name
    axis = next((str(dim) for dim in array.dims if dim in ("month", "time")), None)
    if row.step and axis:
        attrs["cell_methods"] = f"{axis}: {row.step}"
    return attrs
