"""Places as a GeoPackage of points, with what a result says about each."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, MissingExtraError, Problem
from fourpermille.core.i18n import _
from fourpermille.data.atomic import whole
from fourpermille.data.wkb import point_wkb

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON", ".fgb": "FlatGeobuf"}


def write_places(ds: xr.Dataset, path: str | Path) -> Path | None:
    """Write the values per place (``cell``) as points in layer ``places``; None without positions.

    The ending of ``path`` chooses the format: .gpkg, .geojson or .fgb.

    Raises
    ------
    InputError
        Another ending.
    MissingExtraError
        pyogrio isn't installed (extra ``grid``).
    """
    target = Path(path)
    driver = _driver(target)
    if not {"latitude", "longitude"} <= set(ds.variables) or ds["latitude"].dims != ("cell",):
        return None
    try:
        import pyogrio  # optional dependency
        import pyogrio.raw
    except ImportError as error:
        raise MissingExtraError("grid", _("writing map layers")) from error
    latitude = ds["latitude"].values.astype(float)
    longitude = ds["longitude"].values.astype(float)
    if not (np.isfinite(latitude) & np.isfinite(longitude)).any():
        return None
    shapes = np.array(
        [
            point_wkb(x, y) if np.isfinite(x) and np.isfinite(y) else None
            for x, y in zip(longitude, latitude, strict=True)
        ],
        dtype=object,
    )
    names = [str(name) for name in ds.variables if ds[name].dims == ("cell",) and name != "cell"]
    fields = [_field(ds[name].values) for name in names]
    moment = os.environ.get("SOURCE_DATE_EPOCH")
    if moment:  # the format notes the time of the last change
        date = datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": date})
    with whole(target) as draft:
        pyogrio.raw.write(
            draft,
            shapes,
            fields,
            names,
            layer="places",
            driver=driver,
            geometry_type="Point",
            crs="EPSG:4326",
        )
    return target


def _driver(path: Path) -> str:
    if path.suffix.lower() not in DRIVERS:
        raise InputError(
            Problem(
                what=_("the ending names no format of map layers"),
                file=path.name,
                found=path.suffix or _("no ending"),
                allowed=", ".join(DRIVERS),
            )
        )
    return DRIVERS[path.suffix.lower()]


def _field(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind in "USO":
        return np.array([str(value) for value in values], dtype=object)
    if values.dtype.kind == "b":
        return values.astype(np.int32)
    return values
