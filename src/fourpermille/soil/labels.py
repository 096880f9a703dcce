"""The one place of the engine that knows labelled arrays: Dataset in, flat arrays out, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    InputError,
    MissingVariableError,
    Problem,
    ShapeError,
)
from fourpermille.core.i18n import _
from fourpermille.core.variables import variable
from fourpermille.soil.annual_map import Array
from fourpermille.soil.calendar import MONTHS, check_calendar, check_years
from fourpermille.soil.checks import check_range, checked_kind, doubt_unit

MONTHLY_DIMS = ("month", "time")
YEAR = "year"  # of inputs that change by the year, never a dim of places


@dataclass(frozen=True)
class Cells:
    """The places of a Dataset as one flat axis.

    ``shape`` and ``dims`` are those of the places in the Dataset; ``months`` is the length of the
    driving series: 12 for a climatology, or the number of months of a ``time`` series.
    """

    dataset: xr.Dataset
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    month_dim: str
    months: int
    checked: set[str] = field(default_factory=set, compare=False)  # ranges looked at once

    @classmethod
    def of(cls, ds: xr.Dataset, names: Sequence[str]) -> Cells:
        """Find the dims of the places among the variables ``names`` that are present.

        Refuses anything but a Dataset, and months that aren't January to December in order.
        """
        if not isinstance(ds, xr.Dataset):
            raise InputError(
                Problem(
                    what=_("the data are not an xarray Dataset"),
                    found=type(ds).__name__,
                    allowed="xarray.Dataset",
                )
            )
        check_calendar(ds)
        sizes: dict[str, int] = {}
        month_dims: dict[str, int] = {}
        for name in names:
            if name not in ds:
                continue
            for dim, size in ds[name].sizes.items():
                if dim == YEAR:
                    continue
                target = month_dims if dim in MONTHLY_DIMS else sizes
                target[str(dim)] = size
        month_dim, months = _month_axis(month_dims)
        return cls(ds, tuple(sizes), tuple(sizes.values()), month_dim, months)

    @property
    def size(self) -> int:
        """Number of places."""
        return int(np.prod(self.shape, dtype=int))

    @property
    def is_climatology(self) -> bool:
        """True where the drivers are twelve months that repeat."""
        return self.month_dim == "month"

    def has(self, name: str) -> bool:
        """Whether the Dataset gives a variable."""
        return name in self.dataset

    def per_place(self, name: str, default: float | None = None) -> Array:
        """A variable as (places); ``default`` where the Dataset doesn't give it."""
        if name not in self.dataset:
            return np.full(self.size, self._default(name, default))
        array = self._checked(name)
        extra = [dim for dim in array.dims if dim in (*MONTHLY_DIMS, YEAR)]
        if extra:
            raise ShapeError(
                Problem(
                    what=_("one value a place is expected, not a series"),
                    column=name,
                    found=str(array.dims),
                    allowed=str(self.dims),
                )
            )
        return self._flat(array.astype(float), ())

    def per_month(self, name: str, default: float | None = None) -> Array:
        """A variable as (places, months); what has no monthly axis holds in every month."""
        if name not in self.dataset:
            return np.full((self.size, self.months), self._default(name, default))
        array = self._checked(name).astype(float)
        other = "time" if self.month_dim == "month" else "month"
        if other in array.dims:  # a repeating year beside a series: repeat it
            array = self._repeated(array, other)
        if YEAR in array.dims:
            array = self._spread(array)
        if self.month_dim not in array.dims:
            array = array.expand_dims({self.month_dim: self.months}, axis=-1)
        return self._flat(array, (self.month_dim,))

    def month_first(self, name: str) -> Array:
        """A variable as (months | 12 | 1, places) in its own precision, for the grid run."""
        array = self._checked(name)
        if YEAR in array.dims:
            array = self._spread(array)
        axis = next((dim for dim in array.dims if dim in MONTHLY_DIMS), None)
        if axis is None:
            return self._flat(array, ())[None]
        missing = [dim for dim in self.dims if dim not in array.dims]
        sizes = dict(zip(self.dims, self.shape, strict=True))
        full = array.expand_dims({dim: sizes[dim] for dim in missing}) if missing else array
        ordered = full.transpose(axis, *self.dims)
        return np.ascontiguousarray(ordered.values.reshape(ordered.shape[0], self.size))

    def _repeated(self, array: xr.DataArray, dim: str) -> xr.DataArray:
        if self.months % MONTHS or array.sizes[dim] != MONTHS:
            raise ShapeError(
                Problem(
                    what=_("a repeating year beside a series needs whole years"),
                    column=str(array.name),
                    found=str(array.sizes[dim]),
                    allowed=str(MONTHS),
                )
            )
        index = np.arange(self.months) % MONTHS
        return (
            array.drop_vars(dim, errors="ignore").isel({dim: index}).rename({dim: self.month_dim})
        )

    def _spread(self, array: xr.DataArray) -> xr.DataArray:
        """A value a year along the months of a series of as many years."""
        if self.is_climatology or array.sizes[YEAR] * MONTHS != self.months:
            raise ShapeError(
                Problem(
                    what=_("values that change by year need a series of as many years"),
                    column=str(array.name),
                    found=array.sizes[YEAR],
                    allowed=str(0 if self.is_climatology else self.months // MONTHS),
                )
            )
        check_years(self.dataset, array)
        index = np.repeat(np.arange(array.sizes[YEAR]), MONTHS)
        spread = array.drop_vars(YEAR, errors="ignore").isel({YEAR: index})
        return spread.rename({YEAR: self.month_dim})

    def _default(self, name: str, default: float | None) -> float:
        if default is None:
            raise MissingVariableError(
                Problem(
                    what=_("variable {name} is missing").format(name=name),
                    column=name,
                    todo=_("Add it to the data: {about}.").format(about=variable(name).about),
                )
            )
        return default

    def _checked(self, name: str) -> xr.DataArray:
        """The variable, after a look at its unit, kind and range."""
        array = checked_kind(self.dataset, name)
        if name not in self.checked:
            check_range(array, name)
            doubt_unit(array, name)
            self.checked.add(name)
        return array

    def _flat(self, array: xr.DataArray, last: tuple[str, ...]) -> Array:
        missing = [dim for dim in self.dims if dim not in array.dims]
        if missing:
            sizes = dict(zip(self.dims, self.shape, strict=True))
            array = array.expand_dims({dim: sizes[dim] for dim in missing})
        ordered = array.transpose(*self.dims, *last)
        flat = ordered.values.reshape((self.size, *ordered.shape[len(self.dims) :]))
        return np.ascontiguousarray(flat)

    def labelled(
        self, values: Array, name: str, dims: Sequence[str] = (), leading: bool = False
    ) -> xr.DataArray:
        """Flat values as a DataArray on the dims of the places.

        ``dims`` are further axes, after the places or, with ``leading``, before them.
        """
        row = variable(name)
        if leading:
            values = np.moveaxis(values, range(len(dims)), range(-len(dims), 0))
        shaped = values.reshape(self.shape + values.shape[1:])
        attrs = {"units": row.units, "long_name": row.about}
        return xr.DataArray(shaped, dims=(*self.dims, *dims), name=name, attrs=attrs)

    @property
    def is_single(self) -> bool:
        """Whether the climate comes in float32, and so the results."""
        climate = [n for n in ("air_temperature_degc", "rate_modifier") if n in self.dataset]
        return any(self.dataset[name].dtype == np.float32 for name in climate)

    def in_precision(self, result: xr.Dataset) -> xr.Dataset:
        """A result in float32 where the climate is, in float64 otherwise."""
        if not self.is_single:
            return result
        floats = [name for name in result.data_vars if result[name].dtype == np.float64]
        single = {name: result[name].astype(np.float32, keep_attrs=True) for name in floats}
        return result.assign(single)

    def coords(self) -> dict[str, Any]:
        """Coordinates of the places, to be put on results."""
        return {
            str(name): coord.variable
            for name, coord in self.dataset.coords.items()
            if set(coord.dims) <= set(self.dims)
        }


def _month_axis(found: dict[str, int]) -> tuple[str, int]:
    if "time" in found:
        months = found["time"]
        if months == 0 or months % MONTHS:
            raise ShapeError(
                Problem(
                    what=_("the monthly series doesn't hold whole years"),
                    column="time",
                    found=months,
                    allowed=_("a multiple of 12 months"),
                    todo=_("Complete or cut the series to whole years."),
                )
            )
        return "time", months
    months = found.get("month", MONTHS)
    if months != MONTHS:
        raise ShapeError(
            Problem(
                what=_("a climatology needs twelve months"),
                column="month",
                found=months,
                allowed=str(MONTHS),
                todo=_("Give one value for every month from January to December."),
            )
        )
    return "month", months
