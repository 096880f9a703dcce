"""Shapes on the map: positions, areas, kinds of geometry."""

import struct
from itertools import pairwise

import numpy as np
import pytest

from fourpermille.core.errors import InputError
from fourpermille.data.geometry import centre_and_area, to_degrees
from fourpermille.data.read import read_places
from fourpermille.data.wkb import Shape, parse_wkb, point_wkb

pyproj = pytest.importorskip("pyproj")
raw = pytest.importorskip("pyogrio.raw")


def polygon_wkb(*rings, order="<", z=False):
    head = struct.pack(order + "BII", order == "<", 1003 if z else 3, len(rings))
    body = b""
    for ring in rings:
        body += struct.pack(order + "I", len(ring))
        for point in ring:
            body += struct.pack(order + ("ddd" if z else "dd"), *point, *([7.0] if z else []))
    return head + body


def box(west, south, east, north):
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("z", [False, True])
def test_polygons_of_any_byte_order(order, z):
    shape = parse_wkb(polygon_wkb(box(0, 0, 2, 1), box(0.5, 0.25, 1, 0.5), order=order, z=z))
    assert [ring.tolist() for ring in shape.polygons[0]] == [
        [list(p) for p in box(0, 0, 2, 1)], [list(p) for p in box(0.5, 0.25, 1, 0.5)],
    ]  # fmt: skip


def test_collections_and_empty_points():
    many = struct.pack("<BII", 1, 4, 2) + point_wkb(1, 2) + point_wkb(3, 4)
    assert parse_wkb(many).points == ((1, 2), (3, 4))
    assert parse_wkb(point_wkb(float("nan"), float("nan"))) == Shape()
    with pytest.raises(ValueError, match="kind 2"):
        parse_wkb(struct.pack("<BII4d", 1, 2, 2, 0, 0, 1, 1))
    with pytest.raises(ValueError, match="broken"):
        parse_wkb(polygon_wkb(box(0, 0, 2, 1))[:8])


def test_areas_agree_with_the_geodesic():
    geod = pyproj.Geod(ellps="WGS84")
    for west, south, size in ((3.0, 43.0, 0.01), (-60, -35, 0.5), (100, 65, 0.1)):
        ring = np.array(box(west, south, west + size, south + size))
        dense = np.concatenate([np.linspace(a, b, 50) for a, b in pairwise(ring)])
        expected = abs(geod.polygon_area_perimeter(dense[:, 0], dense[:, 1])[0]) / 1e4
        latitude, longitude, area = centre_and_area(Shape(polygons=((dense,),)))
        assert area == pytest.approx(expected, rel=1e-4)
        assert longitude == pytest.approx(west + size / 2, abs=1e-6)
        assert latitude == pytest.approx(south + size / 2, abs=1e-2 * size)


def test_holes_are_no_area():
    outer, hole = np.array(box(0, 0, 1, 1), float), np.array(box(0.4, 0.4, 0.6, 0.6))
    whole = centre_and_area(Shape(polygons=((outer,),)))[2]
    pierced = centre_and_area(Shape(polygons=((outer, hole),)))[2]
    assert pierced / whole == pytest.approx(0.96, rel=1e-4)


def test_other_projections():
    lambert = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    x, y = lambert.transform(3.5, 43.6)
    ((longitude, latitude),) = to_degrees(Shape(points=((x, y),)), "EPSG:2154").points
    assert (longitude, latitude) == pytest.approx((3.5, 43.6), abs=1e-9)


def layer(path, shapes, kind="Polygon", **columns):
    raw.write(path, np.array(shapes, dtype=object), [np.array(v) for v in columns.values()],
              list(columns), geometry_type=kind, crs="EPSG:4326", driver="GPKG")  # fmt: skip
    return path


def test_polygons_give_area_and_centre(tmp_path):
    shapes = [polygon_wkb(box(3, 43, 3.01, 43.01)), polygon_wkb(box(4, 44, 4.01, 44.01))]
    path = layer(
        tmp_path / "p.gpkg", shapes, place=np.array(["A", "B"], object), clay_percent=[12.0, 18.0]
    )
    ds = read_places(path)
    assert ds["area_ha"].attrs["source"] == "computed from geometry"
    np.testing.assert_allclose(ds["area_ha"], [90.5, 88.9], rtol=3e-3)
    np.testing.assert_allclose(ds["latitude"], [43.005, 44.005], atol=1e-5)


def test_a_given_area_is_kept(tmp_path):
    path = layer(tmp_path / "p.gpkg", [polygon_wkb(box(3, 43, 3.01, 43.01))], area_ha=[50.0])
    ds = read_places(path)
    assert ds["area_ha"].values.tolist() == [50.0]
    assert ds["area_ha"].attrs["source"] == "given"
    assert ds["place"].values.tolist() == ["1"]


def test_a_line_is_no_place(tmp_path):
    line = struct.pack("<BII4d", 1, 2, 2, 0, 0, 1, 1)
    with pytest.raises(InputError) as caught:
        read_places(layer(tmp_path / "p.gpkg", [line], "LineString", clay_percent=[12.0]))
    assert caught.value.problems[0].row == 1
