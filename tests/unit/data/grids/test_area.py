"""Areas of cells against closed forms of the whole Earth."""

import numpy as np
import pytest

from fourpermille.data.grids import cell_area_ha

# WGS 84: half axis and flattening as defined.
A, F = 6378137.0, 1 / 298.257223563


def test_all_cells_are_the_surface_of_the_ellipsoid():
    e = np.sqrt(F * (2 - F))
    surface = 2 * np.pi * A**2 * (1 + (1 - e**2) / e * np.arctanh(e))
    for step in (30.0, 0.5):
        lat = np.arange(90 - step / 2, -90, -step)
        lon = np.arange(-180 + step / 2, 180, step)
        total = float(cell_area_ha(lat, lon).sum()) * 1e4
        assert total == pytest.approx(surface, rel=1e-12)
    assert surface == pytest.approx(510065621.724e6, rel=1e-9)


def test_a_cell_is_the_geodesic_polygon_of_its_parallels():
    from pyproj import Geod

    area = float(cell_area_ha([45.25, 44.75], [3.25, 3.75])[0, 0])
    edge = np.linspace(3.0, 3.5, 2001)
    lon = np.concatenate([edge, edge[::-1]])
    lat = np.concatenate([np.full(2001, 45.0), np.full(2001, 45.5)])
    polygon, _perimeter = Geod(ellps="WGS84").polygon_area_perimeter(lon, lat)
    assert area == pytest.approx(abs(polygon) / 1e4, rel=1e-8)


def test_cells_at_the_poles_end_there():
    area = cell_area_ha([90.0, 0.0, -90.0], [0.0, 180.0])
    assert float(area.sum()) == pytest.approx(51006562172.4, rel=1e-9)
    assert float(area[0, 0]) == pytest.approx(float(area[2, 0]))
