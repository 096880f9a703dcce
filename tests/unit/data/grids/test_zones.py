"""Tables by zone against brute force on a small grid."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from fourpermille.core.errors import InputError, ShapeError, UnknownNameError
from fourpermille.data.grids import cell_area_ha, zonal_table


@pytest.fixture
def maps() -> xr.Dataset:
    rng = np.random.default_rng(2)
    lat, lon = np.arange(49.5, 43, -1.0), np.arange(0.5, 9)
    shape = (len(lat), len(lon))
    ds = xr.Dataset(
        {
            "soc_stock_tc_ha": (("lat", "lon"), rng.uniform(20, 90, shape)),
            "clay_percent": (("lat", "lon"), rng.uniform(5, 60, shape).astype("f4")),
            "country": (("lat", "lon"), rng.choice(["FRA", "DEU", "CHE", ""], shape)),
        },
        {"lat": lat, "lon": lon},
    )
    ds["clay_percent"][1:3, 2:4] = np.nan
    ds["clay_percent"] = ds["clay_percent"].where(ds["country"] != "CHE")
    return ds


def median(values, weights):
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return values[order][np.argmax(reached >= reached[-1] / 2)]


def check(row, values, area, there):
    has = there & np.isfinite(values) & (area > 0)
    v, w = values[has], area[has]
    counted = there & (area > 0)
    assert row["cells"] == counted.sum()
    assert row["missing_cells"] == counted.sum() - has.sum()
    np.testing.assert_allclose(row["area_ha"], w.sum(), rtol=1e-9)
    np.testing.assert_allclose(row["missing_area_ha"], area[counted & ~has].sum(), rtol=1e-9)
    if has.any():
        np.testing.assert_allclose(row["mean"], (v * w).sum() / w.sum(), rtol=1e-9)
        total = np.nan if row["units"] == "%" else (v * w).sum()  # no sum of per cents
        np.testing.assert_allclose(row["total"], total, rtol=1e-9)
        np.testing.assert_allclose(row["median"], median(v, w), rtol=1e-12)
    else:
        assert np.isnan([row["mean"], row["median"], row["total"]]).all()


@pytest.mark.parametrize("lazy", [False, True])
def test_countries(maps, lazy):
    table = zonal_table(maps.chunk(lat=3) if lazy else maps, "country")
    assert table["zone"].tolist() == ["CHE", "DEU", "FRA"] * 2
    assert table["units"].unique().tolist() == ["t ha-1", "%"]
    area = cell_area_ha(maps["lat"], maps["lon"]).values
    for _index, row in table.iterrows():
        there = (maps["country"] == row["zone"]).values
        check(row, maps[row["variable"]].values.astype(float), area, there)


def test_weights_of_ones_own(maps):
    area = cell_area_ha(maps["lat"], maps["lon"])
    crop = (area * 0.25).where(maps["lon"] > 3, 0.0).where(maps["lat"] < 48)
    table = zonal_table(maps, maps["country"], weights=crop, variables=["clay_percent"])
    for _index, row in table.iterrows():
        there = (maps["country"] == row["zone"]).values
        check(row, maps["clay_percent"].values.astype(float), crop.fillna(0).values, there)


@pytest.mark.parametrize("kind", ["gpkg", "geojson", "shp", "frame"])
def test_polygons_cut_cells(kind, maps, tmp_path):
    import geopandas
    from shapely.geometry import Polygon, box

    shapes = [
        box(1.25, 44.5, 3.5, 47.75),
        Polygon([(3, 43), (7, 43), (7, 47)]),
        box(5, 48, 6, 49.5),
    ]
    frame = geopandas.GeoDataFrame({"name": ["a", "b", "a"]}, geometry=shapes, crs="EPSG:4326")
    zones = frame
    if kind != "frame":
        zones = tmp_path / f"zones.{kind}"
        frame.to_file(zones)
    table = zonal_table(maps, zones, label="name")
    assert table["zone"].tolist() == ["a", "b"] * 2
    area = cell_area_ha(maps["lat"], maps["lon"]).values
    for _index, row in table.iterrows():
        share = np.zeros(area.shape)
        for name, shape in zip(frame["name"], shapes, strict=True):
            if name == row["zone"]:
                for i, lat in enumerate(maps["lat"].values):
                    for j, lon in enumerate(maps["lon"].values):
                        cell = box(lon - 0.5, lat - 0.5, lon + 0.5, lat + 0.5)
                        share[i, j] += shape.intersection(cell).area
        values = maps[row["variable"]].values.astype(float)
        check(row.copy(), values, np.where(share > 0, share * area, 0), share > 0)


def test_polygons_in_another_projection(maps, tmp_path):
    import geopandas
    from shapely.geometry import box

    frame = geopandas.GeoDataFrame(geometry=[box(1, 44, 4, 47)], crs="EPSG:4326")
    here = zonal_table(maps, frame)
    there = zonal_table(maps, frame.segmentize(0.01).to_crs("EPSG:3035"))
    assert here["zone"].tolist() == ["1", "1"]
    numbers = ["mean", "median", "total", "area_ha", "missing_cells"]
    pd.testing.assert_frame_equal(here[numbers], there[numbers], rtol=1e-5)


def test_zones_together_are_the_whole(maps):
    table = zonal_table(
        maps.assign(country=maps["country"].where(maps["country"] != "", "X")), "country"
    )
    area = cell_area_ha(maps["lat"], maps["lon"])
    soc = table[table["variable"] == "soc_stock_tc_ha"]
    assert soc["total"].sum() == pytest.approx(float((maps["soc_stock_tc_ha"] * area).sum()))
    assert soc["area_ha"].sum() == pytest.approx(float(area.sum()))


def test_what_does_not_fit(maps, tmp_path):
    import geopandas
    from shapely.geometry import Point, box

    with pytest.raises(ShapeError, match="cells of the others"):
        zonal_table(maps, maps["country"].isel(lat=slice(1, 4)))
    with pytest.raises(UnknownNameError, match="clay_percent"):
        zonal_table(maps, "country", variables=["clay_pecent"])
    frame = geopandas.GeoDataFrame({"name": ["a"]}, geometry=[box(1, 44, 4, 47)], crs="EPSG:4326")
    with pytest.raises(UnknownNameError, match="name"):
        zonal_table(maps, frame, label="nam")
    with pytest.raises(ShapeError, match="north to south"):
        zonal_table(maps.isel(lat=slice(None, None, -1)), frame)
    metres = geopandas.GeoDataFrame(geometry=[box(1e5, 4e6, 2e5, 5e6)])
    with pytest.raises(ShapeError, match="degrees"):
        zonal_table(maps, metres)
    with pytest.raises(InputError, match="polygons"):
        zonal_table(maps, geopandas.GeoDataFrame(geometry=[Point(1, 44)], crs="EPSG:4326"))
    (tmp_path / "z.gpkg").write_bytes(b"nothing")
    with pytest.raises(InputError, match=r"z\.gpkg"):
        zonal_table(maps, tmp_path / "z.gpkg")


def test_the_shared_countries_add_up(shared_data):
    """Cropland of the reference data: 1526 Mha, as its description says."""
    from fourpermille.data.grids import open_grid

    land = xr.open_dataset(shared_data / "global_grid" / "landuse_0p5deg.nc")
    ds = open_grid(
        {"country": "landuse_0p5deg:country", "soc_stock_tc_ha": "soil_0p5deg:soc_0_30"},
        folder=shared_data,
    ).compute()
    crop = (land["cropland"] * land["cell_area"]).assign_coords(lat=ds["lat"], lon=ds["lon"])
    table = zonal_table(ds, "country", weights=crop).set_index("zone")
    total = table["area_ha"].sum() + table["missing_area_ha"].sum()
    assert total == pytest.approx(1526e6, rel=0.01)
    assert table.loc["FRA", "area_ha"] == pytest.approx(19e6, rel=0.15)


@pytest.mark.parametrize(
    ("units", "total"),
    [
        *(("t/ha", "t"), ("Mg ha-1", "Mg"), ("kg C ha-1 year-1", "kg C year-1")),
        *(("kg m-2", ""), ("mm", ""), ("%", ""), ("nonsense", ""), ("", "")),
    ],
)
def test_what_is_given_per_hectare_has_a_total(maps, units, total):
    ours = maps.rename(clay_percent="own").assign(country=maps["country"])
    ours["own"].attrs["units"] = units
    table = zonal_table(ours, "country", variables=["own"])
    assert table["total_units"].unique().tolist() == [total]
    assert table["total"].notna().any() == bool(total)
