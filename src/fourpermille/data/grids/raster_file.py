"""Bands of GeoTIFF files, opened without reading them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    InputError,
    MissingExtraError,
    Problem,
    ShapeError,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.data.calendar import MONTHS, month_starts
from fourpermille.data.grids.reference import Reference
from fourpermille.data.grids.stored import Careful, Stored

ENDINGS = (".tif", ".tiff")
_SMALL = (np.dtype("i1"), np.dtype("u1"), np.dtype("i2"), np.dtype("u2"), np.dtype("f4"))


@dataclass(frozen=True)
class _Bands:
    """Values of a part of some bands, one file for each or one for all."""

    paths: tuple[str, ...]
    bands: tuple[int, ...]
    dtype: np.dtype[Any]

    def __call__(self, at: tuple[slice, ...]) -> np.ndarray:
        from rasterio.windows import Window  # optional dependency

        rows, columns = at[-2:]
        window = Window.from_slices(rows, columns)
        if len(at) == 2:
            return self._read(self.paths[0], self.bands[:1], window)[0]
        bands = self.bands[at[0]]
        if len(self.paths) == 1:
            return self._read(self.paths[0], bands, window)
        paths = self.paths[at[0]]
        months = [self._read(p, (b,), window)[0] for p, b in zip(paths, bands, strict=True)]
        return np.stack(months)

    def _read(self, path: str, bands: tuple[int, ...], window: Any) -> np.ndarray:
        with _rasterio().open(path) as file:
            read = file.read(list(bands), window=window, masked=True)
            packing = [(file.scales[band - 1], file.offsets[band - 1]) for band in bands]
        values = read.astype(self.dtype).filled(np.nan)
        for values_of_band, (scale, offset) in zip(values, packing, strict=True):
            if (scale, offset) != (1.0, 0.0):
                values_of_band *= scale
                values_of_band += offset
        return np.asarray(values)


def open_raster(paths: Sequence[Path], reference: Reference, name: str) -> Stored:
    """Bands of a GeoTIFF, or the bands of twelve files of one month each.

    Twelve bands are the months; one band has no further dimension; more are the months of whole
    years where the reference says ``[first_year=2001]``. A number or a description after the
    colon chooses one band.

    Raises
    ------
    InputError
        A file can't be read, has no such band or neither one nor those of months, lies askew, or
        the twelve files don't agree.
    """
    heads = [_head(path) for path in paths]
    first, label = heads[0], paths[0].name
    bands = _chosen(first, reference, name, label)
    if len(paths) > 1:
        bands = bands[:1] * len(paths)
        for path, head in zip(paths, heads, strict=True):
            for what in ("crs", "units"):
                if head[what] != first[what]:
                    raise ShapeError(
                        Problem(
                            what=_("the files of the months have different grids or units"),
                            file=path.name,
                            found=str(head[what]) or "-",
                            allowed=f"{first[what] or '-'} ({label})",
                        )
                    )
            if (head["transform"], head["shape"]) != (first["transform"], first["shape"]):
                raise ShapeError(
                    Problem(
                        what=_("the files of the months have different grids"),
                        file=path.name,
                        found=f"{head['shape']}",
                        allowed=f"{first['shape']} ({label})",
                    )
                )
    rows, columns = first["shape"]
    step = "month" if len(bands) == MONTHS else "time"
    dims = (step, "y", "x") if len(bands) > 1 else ("y", "x")
    shape = (len(bands), rows, columns) if len(bands) > 1 else (rows, columns)
    dtype = np.dtype("f4") if _is_small(first) else np.dtype("f8")
    token = tuple((str(p.absolute()), p.stat().st_mtime_ns) for p in paths) + bands
    return Stored(
        file=label,
        variable=reference.variable or paths[0].stem,
        dims=dims,
        shape=shape,
        dtype=dtype,
        rows="y",
        columns="x",
        lat=first["y"],
        lon=first["x"],
        steps=xr.Dataset(coords=_steps(len(bands), reference.first_year)),
        read=Careful(_Bands(tuple(map(str, paths)), bands, dtype), label, token),
        token=token,
        file_chunks=(*(first["together"] for _dim in dims[:-2]), *first["blocks"]),
        attrs={key: first[key] for key in ("units", "variable") if first[key]},
        # Of several rows or columns, the centres tell the edges.
        lat_bounds=first["y_edges"] if rows == 1 else None,
        lon_bounds=first["x_edges"] if columns == 1 else None,
        crs=first["crs"],
    )


def _head(path: Path) -> dict[str, Any]:
    """What the head of a file says."""
    rasterio = _rasterio()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            file = rasterio.open(path)
    except (rasterio.errors.RasterioError, OSError) as error:
        raise InputError(
            Problem(
                what=_("the file can't be read as GeoTIFF"),
                file=path.name,
                found=" ".join(str(error).split()),
                todo=_("It may be cut short: copy or download it again."),
            )
        ) from error
    with file:
        t, (rows, columns) = file.transform, file.shape
        if t.is_identity or t.b or t.d:
            raise InputError(
                Problem(
                    what=_("the grid doesn't say where it lies, or lies askew"),
                    file=path.name,
                    found=" ".join(f"{one:g}" for one in t[:6]),
                    allowed=_("a geotransform along the axes of its reference system"),
                )
            )
        return {
            "shape": (rows, columns),
            "transform": t,
            "x": t.c + t.a * (np.arange(columns) + 0.5),
            "y": t.f + t.e * (np.arange(rows) + 0.5),
            "x_edges": np.array([[t.c, t.c + t.a]]),
            "y_edges": np.array([[t.f, t.f + t.e]]),
            "count": file.count,
            "names": [text or "" for text in file.descriptions],
            "units": next((text for text in file.units if text), "")
            or file.tags().get("units", ""),
            "variable": file.tags().get("variable", ""),
            "types": [np.dtype(one) for one in file.dtypes],
            "packed": any(s != 1 for s in file.scales) or any(o != 0 for o in file.offsets),
            "blocks": file.block_shapes[0],
            "together": file.count
            if file.tags(ns="IMAGE_STRUCTURE").get("INTERLEAVE") == "PIXEL"
            else 1,
            "crs": file.crs,
        }


def _chosen(head: dict[str, Any], reference: Reference, name: str, file: str) -> tuple[int, ...]:
    """Numbers of the bands that are meant."""
    every = tuple(range(1, head["count"] + 1))
    wanted = reference.variable
    if wanted is None:
        is_series = reference.first_year is not None and len(every) % MONTHS == 0
        if len(every) not in (1, MONTHS) and not is_series:
            raise ShapeError(
                Problem(
                    what=_("neither one band nor one for each month"),
                    file=file,
                    column=name,
                    found=_("{count} bands").format(count=len(every)),
                    allowed=_("1 band, 12 for the months, or whole years with [first_year=2001]"),
                    todo=_("Name one band, as in {form}.").format(form=f"{file}:1"),
                )
            )
        return every
    if wanted.isdecimal() and int(wanted) in every:
        return (int(wanted),)
    if wanted in head["names"]:
        return (head["names"].index(wanted) + 1,)
    raise unknown_name(
        _("band"), wanted, [*map(str, every), *filter(None, head["names"])], file=file
    )


def _steps(bands: int, first_year: int | None) -> dict[str, np.ndarray]:
    """The months of the bands, or the first moments of the months of whole years."""
    if bands == 1:
        return {}
    if bands == MONTHS or first_year is None:
        return {"month": np.arange(1, MONTHS + 1)}
    numbers = np.arange(bands)
    return {"time": month_starts(first_year + numbers // MONTHS, numbers % MONTHS + 1)}


def _is_small(head: dict[str, Any]) -> bool:
    """Whether float32 holds every stored number."""
    return not head["packed"] and all(one in _SMALL for one in head["types"])


def _rasterio() -> Any:
    try:
        import rasterio  # optional dependency
        import rasterio.errors
    except ImportError as error:
        raise MissingExtraError("grid", _("reading GeoTIFF")) from error
    return rasterio
