"""Stored numbers made values of the vocabulary, block by block as they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, UnitsError
from fourpermille.core.i18n import _
from fourpermille.core.units import convert
from fourpermille.core.variables import variable
from fourpermille.data.axes import MONTH, with_months
from fourpermille.data.calendar import days_along
from fourpermille.data.grids.check import Block, refuse_impossible
from fourpermille.data.grids.resolve import Meaning, Source
from fourpermille.data.grids.stored import Reader
from fourpermille.data.problems import Problems

TIME = "time"


@dataclass(frozen=True, eq=False, repr=False)  # dask asks for the repr; arrays make it slow
class Cleaner:
    """How the blocks of one source become values; ``days``, of the months, lie along ``axis``."""

    name: str
    file: str
    column: str
    dims: tuple[str, ...]
    coords: Mapping[str, np.ndarray]
    meaning: Meaning
    dtype: np.dtype[Any]
    read: Reader
    token: tuple[object, ...]
    axis: int | None = None
    days: np.ndarray | None = None

    def __call__(self, block_info: Any = None) -> np.ndarray:
        """Read, convert and check one block; ``block_info`` is dask's.

        Raises
        ------
        InputError
            The file is damaged, or holds numbers that can't be values.
        """
        if block_info is None:  # dask asks for the type with an empty block
            return np.empty((0,) * len(self.dims), self.dtype)
        at = tuple(slice(*one) for one in block_info[None]["array-location"])
        stored = self.read(at)
        if variable(self.name).is_text:
            return stored if stored.dtype.kind in "US" else self._values(stored)
        values = self._values(stored)
        got = self._converted(values, at)
        where = {dim: self.coords[dim][one] for dim, one in zip(self.dims, at, strict=True)}
        block = Block(self.name, got, stored, self.file, self.column, self.dims, where)
        refuse_impossible(block, unit_stated=self.meaning.units is not None)
        return got.astype(self.dtype, copy=False)

    def _values(self, stored: np.ndarray) -> np.ndarray:
        """Numbers with those that mean nothing as NaN, scaled."""
        said = self.meaning
        values = stored if stored.dtype.kind == "f" else stored.astype(float)
        gone = np.isin(values, np.asarray(said.missing, values.dtype)) if said.missing else None
        if said.valid_minimum is not None:
            low = values < said.valid_minimum
            gone = low if gone is None else gone | low
        if said.valid_maximum is not None:
            high = values > said.valid_maximum
            gone = high if gone is None else gone | high
        if gone is not None:
            values = np.where(gone, np.asarray(np.nan, values.dtype), values)
        return (
            values if (said.scale, said.offset) == (1.0, 0.0) else values * said.scale + said.offset
        )

    def _converted(self, values: np.ndarray, at: tuple[slice, ...]) -> np.ndarray:
        if self.meaning.units is None:
            return values
        days = None
        if self.days is not None and self.axis is not None:
            days = self.days[at[self.axis]]
            days = days.reshape([-1 if i == self.axis else 1 for i in range(values.ndim)])
        return np.asarray(convert(values, self.meaning.units, self.name, days=days))

    def __dask_tokenize__(self) -> tuple[object, ...]:
        """Identity for dask, which would otherwise look at the arrays."""
        return (self.name, self.token, repr(self.meaning), str(self.dtype))


def clean(source: Source, dtype: str | None) -> xr.DataArray:
    """Lazy values of a source on its own rows (``y``) and columns (``x``), months in order.

    Raises
    ------
    InputError
        The months are not complete, or the unit is none of the quantity.
    """
    import dask.array as da  # optional dependency

    stored, said = source.stored, source.meaning
    problems = Problems(stored.file)
    order, steps = _steps(source, problems)
    axis = next((i for i, dim in enumerate(stored.dims) if dim in order), None)
    days = None
    if axis is not None and not len(problems):
        positions = order[stored.dims[axis]]
        lengths = days_along(steps["position"])
        days = None if lengths is None else lengths[np.argsort(positions)]
    _check_unit(source, days is not None, problems)
    problems.raise_if_any()
    coords = {d: stored.steps[d].values for d in stored.leads if d in stored.steps.coords}
    lengths_of = dict(zip(stored.dims, stored.shape, strict=True))
    coords |= {d: np.arange(lengths_of[d]) for d in stored.leads if d not in coords}
    words = variable(source.name).is_text and stored.dtype.kind in "US"
    kept = stored.dtype if stored.dtype.kind == "f" else np.dtype(float)
    wanted = stored.dtype if words else np.dtype(dtype) if dtype else kept
    cleaner = Cleaner(
        source.name,
        stored.file,
        stored.variable,
        stored.dims,
        coords | {stored.rows: stored.lat, stored.columns: stored.lon},
        said,
        wanted,
        stored.read,
        stored.token,
        axis,
        days,
    )
    meta = np.empty((0,) * len(stored.dims), wanted)
    data = da.map_blocks(cleaner, chunks=stored.chunks(), dtype=wanted, meta=meta)
    array = xr.DataArray(data, dims=stored.dims, coords=stored.steps.coords, name=source.name)
    if axis is not None:
        dim = stored.dims[axis]
        if not np.array_equal(order[dim], np.arange(len(order[dim]))):
            array = array.isel({dim: order[dim]})
        new = str(steps["position"].dims[0])
        array = array.drop_vars(dim, errors="ignore").rename({dim: new})
        array = array.assign_coords({new: steps[new]}) if new in steps.coords else array
    array = array.rename({stored.rows: "y", stored.columns: "x"})
    return array.transpose(*(d for d in array.dims if d not in ("y", "x")), "y", "x")


def _steps(source: Source, problems: Problems) -> tuple[dict[str, np.ndarray], xr.Dataset]:
    """Positions of the months or moments in our order, by dimension of the file."""
    stored = source.stored
    for dim in stored.leads:
        coord = stored.steps[dim] if dim in stored.steps.coords else None
        is_time = dim == TIME or (
            coord is not None and coord.dtype.kind in "MO" and _is_date(coord)
        )
        if not is_time and dim.casefold() not in MONTH:
            continue
        name = TIME if is_time else "month"
        length = stored.shape[stored.dims.index(dim)]
        values = {} if coord is None else {name: (name, coord.values)}
        sketch = with_months(xr.Dataset({"position": (name, np.arange(length))}, values), problems)
        return {dim: sketch["position"].values}, sketch
    return {}, xr.Dataset()


def _is_date(coord: xr.DataArray) -> bool:
    return coord.dtype.kind == "M" or hasattr(coord.values.ravel()[0], "calendar")


def _check_unit(source: Source, has_months: bool, problems: Problems) -> None:
    """Report a unit that is none of the quantity before anything is read."""
    said, name, stored = source.meaning, source.name, source.stored
    if variable(name).is_text or said.units is None:
        return
    try:
        convert(np.zeros(1), said.units, name, days=np.ones(1) if has_months else None)
    except UnitsError as error:
        for problem in error.problems:
            problems.adopt(problem, file=stored.file, column=stored.variable)


def refuse_words(source: Source) -> None:
    """Refuse numbers where the vocabulary has words that no code list gives."""
    if variable(source.name).is_text and source.name != "country":
        if source.stored.dtype.kind in "US":
            return
        raise InputError(
            _("{name} is made of words; {file} holds numbers").format(
                name=source.name, file=source.stored.file
            )
        )
