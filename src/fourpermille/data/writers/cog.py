"""Maps as Cloud Optimized GeoTIFF, with a style for QGIS beside each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from fourpermille._version import __version__
from fourpermille.core.errors import MissingExtraError, Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.core.variables import is_known, variable
from fourpermille.data.atomic import whole, write_text
from fourpermille.data.writers.qml import style

DEGREES = "EPSG:4326"
GRID = ("lat", "lon")
TILE = 1024  # rows written at a time where the array has no blocks
_STYLED = 1_000_000  # cells at most that the limits of the colours are taken from


def write_cog(da: xr.DataArray, path: str | Path, *, tags: Mapping[str, str] | None = None) -> Path:
    """Write a map as COG: EPSG:4326, float32, missing as NaN, overviews, tags; and its style.

    Parameters
    ----------
    da
        Values on (``lat``, ``lon``), or with one further dimension whose steps become bands. Dask
        arrays are written block by block.
    path
        File, ending in ``.tif``; the style of QGIS stands beside it, ending in ``.qml``.
    tags
        Further tags of the file; ``units``, ``source``, ``long_name`` and ``version`` are there.

    Raises
    ------
    ShapeError
        The array has other dimensions, or cells of unequal size.
    OSError
        The disk is full, or the folder can't be written; no file is left.
    MissingExtraError
        rasterio isn't installed (extra ``grid``).
    """
    try:
        import rasterio  # noqa: F401  optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("writing GeoTIFF")) from error
    target, ready = Path(path), _ready(da)
    with whole(target) as draft:
        plain = draft.with_name(f"{draft.stem}.plain.tif")
        try:
            _write_plain(ready, plain, _tags(da, tags))
            _make_cog(plain, draft)
        finally:
            plain.unlink(missing_ok=True)
    write_text(target.with_suffix(".qml"), style(*_limits(da), title=_title(da)))
    return target


def _write_plain(ready: xr.DataArray, path: Path, tags: Mapping[str, str]) -> None:
    """Write a tiled GeoTIFF, as many rows at a time as a block of the array has."""
    import rasterio  # optional dependency
    from rasterio.windows import Window

    bands = ready if ready.ndim > len(GRID) else ready.expand_dims("band")
    count, rows, columns = bands.shape
    lat, lon = (ready[axis].values.astype(float) for axis in GRID)
    dy, dx = (lat[-1] - lat[0]) / (rows - 1), (lon[-1] - lon[0]) / (columns - 1)
    place = rasterio.Affine(dx, 0, lon[0] - dx / 2, 0, dy, lat[0] - dy / 2)
    profile = {
        "driver": "GTiff", "dtype": "float32", "nodata": np.nan, "crs": DEGREES, "tiled": True,
        "count": count, "height": rows, "width": columns, "transform": place,
        "compress": "DEFLATE", "zlevel": 1, "bigtiff": "IF_SAFER",
    }  # fmt: skip
    strip = max(ready.chunksizes.get("lat", (TILE,)))
    with rasterio.open(path, "w", **profile) as file:
        for start in range(0, rows, strip):
            part = bands.isel(lat=slice(start, start + strip)).values
            file.write(part, window=Window(0, start, columns, part.shape[1]))
        file.update_tags(**tags)
        for band, label in enumerate(_labels(ready, count), start=1):
            file.set_band_description(band, label)
            file.set_band_unit(band, tags.get("units", ""))


def _ready(da: xr.DataArray) -> xr.DataArray:
    """The array as it is written: bands, rows from north, columns from west, float32."""
    others = [dim for dim in da.dims if dim not in GRID]
    if not set(GRID) <= set(da.dims) or len(others) > 1:
        raise ShapeError(
            Problem(
                what=_("a GeoTIFF holds rows, columns and bands"),
                column=str(da.name),
                found=", ".join(map(str, da.dims)),
                allowed=_("lat, lon and at most one further dimension"),
            )
        )
    for axis in GRID:
        gaps = np.diff(da[axis].values.astype(float))
        if not gaps.size or np.abs(gaps - gaps.mean()).max() > 1e-2 * abs(gaps.mean()):
            raise ShapeError(
                Problem(
                    what=_("the cells are not all of one size"),
                    column=axis,
                    found=_("{count} rows or columns").format(count=da.sizes[axis]),
                    allowed=_("two or more, evenly spaced"),
                )
            )
    out = da.transpose(*others, *GRID).astype(np.float32).drop_attrs()
    if out["lat"].values[0] < out["lat"].values[-1]:
        out = out.isel(lat=slice(None, None, -1))
    if out["lon"].values[0] > out["lon"].values[-1]:
        out = out.isel(lon=slice(None, None, -1))
    return out


def _tags(da: xr.DataArray, more: Mapping[str, str] | None) -> dict[str, str]:
    given = {key: str(da.attrs[key]) for key in ("units", "long_name", "source") if key in da.attrs}
    name = str(da.name)
    if is_known(name):
        given |= {"units": variable(name).units, "long_name": variable(name).long_name}
    return {"variable": name, **given, "version": f"fourpermille {__version__}", **(more or {})}


def _make_cog(plain: Path, path: Path) -> None:
    """Copy a GeoTIFF into the layout of a COG and read every value of it once.

    GDAL may keep silent about a disk that is full.

    Raises
    ------
    OSError
        The copy can't be written whole.
    """
    import rasterio  # optional dependency
    from rasterio.shutil import copy

    try:
        copy(
            plain, path, driver="COG", OVERVIEW_RESAMPLING="AVERAGE", BIGTIFF="IF_SAFER",
            COMPRESS="DEFLATE", PREDICTOR="FLOATING_POINT",
        )  # fmt: skip
        with rasterio.open(path) as file:
            for _index, window in file.block_windows(1):
                file.read(window=window)
    except OSError:
        raise
    except Exception as error:  # GDAL's errors are of many kinds
        raise OSError(_("the map can't be written: {reason}").format(reason=error)) from error


def _labels(ready: xr.DataArray, count: int) -> list[str]:
    """Names of the bands, which GIS programs show."""
    if ready.ndim == len(GRID):
        return [str(ready.name)]
    dim = ready.dims[0]
    steps = ready[dim].values if dim in ready.coords else range(1, count + 1)
    return [f"{ready.name} {dim}={step}" for step in steps]


def _limits(da: xr.DataArray) -> tuple[float, float]:
    """Low and high end of the colours: the 2nd and 98th of a hundred values, of some cells."""
    first = da.isel({dim: 0 for dim in da.dims if dim not in GRID})
    step = max(int(np.ceil(np.sqrt(first.size / _STYLED))), 1)
    values = np.asarray(first[{axis: slice(None, None, step) for axis in GRID}].values, dtype=float)
    values = values[np.isfinite(values)]
    if not values.size:
        return 0.0, 1.0
    low, high = np.quantile(values, [0.02, 0.98])
    return float(low), float(high) if high > low else float(low) + 1.0


def _title(da: xr.DataArray) -> str:
    name = str(da.name)
    return f"{variable(name).label} ({variable(name).units})" if is_known(name) else name
