"""Which cells of a grid lie in which zone, and with which share of their area."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    DataUnavailableError,
    InputError,
    MissingExtraError,
    Problem,
    ShapeError,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.data.grids.edges import POLE, TURN
from fourpermille.data.grids.lattice import Lattice
from fourpermille.data.grids.projected import DEGREES, geobox_of

_SLIVER = 1e-6  # of a cell: what touches less is rounding of coordinates


@dataclass(frozen=True, eq=False)
class Membership:
    """Pairs of a zone and a cell: ``zone`` numbers into ``labels``, ``cell`` counts row by row.

    ``share`` (0-1) is the part of the cell that lies in the zone.
    """

    labels: list[str]
    zone: np.ndarray
    cell: np.ndarray
    share: np.ndarray


def of_codes(codes: xr.DataArray) -> Membership:
    """Zones of a raster of codes or texts; empty text, missing and 0 are no zone."""
    values = np.asarray(codes.values).ravel()
    if values.dtype.kind in "USO":
        values = values.astype(str)
        inside = values != ""
    else:
        inside = np.isfinite(values) & (values != 0)
    cells = np.flatnonzero(inside)
    found, zone = np.unique(values[cells], return_inverse=True)
    labels = [_text(one) for one in found.tolist()]
    return Membership(labels, zone, cells, np.ones(len(cells)))


def of_polygons(zones: Any, label: str | None, grid: Lattice) -> Membership:
    """Zones of a layer of polygons, with the exact share of each cell.

    Parameters
    ----------
    zones
        Path of a GeoPackage, GeoJSON, Shapefile ..., or a GeoDataFrame; its reference system is
        heeded.
    label
        Column with the name of each zone; several polygons of one name are one zone. Row numbers
        from 1 if None.
    grid
        Cells from north to south and west to east.

    Raises
    ------
    InputError
        The layer can't be read, has no such column or no polygons, or isn't in degrees.
    """
    try:
        from exactextract import exact_extract  # optional dependency
        from exactextract.raster import NumPyRasterSource
    except ImportError as error:
        raise MissingExtraError("grid", _("tables by zone")) from error
    frame = _frame(zones)
    name = Path(zones).name if isinstance(zones, str | PathLike) else None
    names = [str(i + 1) for i in frame.index]
    if label is not None:
        if label not in frame.columns:
            others = [str(c) for c in frame.columns if c != frame.geometry.name]
            raise unknown_name(_("column of the zones"), label, others, file=name)
        names = [_text(one) for one in frame[label].tolist()]
    box = geobox_of(grid).boundingbox
    raster = NumPyRasterSource(
        np.zeros(grid.shape), xmin=box.left, ymin=box.bottom, xmax=box.right, ymax=box.top
    )
    found = exact_extract(
        raster, frame[[frame.geometry.name]], ["cell_id", "coverage"], output="pandas"
    )
    labels = list(dict.fromkeys(names))
    number = {one: i for i, one in enumerate(labels)}
    zone, cell, share = [np.array([], int)], [np.array([], int)], [np.array([])]
    for text, cells, shares in zip(names, found["cell_id"], found["coverage"], strict=True):
        zone.append(np.full(len(cells), number[text]))
        cell.append(np.asarray(cells, dtype=int))
        share.append(np.asarray(shares, dtype=float))
    return _once(labels, np.concatenate(zone), np.concatenate(cell), np.concatenate(share), grid)


def _once(
    labels: list[str], zone: np.ndarray, cell: np.ndarray, share: np.ndarray, grid: Lattice
) -> Membership:
    """One pair for each zone and cell; parts of a zone in one cell are added up."""
    size = grid.shape[0] * grid.shape[1]
    pairs, inverse = np.unique(zone * size + cell, return_inverse=True)
    total = np.minimum(np.bincount(inverse, share, minlength=len(pairs)), 1.0)
    kept = total > _SLIVER
    return Membership(labels, pairs[kept] // size, pairs[kept] % size, total[kept])


def _frame(zones: Any) -> Any:
    """A GeoDataFrame in degrees with polygons only."""
    try:
        import geopandas  # optional dependency
        import pyogrio.errors
    except ImportError as error:
        raise MissingExtraError("grid", _("tables by zone")) from error
    name = None
    if isinstance(zones, str | PathLike):
        path = Path(zones)
        name = path.name
        if not path.exists():
            raise DataUnavailableError(Problem(what=_("there is no such file"), file=str(path)))
        try:
            zones = geopandas.read_file(path)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise InputError(
                Problem(what=_("the map layer can't be read"), file=name, found=str(error))
            ) from error
    if isinstance(zones, geopandas.GeoSeries):
        zones = geopandas.GeoDataFrame(geometry=zones)
    frame = zones.reset_index(drop=True)
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    kinds = set(frame.geometry.geom_type.dropna())
    if not len(frame) or not kinds <= {"Polygon", "MultiPolygon"}:
        raise InputError(
            Problem(
                what=_("the zones are not polygons"),
                file=name,
                found=", ".join(sorted(kinds)) or _("no shapes"),
                allowed="Polygon, MultiPolygon",
            )
        )
    if frame.crs is not None:
        return frame.to_crs(DEGREES)
    west, south, east, north = frame.total_bounds
    if max(abs(south), abs(north)) > POLE or max(abs(west), abs(east)) > TURN:
        raise ShapeError(
            Problem(
                what=_("the coordinates aren't degrees, and no reference system is given"),
                file=name,
                found=f"{west:g}, {south:g}, {east:g}, {north:g}",
                todo=_("Give the layer its reference system."),
            )
        )
    return frame.set_crs(DEGREES)


def _text(value: Any) -> str:
    """A label as text; whole numbers without a point."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)
