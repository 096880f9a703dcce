"""What a function of studies is given: numbers that keep their labels, matched before use."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, OutOfRangeError, Problem, ShapeError, UnitsError
from fourpermille.core.i18n import _
from fourpermille.core.matching import in_one_order
from fourpermille.core.variables import need

STUDY = "study"


def numbers(name: str, value: Any, *, like: str | None = None) -> xr.DataArray:
    """Numbers as an array with the dims and labels that they came with; missing ones are NaN.

    ``like`` is the quantity of the vocabulary whose unit a stated one must be. Raises InputError
    for anything else than numbers, OutOfRangeError for an infinite one, UnitsError.
    """
    try:
        array = xr.DataArray(np.asarray(value) if isinstance(value, tuple) else value)
        if array.dtype.kind == "O" and not any(
            isinstance(x, str | bytes) for x in array.values.flat
        ):
            array = array.where(array.notnull()).astype(float)
        if array.dtype.kind not in "iuf":
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            Problem(what=_("numbers are expected"), column=name, found=reprlib.repr(value))
        ) from None
    if like is not None and array.attrs.get("units") is not None:
        _check_unit(name, array, like)
    array = array.reset_coords(drop=True).astype(float).drop_attrs(deep=False).rename(None)
    if np.isinf(array.values).any():
        raise OutOfRangeError(
            Problem(what=_("a finite number is expected"), column=name, found="inf")
        )
    unnamed = not isinstance(value, xr.DataArray) and array.dims == ("dim_0",)
    return array.rename(dim_0=STUDY) if unnamed else array


def number(name: str, value: Any) -> float:
    """One number, which may be missing."""
    array = numbers(name, value)
    if array.ndim:
        raise ShapeError(
            Problem(what=_("one number is expected"), column=name, found=_sizes(array))
        )
    return float(array)


def count(name: str, value: Any, *, least: int = 1) -> int:
    """A whole number."""
    found = number(name, value)
    if not (found >= least and found.is_integer()):
        raise OutOfRangeError(
            Problem(
                what=_("a whole number is expected"),
                column=name,
                found=f"{found:g}",
                allowed=f">= {least}",
            )
        )
    return int(found)


def is_in(table: object, name: str) -> bool:
    """Whether a table is a Dataset with this column."""
    return isinstance(table, xr.Dataset) and name in table


def studies(values: Mapping[str, Any]) -> list[np.ndarray]:
    """Numbers (studies,) of the same studies, in the order of the first that has labels.

    Labels (those of a DataArray, the index of a pandas Series) must be the same ones; what has none
    is told by its place. ShapeError for other lengths or labels, or more than one dimension.
    """
    found = {name: numbers(name, value) for name, value in values.items()}
    sized = {
        name: array if array.ndim else array.expand_dims(STUDY) for name, array in found.items()
    }
    first, *_others = sized
    for name, array in sized.items():
        if array.ndim > 1 or array.size != sized[first].size:
            flat = sized[first].ndim == 1 and first != name
            raise ShapeError(
                Problem(
                    what=_("one number for each study is needed"),
                    column=name,
                    found=_sizes(array),
                    allowed=_sizes(sized[first]) if flat else _("one dimension"),
                )
            )
    labelled = [name for name in sized if _is_labelled(values[name])]
    ordered = in_one_order(sized[name] for name in labelled)
    sized |= dict(zip(labelled, ordered, strict=True))
    _same_places({name: sized[name] for name in labelled})
    return [array.values for array in sized.values()]


def together(
    values: Mapping[str, Any], arrays: Mapping[str, xr.DataArray]
) -> dict[str, xr.DataArray]:
    """Arrays on the same places; what came without labels takes the dims of what has its shape.

    ``values`` are the arrays as they came. ShapeError where labels or lengths differ, or where no
    array has the dims of all others.
    """
    many = {name: array for name, array in arrays.items() if array.ndim}
    labelled = {name: array for name, array in many.items() if _is_labelled(values[name])}
    out = dict(arrays)
    for name, array in many.items():
        if name in labelled:
            continue
        same = [one.dims for one in labelled.values() if one.shape == array.shape]
        out[name] = xr.DataArray(array.values, dims=same[0] if same else array.dims)
    out |= dict(zip(many, in_one_order(out[name] for name in many), strict=True))
    _same_places({name: out[name] for name in many})
    return out


def _is_labelled(value: Any) -> bool:
    """Whether numbers come with names of dims or labels: a DataArray, a pandas Series or frame."""
    return isinstance(value, xr.DataArray) or hasattr(value, "iloc")


def _same_places(arrays: Mapping[str, xr.DataArray]) -> None:
    """Refuse arrays whose dims don't lie within those of the widest, or whose labels differ."""
    if not arrays:
        return
    widest = max(arrays, key=lambda name: arrays[name].ndim)
    for name, array in arrays.items():
        try:
            xr.align(arrays[widest], array, join="exact")
            fits = set(array.dims) <= set(arrays[widest].dims)
        except ValueError:  # xarray's, for labels or lengths that differ
            fits = False
        if not fits:
            raise ShapeError(
                Problem(
                    what=_("the studies of {one} and {other} are not the same").format(
                        one=widest, other=name
                    ),
                    column=f"{widest}, {name}",
                    found="; ".join(_labels(arrays[one]) for one in (widest, name)),
                    todo=_("Give them the same dimensions and labels."),
                )
            )


def _labels(array: xr.DataArray) -> str:
    """Dims of an array, each with its labels or its length."""
    return ", ".join(
        f"{dim}: {reprlib.repr(array.indexes[dim].tolist()) if dim in array.indexes else size}"
        for dim, size in array.sizes.items()
    )


def _sizes(array: xr.DataArray) -> str:
    """Lengths of an array for people: 3, or 2 × 2."""
    return " × ".join(str(size) for size in array.shape)


def _check_unit(name: str, array: xr.DataArray, like: str) -> None:
    """UnitsError, with the name that the argument has, unless a unit is that of ``like``."""
    try:
        need(xr.Dataset({like: array.reset_coords(drop=True)}), like)
    except UnitsError as error:
        one = replace(
            error.problems[0],
            column=name,
            todo=_("Convert the values, and correct their attribute units."),
        )
        raise UnitsError(one) from None
