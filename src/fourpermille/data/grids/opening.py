"""One lazy Dataset from the grids of other people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xarray as xr

from fourpermille.core.errors import (
    InputError,
    MissingExtraError,
    Problem,
    ShapeError,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.core.variables import describe, variable
from fourpermille.data.grids.aligning import (
    METHODS,
    OF_CODES,
    Target,
    align,
    choose_target,
    holds_codes,
    native,
)
from fourpermille.data.grids.area import warn_of_square_cells
from fourpermille.data.grids.clean import clean, refuse_words
from fourpermille.data.grids.countries import as_countries
from fourpermille.data.grids.labelled_file import opened_once
from fourpermille.data.grids.lattice import with_bounds
from fourpermille.data.grids.projected import is_in_degrees
from fourpermille.data.grids.resolve import Source, resolve

DTYPES = (None, "float32", "float64")
AXES = {
    "lat": {"units": "degrees_north", "standard_name": "latitude", "axis": "Y"},
    "lon": {"units": "degrees_east", "standard_name": "longitude", "axis": "X"},
}


def open_grid(
    variables: Mapping[str, str | Sequence[str]],
    *,
    folder: Path,
    like: str | None = None,
    resampling: Mapping[str, str] | None = None,
    bounds: tuple[float, float, float, float] | None = None,
    dtype: str | None = None,
) -> xr.Dataset:
    """Open grids of other people as one lazy Dataset of ours.

    Parameters
    ----------
    variables
        Name of the vocabulary to reference, ``"catalogue_id:variable"`` or
        ``"folder/file.nc:variable"`` (NetCDF, Zarr, GeoTIFF; ``{month:02d}`` in the name of a
        GeoTIFF stands for twelve files). A list of references: the first one that has a value in
        the cell wins. ``[scenario=ssp126]`` after a reference selects by label; ``[units=K]``,
        ``[missing=-9999]``, ``[valid_minimum=0]``, ``[scale=0.1]`` say what the file doesn't.
    folder
        Where relative paths start.
    like
        The variable whose (first) grid the Dataset has; if None, the one with the largest cells,
        the first of them in the order of ``variables``; rows and columns that some variable
        doesn't have are then left out. Grids in degrees come before others.
    resampling
        ``average``, ``sum``, ``bilinear``, ``nearest`` or ``mode`` by variable, where the usual
        choice does not suit (see the page on grids).
    bounds
        West, south, east, north in degrees: cells with their centres outside are left out.
    dtype
        ``float32`` or ``float64`` for all; if None, what the file decodes to.

    Returns
    -------
    Dask arrays on (further dimensions, ``month`` or ``time``, ``lat``, ``lon``): north to south,
    -180 to 180, cell centres, canonical units. Nothing but heads and coordinates has been read.
    ``attrs`` of a variable: ``units``, ``source`` (references), ``resampling``; of the Dataset:
    ``grid`` and ``grid_of``. Coordinates ``lat_bnds``, ``lon_bnds`` hold the edges of the cells
    where their centres don't tell them.

    Raises
    ------
    DataUnavailableError
        A file or dataset is not on this machine.
    InputError
        Anything that can't be read or aligned without a guess; values that can't be true are
        refused when their block is computed.
    """
    _require_dask()
    _check_arguments(variables, like, resampling, dtype)
    with opened_once():
        sources = {
            name: [resolve(text, name, Path(folder)) for text in _listed(texts)]
            for name, texts in variables.items()
        }
    for one in (one for several in sources.values() for one in several):
        refuse_words(one)
    _warn_of_square_cells(sources)
    target = choose_target(sources, like, bounds)
    arrays = {
        name: _first_of(several, target, (resampling or {}).get(name), dtype)
        for name, several in sources.items()
    }
    ds = describe(_joined(arrays))
    for axis, attrs in AXES.items():
        ds[axis].attrs = dict(attrs)
    ds = with_bounds(ds, target.grid)
    ds.attrs = {"grid": target.grid.describe(), "grid_of": target.text}
    if bounds is not None:
        ds.attrs["bounds"] = ", ".join(f"{edge:g}" for edge in bounds)
    return ds


def _warn_of_square_cells(sources: Mapping[str, list[Source]]) -> None:
    """Tell once for each file whose cells lie in a single row or column of unknown size."""
    files = {one.stored.file: one for several in sources.values() for one in several}
    for file, source in files.items():
        if is_in_degrees(source.stored):
            warn_of_square_cells(native(source), file)


def _listed(texts: str | Sequence[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def _first_of(
    sources: list[Source], target: Target, method: str | None, dtype: str | None
) -> xr.DataArray:
    """The sources of a variable on the target's cells; where one has no value, the next."""
    parts, how = [], []
    for source in sources:
        array, done = align(source, clean(source, dtype), target, method)
        parts.append(as_countries(array, source) if source.name == "country" else array)
        how.append(done)
    result = parts[0]
    for other in parts[1:]:
        if other.dims != result.dims:
            raise ShapeError(
                Problem(
                    what=_("the sources of a variable have different dimensions"),
                    column=result.name if isinstance(result.name, str) else None,
                    found=", ".join(map(str, other.dims)),
                    allowed=", ".join(map(str, result.dims)),
                )
            )
        there = result != "" if result.dtype.kind in "US" else result.notnull()
        result = (
            result.where(there, other)
            if dtype is None
            else result.where(there, other).astype(dtype)
        )
    result.attrs = {
        "source": ", else ".join(one.reference.text for one in sources),
        "resampling": ", else ".join(how),
    }
    if any(one.meaning.units is None and not variable(one.name).is_text for one in sources):
        result.attrs["units_assumed"] = "true"  # the file says none; its numbers fit ours
    return result


def _joined(arrays: Mapping[str, xr.DataArray]) -> xr.Dataset:
    try:
        same = xr.align(*arrays.values(), join="exact", copy=False)
        return xr.Dataset(dict(zip(arrays, same, strict=True)))
    except (xr.AlignmentError, xr.MergeError) as error:
        raise ShapeError(
            Problem(
                what=_("the variables have different months, moments or labels"),
                column=", ".join(arrays),
                found=" ".join(str(error).split()),
                todo=_("Choose files of the same period, or select labels in brackets."),
            )
        ) from error


def _check_arguments(
    variables: Mapping[str, str | Sequence[str]],
    like: str | None,
    resampling: Mapping[str, str] | None,
    dtype: str | None,
) -> None:
    if not variables:
        raise InputError(_("no grid is named: give at least one variable with its reference"))
    for name, texts in variables.items():
        variable(name)
        if not _listed(texts):
            raise InputError(Problem(what=_("a list without a reference"), column=name))
    for name in (*([like] if like else []), *(resampling or {})):
        if name not in variables:
            raise unknown_name(_("variable of this grid"), name, variables)
    for name, method in (resampling or {}).items():
        allowed = OF_CODES if holds_codes(name) else METHODS
        if method not in allowed:
            raise unknown_name(_("way of resampling"), method, allowed, column=name)
    if dtype not in DTYPES:
        raise unknown_name(_("type of numbers"), str(dtype), [d for d in DTYPES if d])


def _require_dask() -> None:
    try:
        import dask.array  # noqa: F401  optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("reading grids")) from error
