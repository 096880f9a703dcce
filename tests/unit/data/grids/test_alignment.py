"""Grids on the cells of others, against brute force."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.core.errors import ApplicabilityWarning, InputError
from fourpermille.data.grids import cell_area_ha, open_grid


def field(rows: int, columns: int, *, north=90.0, west=-180.0, height=180.0, width=360.0, seed=3):
    """Values on even cells of a rectangle, a tenth of them missing."""
    rng = np.random.default_rng(seed)
    dy, dx = height / rows, width / columns
    values = rng.uniform(5, 60, (rows, columns))
    values[rng.random(values.shape) < 0.1] = np.nan
    lat = north - dy * (np.arange(rows) + 0.5)
    lon = west + dx * (np.arange(columns) + 0.5)
    return xr.DataArray(values, {"lat": lat, "lon": lon}, ("lat", "lon"), "v", {"units": "%"})


def zone(south: float, north: float) -> float:
    """Area between two parallels by quadrature of the element of area of WGS 84."""
    a, f = 6378137.0, 1 / 298.257223563
    points, weights = np.polynomial.legendre.leggauss(12)
    low, high = np.radians([south, north])
    phi = (low + high) / 2 + (high - low) / 2 * points
    e2 = f * (2 - f)
    root = 1 - e2 * np.sin(phi) ** 2
    element = a**2 * (1 - e2) * np.cos(phi) / root**2
    return float(2 * np.pi * (high - low) / 2 * (weights * element).sum())


def brute(source: xr.DataArray, target: xr.DataArray, how: str) -> np.ndarray:
    """Average or sum over common areas, cell by cell, from the exact area of every piece."""

    def edges(centres):
        half = abs(centres[1] - centres[0]) / 2
        return [(c - half, c + half) for c in centres]

    def area(south, north, west, east):
        return zone(south, north) * (east - west) / 360

    out = np.full((target.sizes["lat"], target.sizes["lon"]), np.nan)
    for i, (s, n) in enumerate(edges(target["lat"].values)):
        for j, (w, e) in enumerate(edges(target["lon"].values)):
            total = weight = 0.0
            for k, (ss, nn) in enumerate(edges(source["lat"].values)):
                low, high = max(s, ss), min(n, nn)
                if high - low < 1e-9:
                    continue
                for m, (ww, ee) in enumerate(edges(source["lon"].values)):
                    left, right = max(w, ww), min(e, ee)
                    value = float(source[k, m])
                    if right - left < 1e-9 or value != value:
                        continue
                    piece = area(low, high, left, right)
                    share = piece / area(ss, nn, ww, ee) if how == "sum" else piece
                    total, weight = total + value * share, weight + share
            if weight > 0:
                out[i, j] = total if how == "sum" else total / weight
    return out


def opened(folder, fine, coarse, **options):
    for name, array in (("fine", fine), ("coarse", coarse)):
        (folder / f"{name}.nc").unlink(missing_ok=True)
        array.to_dataset(name="v").to_netcdf(folder / f"{name}.nc")
    return open_grid(
        {"clay_percent": "fine.nc:v", "sand_percent": "coarse.nc:v"}, folder=folder, **options
    )


@pytest.mark.parametrize("fine", [field(12, 24), field(10, 14), field(9, 7, height=90, width=140)])
def test_averages_weigh_by_area(fine, tmp_path):
    coarse = field(4, 6, seed=4)
    ds = opened(tmp_path, fine, coarse)
    assert ds.attrs["grid_of"] == "sand_percent (coarse.nc:v)"
    ds = opened(tmp_path, fine, coarse, like="sand_percent")
    assert ds["clay_percent"].attrs["resampling"] == "average"
    np.testing.assert_allclose(ds["clay_percent"], brute(fine, coarse, "average"), rtol=1e-7)
    np.testing.assert_array_equal(ds["sand_percent"], coarse)


def test_sums_keep_the_total(tmp_path):
    fine, coarse = field(12, 24), field(4, 6)
    ds = opened(tmp_path, fine, coarse, resampling={"clay_percent": "sum"})
    np.testing.assert_allclose(ds["clay_percent"], brute(fine, coarse, "sum"), rtol=1e-7)
    assert float(ds["clay_percent"].sum()) == pytest.approx(float(fine.sum()), rel=1e-12)


def test_areas_are_shared_out(tmp_path):
    area = cell_area_ha(field(12, 24)["lat"], field(12, 24)["lon"])
    area.to_dataset(name="a").to_netcdf(tmp_path / "a.nc")
    coarse = field(4, 6)
    coarse.to_dataset(name="v").to_netcdf(tmp_path / "coarse.nc")
    ds = open_grid({"area_ha": "a.nc:a", "sand_percent": "coarse.nc:v"}, folder=tmp_path)
    want = cell_area_ha(coarse["lat"], coarse["lon"])
    np.testing.assert_allclose(ds["area_ha"], want, rtol=1e-12)


def test_blocks_give_what_the_whole_gives(tmp_path, monkeypatch):
    from fourpermille.data.grids import regrid

    fine, coarse = field(60, 120), field(12, 20)
    whole = opened(tmp_path, fine, coarse)["clay_percent"].compute()
    monkeypatch.setattr(regrid, "LARGEST_WINDOW", 1000)
    parts = opened(tmp_path, fine, coarse)["clay_percent"]
    assert len(parts.chunks[0]) > 3
    np.testing.assert_allclose(parts, whole, rtol=1e-13)


@pytest.mark.parametrize("to_360", [False, True])
def test_interpolation_between_centres(to_360, tmp_path):
    fine, coarse = field(36, 72), field(9, 18)
    coarse = coarse.fillna(30.0)
    full = coarse.copy()
    if to_360:
        coarse = coarse.assign_coords(lon=coarse["lon"] % 360).sortby("lon")
    ds = opened(tmp_path, fine, coarse, like="clay_percent")
    assert ds["sand_percent"].attrs["resampling"] == "bilinear"
    around = full.pad(lon=1, mode="wrap").pad(lat=1, mode="edge")
    step = 20.0
    around = around.assign_coords(
        lon=np.concatenate([[-190.0], full["lon"], [190.0]]),
        lat=np.concatenate([[80 + step], full["lat"], [-80 - step]]),
    )
    want = around.interp(lat=fine["lat"], lon=fine["lon"])
    np.testing.assert_allclose(ds["sand_percent"], want, rtol=1e-12)


def test_interpolation_gives_nothing_where_the_cell_has_nothing(tmp_path):
    fine, coarse = field(36, 72), field(9, 18)
    ds = opened(tmp_path, fine, coarse, like="clay_percent")
    gone = np.repeat(np.repeat(coarse.isnull().values, 4, axis=0), 4, axis=1)
    np.testing.assert_array_equal(ds["sand_percent"].isnull(), gone)


def test_codes_are_taken_not_mixed(tmp_path):
    codes = xr.DataArray(
        np.array([[250, 250, 276, 0], [724, 250, 276, 276]] * 2, "i2"),
        {"lat": [3.5, 2.5, 1.5, 0.5], "lon": [0.5, 1.5, 2.5, 3.5]},
        ("lat", "lon"),
    )
    coarse = field(2, 2, north=4, west=0, height=4, width=4)
    codes.to_dataset(name="c").to_netcdf(tmp_path / "c.nc")
    coarse.to_dataset(name="v").to_netcdf(tmp_path / "coarse.nc")
    ds = open_grid({"country": "c.nc:c", "clay_percent": "coarse.nc:v"}, folder=tmp_path)
    # The centre of each large cell is a corner of four small ones: that in the south-west counts.
    assert ds["country"].values.tolist() == [["ESP", "DEU"], ["ESP", "DEU"]]
    most = open_grid(
        {"country": "c.nc:c", "clay_percent": "coarse.nc:v"},
        folder=tmp_path,
        resampling={"country": "mode"},
    )
    assert most["country"].values.tolist() == [["FRA", "DEU"], ["FRA", "DEU"]]
    numbers = {"land_cover_class": "c.nc:c", "clay_percent": "coarse.nc:v"}
    ds = open_grid(numbers, folder=tmp_path)
    assert ds["land_cover_class"].values.tolist() == [[724, 276], [724, 276]]
    with pytest.raises(InputError, match="nearest"):
        open_grid(numbers, folder=tmp_path, resampling={"land_cover_class": "average"})


@pytest.mark.parametrize("to_360", [False, True])
def test_nearest_cells_in_whole_blocks(to_360, tmp_path):
    fine, coarse = field(45, 100), field(9, 20)
    want = np.repeat(np.repeat(coarse.values, 5, axis=0), 5, axis=1)
    if to_360:
        coarse = coarse.assign_coords(lon=coarse["lon"] % 360).sortby("lon")
    options = {"like": "clay_percent", "resampling": {"sand_percent": "nearest"}}
    ds = opened(tmp_path, fine, coarse, **options)
    np.testing.assert_array_equal(ds["sand_percent"], want)
    assert ds["sand_percent"].data.numblocks == ds["clay_percent"].data.numblocks


def test_what_some_variable_lacks_is_left_out(tmp_path):
    world, region = field(18, 36), field(20, 30, north=50, west=0, height=10, width=15)
    ds = opened(tmp_path, region, world)
    assert ds["lat"].values.tolist() == [45]
    assert ds["lon"].values.tolist() == [5, 15]
    np.testing.assert_array_equal(ds["sand_percent"], world.sel(lat=[45], lon=[5, 15]))
    whole = opened(tmp_path, region, world, like="sand_percent")
    assert whole.sizes == {"lat": 18, "lon": 36}


@given(st.data())
def test_taking_positions_is_indexing(data):
    import dask.array as da

    from fourpermille.data.grids.matching import take

    length = data.draw(st.integers(1, 12))
    positions = np.array(data.draw(st.lists(st.integers(-1, length - 1), min_size=1, max_size=20)))
    values = np.arange(1.0, length + 1)
    lazy = xr.DataArray(da.from_array(values, chunks=3), dims="x")
    want = np.where(positions < 0, np.nan, values[positions])
    np.testing.assert_array_equal(take(lazy, "x", positions), want)


def test_a_part_of_the_same_grid_is_put_in_its_place(tmp_path):
    whole = field(18, 36)
    part = whole.isel(lat=slice(3, 9), lon=slice(30, 36))
    ds = opened(tmp_path, whole, part, like="clay_percent")
    assert ds["sand_percent"].attrs["resampling"] == "none"
    np.testing.assert_array_equal(ds["sand_percent"], part.reindex_like(whole))


def test_edges_in_the_file_correct_labels_that_are_corners(tmp_path):
    good = field(18, 36)
    corner = good.assign_coords(lat=good["lat"] - 5, lon=good["lon"] - 5).to_dataset(name="v")
    corner["lat_b"] = (("lat", "n"), np.stack([corner["lat"], corner["lat"] + 10], axis=1))
    corner["lon_b"] = (("lon", "n"), np.stack([corner["lon"], corner["lon"] + 10], axis=1))
    corner["lat"].attrs["bounds"], corner["lon"].attrs["bounds"] = "lat_b", "lon_b"
    corner.to_netcdf(tmp_path / "corner.nc")
    good.to_dataset(name="v").to_netcdf(tmp_path / "good.nc")
    ds = open_grid({"clay_percent": "corner.nc:v", "sand_percent": "good.nc:v"}, folder=tmp_path)
    np.testing.assert_array_equal(ds["clay_percent"], good)


def test_labels_that_look_like_corners_are_refused_or_told(tmp_path):
    good = field(18, 36)
    corner = good.assign_coords(lat=good["lat"] - 5, lon=good["lon"] - 5)
    with pytest.raises(InputError, match=r"corners.*-90"):
        opened(tmp_path, corner, good)
    part = good.isel(lat=slice(4, 10), lon=slice(4, 10))
    shifted = part.assign_coords(lat=part["lat"] - 5, lon=part["lon"] - 5)
    with pytest.warns(ApplicabilityWarning, match="half a cell beside"):
        opened(tmp_path, shifted, good, like="sand_percent")


def test_a_grid_in_metres_is_brought_to_degrees(write_tif, tmp_path):
    from pyproj import Transformer

    # A plane in the coordinates of UTM 31: its value at a place is known exactly.
    rows, columns, step = 120, 100, 2000.0
    east = 400_000 + step * (np.arange(columns) + 0.5)
    north = 5_040_000 - step * (np.arange(rows) + 0.5)
    values = (10 + (east[None, :] - 400_000) / 1e4 + (north[:, None] - 4_800_000) / 1e4).astype(
        "f4"
    )
    write_tif(values, "utm.tif", corner=(400_000, 5_040_000), step=(step, step), crs="EPSG:32631")
    like = field(6, 8, north=45.0, west=2.2, height=1.2, width=1.6)
    like.to_dataset(name="v").to_netcdf(tmp_path / "like.nc")
    ds = open_grid(
        {"sand_percent": "like.nc:v", "clay_percent": "utm.tif[units=%]"}, folder=tmp_path
    )
    assert ds["clay_percent"].chunks is not None
    lon, lat = np.meshgrid(like["lon"], like["lat"])
    x, y = Transformer.from_crs(4326, 32631, always_xy=True).transform(lon, lat)
    want = 10 + (x - 400_000) / 1e4 + (y - 4_800_000) / 1e4
    np.testing.assert_allclose(ds["clay_percent"], want, atol=0.05)
    alone = open_grid({"clay_percent": "utm.tif[units=%]"}, folder=tmp_path)
    assert float(alone["clay_percent"].mean()) == pytest.approx(float(values.mean()), rel=0.02)


def test_amounts_of_a_grid_in_metres_keep_their_total(write_tif, tmp_path):
    values = np.random.default_rng(0).uniform(1, 2, (200, 200)).astype("f4")
    write_tif(values, "utm.tif", corner=(4e5, 5e6), step=(1e3, 1e3), crs="EPSG:32631")
    around = field(12, 16, north=47, west=-1, height=6, width=8)
    around.to_dataset(name="v").to_netcdf(tmp_path / "v.nc")
    ds = open_grid({"clay_percent": "v.nc:v", "area_ha": "utm.tif[units=ha]"}, folder=tmp_path,
                   like="clay_percent")  # fmt: skip
    assert ds["area_ha"].attrs["resampling"] == "sum"
    assert float(ds["area_ha"].sum()) == pytest.approx(float(values.sum()), rel=1e-5)


def test_a_projected_netcdf_says_so_itself(tmp_path):
    from pyproj import CRS

    x, y = np.arange(50) * 10_000.0 - 200_000, 5_000_000 - np.arange(40) * 10_000.0
    ds = xr.Dataset(
        {"clay": (("y", "x"), np.full((40, 50), 25.0), {"units": "%", "grid_mapping": "crs"})},
        {"x": ("x", x, {"standard_name": "projection_x_coordinate", "units": "m"}),
         "y": ("y", y, {"standard_name": "projection_y_coordinate", "units": "m"})},
    )  # fmt: skip
    homolosine = CRS.from_proj4("+proj=igh +datum=WGS84 +units=m")
    ds["crs"] = ((), 0, {"crs_wkt": homolosine.to_wkt()})
    ds.to_netcdf(tmp_path / "igh.nc")
    got = open_grid({"clay_percent": "igh.nc:clay"}, folder=tmp_path)["clay_percent"].compute()
    assert float(got.max()) == float(got.min()) == 25.0
    assert 40 < float(got["lat"].mean()) < 50


def test_metres_without_a_reference_system_are_refused(tmp_path):
    ds = xr.Dataset({"clay": (("y", "x"), np.ones((3, 3)))},
                    {"x": [4e5, 5e5, 6e5], "y": [5e6, 4.9e6, 4.8e6]})  # fmt: skip
    ds.to_netcdf(tmp_path / "m.nc")
    with pytest.raises(InputError, match=r"no reference system.*4\.8e\+06"):
        open_grid({"clay_percent": "m.nc:clay"}, folder=tmp_path)


def test_large_cells_of_a_shared_grid_from_small_ones(shared_data):
    """The 0.5 degree means of the reference data were made from its 0.05 degree map."""
    ds = open_grid(
        {"clay_percent": "soil_landcover_0p05deg:clay", "soc_stock_tc_ha": "soil_0p5deg:soc_0_30"},
        folder=shared_data,
        bounds=(-10, 35, 30, 60),
    )
    raw = xr.open_dataset(shared_data / "global_grid" / "soil_0p5deg.nc")["clay"]
    apart = abs(ds["clay_percent"] - raw.sel(lat=ds["lat"], lon=ds["lon"]))
    assert float(apart.max()) < 0.06  # the small cells are rounded to tenths
