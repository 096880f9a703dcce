"""GeoTIFF and COG: one map, or twelve bands for the months."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.variables import is_known
from fourpermille.data.readers import READERS

MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


@READERS.register("geotiff")
class GeotiffReader:
    """GeoTIFF in degrees; other projections are for ``open_grid``."""

    extensions = (".tif", ".tiff")

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether the first bytes are those of TIFF or BigTIFF."""
        return head.startswith(MARKS)

    def read(self, path: Path) -> xr.Dataset:
        """The map of the file, named after it, or after the tag ``variable`` that we write.

        Raises
        ------
        InputError
            GDAL can't read it, its bands are neither one nor twelve, or it is not in degrees.
        """
        from fourpermille.data.grids.projected import is_in_degrees  # slow import
        from fourpermille.data.grids.raster_file import open_raster
        from fourpermille.data.grids.reference import Reference

        stored = open_raster([path], Reference(str(path), str(path)), path.stem)
        if not is_in_degrees(stored):
            raise InputError(
                Problem(
                    what=_("the map is in a projection, not in degrees"),
                    file=path.name,
                    found=str(stored.crs),
                    allowed="EPSG:4326",
                    todo=_("Use it as a grid, where it is brought to degrees, or convert it."),
                )
            )
        whole = tuple(slice(0, n) for n in stored.shape)
        name = str(stored.attrs.get("variable", path.stem))
        coords = {"latitude": stored.lat, "longitude": stored.lon}
        if "month" in stored.dims:
            coords["month"] = np.arange(1, stored.shape[0] + 1)
        dims = [{"y": "latitude", "x": "longitude"}.get(dim, dim) for dim in stored.dims]
        units = {"units": stored.attrs["units"]} if "units" in stored.attrs else {}
        key = name if is_known(name) else path.stem
        return xr.Dataset({key: (dims, stored.read(whole), units)}, coords)
