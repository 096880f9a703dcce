"""One NetCDF or Zarr file whose variables of a phase end in the name of the phase."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from fourpermille.api.sequestration.inputs import SOIL, Inputs, identity_of, kept_if_small
from fourpermille.core.errors import InputError, Problem, no_such_file
from fourpermille.core.i18n import _
from fourpermille.core.variables import variable

if TYPE_CHECKING:
    from fourpermille.data.problems import Problems

STRIP = 4_000_000  # values read at a time


def open_file(path: Path) -> Inputs:
    """Soil and phases of a file; heads and coordinates are read, and single layers looked through.

    Raises DataUnavailableError, InputError (every problem of the axes and units at once).
    """
    from fourpermille.assessment.gsocseq_phases import split  # slow import
    from fourpermille.data.axes import with_axes
    from fourpermille.data.problems import Problems

    problems = Problems(path.name)
    parts = {}
    for name, part in split(_with_columns(_opened(path))).items():
        known = part.drop_vars([key for key in part.data_vars if _means_nothing(part[key])])
        parts[name] = with_axes(known, problems)
    problems.raise_if_any()
    parts = kept_if_small(parts)
    parts[SOIL] = _with_units(parts[SOIL], problems)
    problems.raise_if_any()
    return Inputs(path.name, parts, False, identity_of(iter([path])))


def _opened(path: Path) -> xr.Dataset:
    from fourpermille.data.readers import READERS  # slow import
    from fourpermille.data.readers.netcdf import TIMES

    if not path.exists():
        raise no_such_file(path)
    is_zarr = path.is_dir() and READERS.get("zarr")().recognises(path, b"")
    if not is_zarr and not _is_netcdf(path):
        raise InputError(
            Problem(
                what=_("the sequestration map needs a NetCDF or Zarr file"),
                file=path.name,
                allowed=".nc, .zarr, .toml",
            )
        )
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*consolidated.*")
            engine = "zarr" if is_zarr else "netcdf4"
            return xr.open_dataset(path, engine=engine, chunks=None, decode_times=TIMES)
    except Exception as error:  # libraries of formats raise errors of many kinds
        raise InputError(
            Problem(
                what=_("the file can't be read as {format}").format(
                    format="Zarr" if is_zarr else "NetCDF"
                ),
                file=path.name,
                found=" ".join(str(error).split()) or type(error).__name__,
                todo=_("It may be cut short: copy or download it again."),
            )
        ) from error


def _with_columns(ds: xr.Dataset) -> xr.Dataset:
    """Each variable with its whole name, phase and all, for messages."""
    return ds.assign(
        {key: array.assign_attrs(source_column=str(key)) for key, array in ds.data_vars.items()}
    )


def _is_netcdf(path: Path) -> bool:
    from fourpermille.data.readers import READERS  # slow import

    if not path.is_file():
        return False
    with path.open("rb") as file:
        return READERS.get("netcdf")().recognises(path, file.read(8))


def _means_nothing(array: xr.DataArray) -> bool:
    """Whether a variable is neither known nor a slip of the pen, which is told when it is read."""
    from fourpermille.data.names import known_name, misspelt  # slow import

    return known_name(array) is None and misspelt(str(array.name)) is None


def _with_units(soil: xr.Dataset, problems: Problems) -> xr.Dataset:
    """The soil with the unit stated that its values, looked at as a whole, are in.

    A block of pure sand looks like clay given as a fraction; the whole map tells.
    """
    from fourpermille.data.checks import Values, wrong_unit  # slow import
    from fourpermille.data.names import known_name

    stated = {}
    for key, array in soil.data_vars.items():
        name = known_name(array)
        if name is None or variable(name).is_text or "units" in array.attrs:
            continue
        if array.dtype.kind not in "fiub":  # told when it is read
            continue
        span = _span(array)
        given = Values(name, np.array(span), problems.file, partial(_column, str(key)))
        if span[0] > span[1] or not wrong_unit(given, span, problems):
            stated[key] = array.assign_attrs(units=variable(name).units)
    return soil.assign(stated)


def _column(key: str, _index: tuple[int, ...]) -> tuple[None, str]:
    return None, key


def _span(array: xr.DataArray) -> tuple[float, float]:
    """Lowest and highest value, read in strips; (inf, -inf) where there is none."""
    from fourpermille.data.checks import extremes  # slow import

    if not array.ndim:
        return extremes(array.values)
    rows = max(1, STRIP * array.shape[0] // max(array.size, 1))
    spans: Iterable[tuple[float, float]] = (
        extremes(array[start : start + rows].values) for start in range(0, array.shape[0], rows)
    )
    lows, highs = zip(*spans, strict=True)
    return min(lows), max(highs)
