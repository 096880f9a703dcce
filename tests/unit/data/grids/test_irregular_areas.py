"""Areas of irregular cells and of single rows and columns, against the nearest centre of points."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import fourpermille as fpm
from fourpermille.core.errors import ApplicabilityWarning, ShapeError
from fourpermille.data.grids.area import areas_of, areas_within

# WGS 84: half axis and flattening as defined.
A, F = 6378137.0, 1 / 298.257223563
E2 = F * (2 - F)
SURFACE_HA = 51006562172.4


def strip_ha(south: float, north: float, pieces: int = 20_000) -> float:
    """Area round the Earth between two parallels: the element of area, summed over thin strips."""
    edges = np.radians(np.linspace(south, north, pieces + 1))
    middle = (edges[:-1] + edges[1:]) / 2
    element = A**2 * (1 - E2) * np.cos(middle) / (1 - E2 * np.sin(middle) ** 2) ** 2
    return float(2 * np.pi * np.sum(element * np.diff(edges)) / 1e4)


def by_nearest_centre(lat: list[float], lon: list[float]) -> np.ndarray:
    """Each point of a fine mesh of the Earth belongs to the nearest row and column."""
    rows = np.linspace(-90, 90, 36_001)
    middle = np.radians((rows[:-1] + rows[1:]) / 2)
    element = A**2 * (1 - E2) * np.cos(middle) / (1 - E2 * np.sin(middle) ** 2) ** 2
    zones = 2 * np.pi * element * np.radians(np.diff(rows)) / 1e4
    nearest = np.abs(np.degrees(middle)[:, None] - np.array(lat)).argmin(axis=1)
    heights = np.bincount(nearest, zones, len(lat))
    columns = np.arange(0, 360, 0.005)
    apart = np.abs((columns[:, None] - np.array(lon) + 180) % 360 - 180).argmin(axis=1)
    return np.outer(heights, np.bincount(apart, minlength=len(lon)) / columns.size)


@pytest.mark.parametrize(
    "lon",
    [[0.0, 90.0, 270.0], [-170.0, -20.0, 15.0, 90.0, 140.0], [350.0, 200.0, 130.0, 100.0, 10.0]],
)
def test_irregular_cells_are_the_points_nearest_to_their_centres(lon: list[float]) -> None:
    lat = [80.0, 55.0, 40.0, 10.0, -30.0, -70.0, -89.0]
    found = fpm.cell_area_ha(lat, lon)
    np.testing.assert_allclose(found.values, by_nearest_centre(lat, lon), rtol=1e-3)
    assert float(found.sum()) == pytest.approx(SURFACE_HA, rel=1e-11)


@given(
    st.lists(st.integers(0, 359), min_size=3, max_size=12, unique=True).map(sorted),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_columns_never_cover_more_than_the_earth(lon: list[int], falls: bool) -> None:
    """And all of it where no gap is wider than another one."""
    centres = [float(one) for one in (lon[::-1] if falls else lon)]
    total = float(fpm.cell_area_ha([90.0, 0.0, -90.0], centres).sum())
    assert total <= SURFACE_HA * (1 + 1e-11)
    if lon[0] + 360 - lon[-1] <= max(np.diff(lon)):
        assert total == pytest.approx(SURFACE_HA, rel=1e-11)


def test_a_meridian_that_is_written_twice_counts_once() -> None:
    found = fpm.cell_area_ha([90.0, 0.0, -90.0], [0.0, 120.0, 240.0, 360.0])
    assert float(found.sum()) == pytest.approx(SURFACE_HA, rel=1e-11)


def test_irregular_columns_of_a_part_of_the_earth_stay_where_they_are() -> None:
    found = fpm.cell_area_ha([45.25, 44.75], [3.0, 4.0, 6.0])
    expected = strip_ha(45.0, 45.5) * np.array([1.0, 1.5, 2.0]) / 360
    np.testing.assert_allclose(found.values[0], expected, rtol=1e-8)


def test_a_single_row_is_square_and_says_so() -> None:
    with pytest.warns(ApplicabilityWarning, match="single row.*0.5 degrees"):
        found = fpm.cell_area_ha([45.25], [3.25, 3.75])
    np.testing.assert_allclose(found.values, strip_ha(45.0, 45.5) * 0.5 / 360, rtol=1e-8)
    with pytest.warns(ApplicabilityWarning, match="single column.*0.5 degrees"):
        found = fpm.cell_area_ha([45.25, 44.75], [3.25])
    np.testing.assert_allclose(found.values[0, 0], strip_ha(45.0, 45.5) * 0.5 / 360, rtol=1e-8)


def test_a_single_cell_needs_its_edges() -> None:
    with pytest.raises(ShapeError, match=r"single cell.*bounds"):
        fpm.cell_area_ha([45.25], [3.25])
    found = fpm.cell_area_ha([45.25], [3.25], lat_bounds=[[45.0, 45.5]], lon_bounds=[[3.0, 3.1]])
    assert float(found.sum()) == pytest.approx(strip_ha(45.0, 45.5) * 0.1 / 360, rel=1e-8)


def test_edges_count_before_centres() -> None:
    bounds = [[45.0, 45.1], [44.0, 45.0]]
    found = fpm.cell_area_ha([45.05, 44.5], [0.0, 180.0], lat_bounds=bounds)
    assert float(found[0].sum()) == pytest.approx(strip_ha(45.0, 45.1), rel=1e-8)
    assert float(found[1].sum()) == pytest.approx(strip_ha(44.0, 45.0), rel=1e-8)
    with pytest.raises(ShapeError, match=r"lat.*edges.*two numbers for each of 2"):
        fpm.cell_area_ha([45.05, 44.5], [0.0, 180.0], lat_bounds=[[45.0, 45.1]])


def test_edges_across_the_first_meridian_are_not_the_rest_of_the_earth() -> None:
    lon = np.arange(0.0, 360.0, 0.5)
    edges = np.stack([(lon - 0.25) % 360, (lon + 0.25) % 360], axis=1)
    found = fpm.cell_area_ha([0.25, -0.25], lon, lon_bounds=edges)
    np.testing.assert_allclose(found.values, strip_ha(0.0, 0.5) * 0.5 / 360, rtol=1e-8)


def test_a_file_of_one_row_with_edges_keeps_them(tmp_path: Path) -> None:
    ds = xr.Dataset(
        {
            "clay": (("lat", "lon"), np.full((1, 3), 20.0), {"units": "%"}),
            "lat_bnds": (("lat", "bnds"), [[44.0, 46.0]]),
        },
        {"lat": ("lat", [45.0], {"bounds": "lat_bnds"}), "lon": [3.25, 3.75, 4.25]},
    )
    ds.to_netcdf(tmp_path / "row.nc")
    maps = fpm.open_grid({"clay_percent": "row.nc:clay"}, folder=tmp_path)
    assert maps["lat_bnds"].values.tolist() == [[44.0, 46.0]]
    area = areas_of(maps)
    np.testing.assert_allclose(area.values, strip_ha(44.0, 46.0) * 0.5 / 360, rtol=1e-8)
    np.testing.assert_array_equal(areas_within(maps, slice(0, 1), slice(1, 3)), area.values[:, 1:])
    assert float(fpm.zonal_table(maps, xr.ones_like(area))["area_ha"][0]) == float(area.sum())


def test_a_file_of_one_row_without_edges_is_told_of_once(tmp_path: Path) -> None:
    fields = {name: (("lat", "lon"), np.full((1, 3), 20.0)) for name in ("clay", "silt")}
    xr.Dataset(fields, {"lat": [45.0], "lon": [3.25, 3.75, 4.25]}).to_netcdf(tmp_path / "row.nc")
    names = {"clay_percent": "row.nc:clay[units=%]", "silt_percent": "row.nc:silt[units=%]"}
    with pytest.warns(ApplicabilityWarning, match=r"row.nc: a single row.*0.5 deg") as told:
        maps = fpm.open_grid(names, folder=tmp_path)
    assert len(told) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        area = areas_of(maps)  # its edges are known by now
    np.testing.assert_allclose(area.values, strip_ha(44.75, 45.25) * 0.5 / 360, rtol=1e-8)


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1)])
def test_a_geotiff_of_one_row_or_column_knows_its_cells(
    tmp_path: Path, shape: tuple[int, int]
) -> None:
    rasterio = pytest.importorskip("rasterio")
    place = rasterio.Affine(0.25, 0, 3.0, 0, -0.5, 46.0)
    profile = {"driver": "GTiff", "dtype": "float32", "count": 1, "crs": "EPSG:4326"}
    size = {"height": shape[0], "width": shape[1], "transform": place}
    with rasterio.open(tmp_path / "clay.tif", "w", **profile, **size) as file:
        file.write(np.full((1, *shape), 20, "f4"))
    with warnings.catch_warnings():
        warnings.simplefilter("error", ApplicabilityWarning)
        maps = fpm.open_grid({"clay_percent": "clay.tif[units=%]"}, folder=tmp_path)
        area = areas_of(maps)
    assert area.shape == shape
    expected = strip_ha(46.0 - 0.5 * shape[0], 46.0) * 0.25 * shape[1] / 360
    assert float(area.sum()) == pytest.approx(expected, rel=1e-8)


def test_edges_of_a_file_that_its_centres_do_not_tell_go_along(tmp_path: Path) -> None:
    """Rows of 1, 2 and 3 degrees, as a reduced grid may have them."""
    edges = np.array([[44.0, 45.0], [45.0, 47.0], [47.0, 50.0]])
    ds = xr.Dataset(
        {
            "clay": (("lat", "lon"), np.full((3, 2), 20.0), {"units": "%"}),
            "lat_bnds": (("lat", "bnds"), edges),
        },
        {"lat": ("lat", edges.mean(axis=1), {"bounds": "lat_bnds"}), "lon": [3.25, 3.75]},
    )
    ds.to_netcdf(tmp_path / "rows.nc")
    maps = fpm.open_grid({"clay_percent": "rows.nc:clay"}, folder=tmp_path)
    for south, north in edges:
        found = areas_of(maps).sel(lat=(south + north) / 2).values
        np.testing.assert_allclose(found, strip_ha(south, north) * 0.5 / 360, rtol=1e-8)


def test_regular_grids_have_no_edges_of_their_own(tmp_path: Path) -> None:
    ds = xr.Dataset(
        {"clay": (("lat", "lon"), np.full((3, 4), 20.0), {"units": "%"})},
        {"lat": [1.0, 0.0, -1.0], "lon": [0.0, 1.0, 2.0, 3.0]},
    )
    ds.to_netcdf(tmp_path / "plain.nc")
    maps = fpm.open_grid({"clay_percent": "plain.nc:clay"}, folder=tmp_path)
    assert set(maps.coords) == {"lat", "lon"}
