import hashlib
import tomllib
from itertools import pairwise

import pytest

from fourpermille.core.countries import countries
from fourpermille.data.outlines import load_outlines


def contains(rings, longitude, latitude):
    """Even-odd rule, written out."""
    inside = False
    for ring in rings:
        for (x0, y0), (x1, y1) in pairwise(ring):
            if (y0 > latitude) != (y1 > latitude):
                crossing = x0 + (latitude - y0) / (y1 - y0) * (x1 - x0)
                inside ^= longitude < crossing
    return inside


def owners(longitude, latitude):
    return [c for c, rings in load_outlines().items() if contains(rings, longitude, latitude)]


def test_keys_are_countries_and_rings_are_closed():
    assert set(load_outlines()) <= set(countries())
    for rings in load_outlines().values():
        assert rings
        for ring in rings:
            assert ring[0] == ring[-1]
            assert len(ring) >= 4


def test_nothing_leaps_across_the_map():
    for rings in load_outlines().values():
        for ring in rings:
            assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
            assert all(abs(a[0] - b[0]) < 90 for a, b in pairwise(ring))


@pytest.mark.parametrize(
    ("longitude", "latitude", "iso3"),
    [
        (2.35, 48.85, "FRA"),
        (37.6, 55.75, "RUS"),
        (-173.0, 66.5, "RUS"),  # Chukotka, east of 180 degrees
        (178.0, -17.8, "FJI"),
        (28.2, -29.5, "LSO"),
        (24.7, -28.7, "ZAF"),
        (44.0, 9.6, "SOM"),
        (34.2, 45.3, "UKR"),
        (33.4, 35.2, "CYP"),
        (20.9, 42.6, "XKX"),
        (17.1, -22.6, "NAM"),
    ],
)
def test_known_places_lie_in_one_country(longitude, latitude, iso3):
    assert owners(longitude, latitude) == [iso3]


def test_file_is_small_and_matches_its_sidecar(repository):
    folder = repository / "src/fourpermille/data/outlines"
    data = (folder / "countries_110m.json").read_bytes()
    sidecar = tomllib.loads((folder / "countries_110m.toml").read_text(encoding="utf-8"))
    assert len(data) <= 150_000
    assert hashlib.sha256(data).hexdigest() == sidecar["sha256"]
