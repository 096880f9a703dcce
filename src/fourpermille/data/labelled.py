"""Datasets of other people brought to our names, units and directions."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import UnitsError
from fourpermille.core.i18n import _
from fourpermille.core.units import convert
from fourpermille.core.variables import describe, variable
from fourpermille.data.axes import with_axes
from fourpermille.data.calendar import days_along
from fourpermille.data.checks import Values, check_values
from fourpermille.data.complete import check_parts, count_missing
from fourpermille.data.country_numbers import country_codes
from fourpermille.data.names import known_name, misspelt
from fourpermille.data.problems import Problems
from fourpermille.data.vocabulary import POSITION, STEPS


def from_labelled(ds: xr.Dataset, file: str, problems: Problems) -> xr.Dataset:
    """The Dataset with canonical names and units, longitudes -180 to 180, latitudes ascending.

    Variables are known by our name, by CF standard name or by alias; the units attribute
    decides on a conversion. Floats keep their precision. Problems are reported, not raised.
    """
    ds = with_axes(ds, problems)
    fields: dict[str, xr.DataArray] = {}
    unused: list[str] = []
    for key in (*ds.data_vars, *(c for c in ds.coords if c not in ds.dims)):
        given = ds[key]
        name = known_name(given)
        if name is None or name in STEPS:
            near = None if name else misspelt(str(key))
            if near is None:
                unused.append(str(key))
            else:
                _misspelt(str(key), near, problems)
            continue
        if name in fields:
            problems.add(
                _("two variables give the same"),
                column=str(key),
                found=f"{fields[name].attrs['source_column']}, {key}",
                allowed=_("one variable for {name}").format(name=name),
            )
            continue
        fields[name] = _canonical(given, name, problems)
    if not fields:
        problems.add(_("the file holds no variable that is known"), found=", ".join(unused))
    check_parts(file, fields, problems)
    coords = {name: fields.pop(name) for name in POSITION if name in fields}
    bare = ds.drop_vars([str(name) for name in ds.data_vars]).reset_coords(drop=True)
    result = describe(bare.assign_coords(coords).assign(fields))
    result.attrs = {
        "source_file": file,
        "unused_columns": ", ".join(unused),
        "missing_cells": json.dumps(count_missing(result)),
        **{key: value for key, value in ds.attrs.items() if key == "spin_up_months"},
    }
    return result


def _canonical(given: xr.DataArray, name: str, problems: Problems) -> xr.DataArray:
    """Values in the canonical unit, checked against the allowed range."""
    column = str(given.attrs.get("source_column", given.name))
    attrs = {"source": str(given.attrs.get("source", "given")), "source_column": column}
    if variable(name).is_text:
        texts = given.astype(str).values
        if name == "country":
            texts = country_codes(given.values, column, problems)
        return given.copy(data=texts).assign_attrs(attrs)
    if given.dtype.kind not in "fiub":
        problems.add(
            _("text where numbers are expected"),
            column=column,
            found=str(given.dtype),
            allowed=_("numbers"),
        )
        return given.assign_attrs(attrs)
    values = given.values if given.dtype.kind == "f" else given.values.astype(float)
    units = str(given.attrs.get("units", "")) or None
    if units is not None and units != variable(name).units:
        values = _converted(given, values, units, name, problems)
    _refuse_infinite(given, values, column, problems)
    check_values(
        Values(
            name,
            values,
            problems.file,
            lambda index: (_position(given, index), column),
            units is not None,
        ),
        problems,
    )
    return given.copy(data=values).drop_attrs().assign_attrs(attrs)


def _converted(
    given: xr.DataArray, values: np.ndarray, units: str, name: str, problems: Problems
) -> np.ndarray:
    try:
        got = convert(values, units, name, days=_days(given))
        return np.asarray(got).astype(values.dtype)
    except UnitsError as error:
        for problem in error.problems:
            problems.adopt(problem, file=problems.file, column=str(given.name))
        return np.full_like(values, np.nan)


def _days(given: xr.DataArray) -> np.ndarray | None:
    """Days of the months of an array, shaped to multiply it; None where it has no months."""
    days = days_along(given)
    if days is None:
        return None
    at = given.dims.index("month" if "month" in given.dims else "time")
    return days.reshape([-1 if i == at else 1 for i in range(given.ndim)])


def _refuse_infinite(
    given: xr.DataArray, values: np.ndarray, column: str, problems: Problems
) -> None:
    for index in np.argwhere(np.isinf(values))[:1]:
        where = tuple(int(i) for i in index)
        problems.add(
            _("not a finite number"),
            row=_position(given, where),
            column=column,
            found=float(values[where]),
            allowed=_("a number, or the missing value"),
        )


def _misspelt(key: str, near: str, problems: Problems) -> None:
    problems.add(
        _("unknown variable"),
        column=key,
        found=key,
        allowed=_("a name of the variables table, or a CF standard name"),
        todo=_("Did you mean {name}?").format(name=near),
    )


def _position(array: xr.DataArray, index: tuple[int, ...]) -> str | None:
    """``latitude=43.5, month=3`` of an index; a single place needs no mention."""
    parts = []
    for dim, i in zip(array.dims, index, strict=True):
        if array.sizes[dim] == 1:
            continue
        label = _label(array[dim].values[i]) if dim in array.coords else i
        parts.append(f"{dim}={label}")
    return ", ".join(parts) or None


def _label(value: Any) -> str:
    """A coordinate as text; moments as year and month."""
    return str(value)[:7] if isinstance(value, np.datetime64) else str(value)
