"""Map layers of places: points, or polygons with their area, through GDAL."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np

from fourpermille.core.errors import InputError, MissingExtraError, Problem
from fourpermille.core.i18n import _
from fourpermille.data.checks import allowed_range, limits
from fourpermille.data.geometry import centre_and_area, to_degrees
from fourpermille.data.problems import Problems
from fourpermille.data.readers import READERS
from fourpermille.data.readers.excel import CLIMATE, PLACES, pick
from fourpermille.data.table import Cell, Table, Tables, places_and_climate
from fourpermille.data.wkb import parse_wkb

log = logging.getLogger(__name__)
_TEXT_MARKS = (b"<?xml", b"<kml", b"{")


@READERS.register("vector")
class VectorReader:
    """GeoPackage, GeoJSON, FlatGeobuf, KML and zipped Shapefile."""

    extensions = (".gpkg", ".geojson", ".json", ".fgb", ".kml", ".shp", ".zip")

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether the first bytes are those of a map layer."""
        return (
            head.startswith((b"SQLite format 3\0", b"fgb", b"\x00\x00\x27\x0a"))
            or (head[:2] == b"PK" and path.suffix.lower() == ".zip")
            or head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_TEXT_MARKS)
        )

    def read(self, path: Path) -> Tables:
        """The layer of places, with latitude, longitude and area of its shapes, and of climate.

        Raises
        ------
        InputError
            GDAL can't read the file; there is a line instead of a point or polygon.
        """
        raw = _pyogrio()
        source = f"/vsizip/{path}" if path.suffix.lower() == ".zip" else str(path)
        try:
            names = [str(name) for name, _kind in raw.list_layers(source)]
            places = pick(names, PLACES) or names[0]
            climate = pick(names, CLIMATE)
            tables = [_layer(path, source, places, raw)]
            if climate is not None and climate != places:
                tables.append(_layer(path, source, climate, raw))
        except (raw.errors.DataSourceError, raw.errors.DataLayerError, IndexError) as error:
            log.debug("%s: %s", path.name, error)
            raise InputError(
                Problem(
                    what=_("the map layer can't be read"),
                    file=path.name,
                    allowed=_("GeoPackage, GeoJSON, FlatGeobuf, KML or zipped Shapefile"),
                    todo=_("The file is damaged, cut off or of another kind: open it in a GIS."),
                )
            ) from error
        return places_and_climate(tables[0], tables[1] if len(tables) > 1 else None)


def _layer(path: Path, source: str, layer: str, pyogrio: Any) -> Table:
    meta, _fids, shapes, fields = pyogrio.raw.read(source, layer=layer)
    headers = tuple(str(name) for name in meta["fields"])
    count = len(shapes) if shapes is not None else (len(fields[0]) if fields else 0)
    columns = [[_cell(value) for value in field] for field in fields]
    rows = tuple(zip(*columns, strict=True)) if columns else ((),) * count
    numbers = tuple(range(1, count + 1))
    label = path.name if layer == path.stem else f"{path.name}, {layer}"
    computed = {} if shapes is None else _positions(label, shapes, meta["crs"])
    told = []
    if computed and meta["crs"] is None:
        told.append(
            Problem(
                what=_("no coordinate reference system is stated: degrees (WGS 84) are assumed"),
                file=label,
            )
        )
    return Table(label, headers, rows, numbers, computed, doubts=tuple(told))


def _positions(label: str, shapes: np.ndarray, crs: str | None) -> dict[str, np.ndarray]:
    problems = Problems(label)
    found = np.full((len(shapes), 3), np.nan)
    for index, raw in enumerate(shapes):
        if raw is None:
            continue
        try:
            found[index] = centre_and_area(to_degrees(parse_wkb(bytes(raw)), crs))
        except ValueError as error:
            problems.add(
                _("a shape that is neither point nor polygon"),
                row=index + 1,
                found=str(error),
                allowed=_("points or polygons"),
            )
    _refuse_off_earth(found, problems)
    problems.raise_if_any()
    columns = dict(zip(("latitude", "longitude", "area_ha"), found.T, strict=True))
    return {name: values for name, values in columns.items() if np.isfinite(values).any()}


def _refuse_off_earth(found: np.ndarray, problems: Problems) -> None:
    """Report positions that are no degrees: metres of a map without its reference system."""
    for row, (latitude, longitude, _area) in enumerate(found.tolist(), start=1):
        for name, value in (("latitude", latitude), ("longitude", longitude)):
            low, high = limits(name)
            if value < low or value > high:
                problems.add(
                    _("value out of range"),
                    row=row,
                    column=name,
                    found=f"{value:g}",
                    allowed=allowed_range(name),
                    todo=_("State the coordinate reference system of the layer."),
                )


def _cell(value: Any) -> Cell:
    """A field value as a plain Python one; missing numbers and dates become None."""
    plain = value.item() if isinstance(value, np.generic) else value
    if plain is None or plain != plain:
        return None
    return plain


def _pyogrio() -> Any:
    try:
        import pyogrio  # optional dependency
        import pyogrio.errors
        import pyogrio.raw
    except ImportError as error:
        raise MissingExtraError("grid", _("reading map layers")) from error
    return pyogrio
