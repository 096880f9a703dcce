"""Areas of the cells of a grid in degrees, exact on the ellipsoid."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import MissingExtraError
from fourpermille.core.i18n import _
from fourpermille.data.grids.lattice import make_lattice

M2_PER_HA = 1e4
TURN = 360.0


def cell_area_ha(lat: Any, lon: Any) -> xr.DataArray:
    """Area of each cell on the WGS 84 ellipsoid, by the exact formula of a zone.

    Parameters
    ----------
    lat, lon
        Centres of rows and columns, degrees; cells reach half way to their neighbours, and not
        beyond the poles.

    Returns
    -------
    Areas in ha on (``lat``, ``lon``).

    Notes
    -----
    The area between the equator and latitude p is, round the Earth,
    pi b² [sin p / (1 - e² sin² p) + artanh(e sin p) / e] (Snyder 1987, Map projections, eq. 3-12).
    """
    rows, columns = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
    grid = make_lattice(rows, columns)
    zones = zone_area_m2(grid.north) - zone_area_m2(grid.south)
    area = np.outer(zones, (grid.east - grid.west) / TURN) / M2_PER_HA
    coords = {"lat": rows, "lon": columns}
    attrs = {"units": "ha", "long_name": "Area", "ellipsoid": "WGS 84"}
    return xr.DataArray(area, coords, ("lat", "lon"), "area_ha", attrs)


def zone_area_m2(latitude: np.ndarray) -> np.ndarray:
    """Area of the ellipsoid between the equator and latitudes (degrees), negative in the south."""
    globe = _ellipsoid()
    eccentricity = np.sqrt(globe.es)
    sine = np.sin(np.radians(np.asarray(latitude, dtype=float)))
    spread = sine / (1 - globe.es * sine**2) + np.arctanh(eccentricity * sine) / eccentricity
    return np.asarray(np.pi * globe.b**2 * spread)


def _ellipsoid() -> Any:
    try:
        from pyproj import Geod  # optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("areas and map projections")) from error
    return Geod(ellps="WGS84")
