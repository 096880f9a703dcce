"""Datasets under the names and units of the CF conventions, and back."""

import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.labels import attributes
from fourpermille.core.units import convert
from fourpermille.core.variables import Variable, is_known, variable, variables


def to_cf(ds: xr.Dataset) -> xr.Dataset:
    """Return the Dataset with CF standard names as names, in CF units.

    A quantity without a CF standard name keeps its own name and unit.
    """
    changed, names = {}, {}
    for key in ds.variables:
        name = str(key)
        if not is_known(name):
            continue
        row = variable(name)
        array = ds[name].assign_attrs(attributes(row, ds[name]))
        if row.cf_standard_name and row.cf_units:
            array = _line(array, row.cf_factor, row.cf_offset).assign_attrs(units=row.cf_units)
            names[name] = row.cf_standard_name
        changed[name] = array
    return _renamed(ds, changed, names)


def from_cf(ds: xr.Dataset) -> xr.Dataset:
    """Return the Dataset under the names and units of the vocabulary.

    A variable is recognised by its attribute ``standard_name``, else by its name. Raises
    InputError where two variables are the same quantity, UnitsError for a unit that can't be
    converted.
    """
    changed: dict[str, xr.DataArray] = {}
    found: dict[str, str] = {}
    for key in ds.variables:
        name = str(key)
        row = _by_standard_name(str(ds[name].attrs.get("standard_name", name)))
        if row is None:
            continue
        if row.name in found or (row.name != name and row.name in ds.variables):
            raise InputError(
                Problem(
                    what=_("two variables are the same quantity"),
                    column=f"{found.get(row.name, row.name)}, {name}",
                    found=row.cf_standard_name,
                    todo=_("Remove or rename one of them."),
                )
            )
        found[row.name] = name
        changed[name] = _canonical(ds[name], row)
    return _renamed(ds, changed, {old: new for new, old in found.items()})


def _canonical(array: xr.DataArray, row: Variable) -> xr.DataArray:
    units = str(array.attrs.get("units", row.cf_units))
    if units == row.cf_units:
        back = _line(array, 1.0 / row.cf_factor, -row.cf_offset / row.cf_factor)
    elif units == row.units:
        back = array
    else:
        back = array.copy(data=convert(array.values, units, row.name))
    return back.assign_attrs(attributes(row, back))


def _line(array: xr.DataArray, factor: float, offset: float) -> xr.DataArray:
    if factor == 1.0 and offset == 0.0:
        return array
    return array.copy(data=array.data * factor + offset)


def _renamed(ds: xr.Dataset, changed: dict[str, xr.DataArray], names: dict[str, str]) -> xr.Dataset:
    """Return the Dataset with arrays put in place of others, and renamed."""
    coords = {name: array.variable for name, array in changed.items() if name in ds.coords}
    arrays = {name: array.variable for name, array in changed.items() if name not in ds.coords}
    out = ds.assign(arrays).assign_coords(coords)
    return out.rename({old: new for old, new in names.items() if old != new})


def _by_standard_name(name: str) -> Variable | None:
    for row in variables().values():
        if row.cf_standard_name == name and row.cf_units:
            return row
    return None
