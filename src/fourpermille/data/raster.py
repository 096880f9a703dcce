"""One map from any raster, as it stands: for questions that compare cells with cells."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fourpermille.core.errors import (
    InputError,
    MissingExtraError,
    Problem,
    no_such_file,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.data.read import open_source
from fourpermille.data.table import Tables

ENDINGS = (".tif", ".tiff")
MARK = "#"  # file.nc#variable


class Raster(NamedTuple):
    """Values with missing ones as NaN, and where the cells lie (None where not known)."""

    values: np.ndarray
    place: tuple[float, ...] | None


def read_raster(text: str | Path) -> Raster:
    """A map from GeoTIFF (first band), or from NetCDF or Zarr (``file.nc#variable``).

    Raises DataUnavailableError where there is no file, InputError where it holds no single map.
    """
    name, _mark, variable = str(text).partition(MARK)
    path = Path(name)
    if path.suffix.lower() in ENDINGS:
        return _geotiff(path)
    content = open_source(path)
    if isinstance(content, Tables):
        raise InputError(
            Problem(what=_("the file is no raster"), file=path.name, allowed=".tif, .nc, .zarr")
        )
    maps = [str(key) for key in content.data_vars if content[key].dtype.kind in "fiu"]
    maps = [key for key in maps if content[key].ndim]
    if variable and variable not in maps:
        raise unknown_name(_("map in {file}").format(file=path.name), variable, maps)
    if not variable and len(maps) != 1:
        raise InputError(
            Problem(
                what=_("the file holds several maps, or none"),
                file=path.name,
                found=", ".join(maps),
                todo=_("Name one of them: {example}").format(example=f"{path.name}#variable"),
            )
        )
    one = content[variable or maps[0]]
    edges = tuple(
        float(end)
        for dim in one.dims
        if dim in one.coords and one[dim].dtype.kind in "fiu"
        for end in (one[dim].values[0], one[dim].values[-1])
    )
    return Raster(one.values.astype(float), edges or None)


def _geotiff(path: Path) -> Raster:
    if not path.exists():
        raise no_such_file(path)
    try:
        import rasterio  # optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("reading GeoTIFF")) from error
    try:
        with warnings.catch_warnings():
            # Three maps without a position can still be compared cell by cell.
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            with rasterio.open(path) as file:
                band = file.read(1, masked=True).astype(float)
                return Raster(band.filled(np.nan), tuple(file.transform)[:6])
    except rasterio.errors.RasterioIOError as error:
        raise InputError(
            Problem(what=_("the file can't be read as GeoTIFF"), file=path.name, found=str(error))
        ) from error
