"""Agreement of a map with points: closed forms, and the profiles of North Macedonia."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

import fourpermille as fpm
from fourpermille.assessment.agreement import agreement
from fourpermille.core.errors import InputError

pytest.importorskip("dask")
numbers = st.lists(st.floats(1, 300), min_size=3, max_size=40)


@given(numbers, st.floats(-20, 20))
def test_a_shift_is_bias_and_nothing_else(values: list[float], shift: float) -> None:
    measured = np.array(values)
    found = agreement(measured, measured + shift)
    assert found.bias == pytest.approx(shift, abs=1e-9)
    assert found.rmse == pytest.approx(abs(shift), abs=1e-9)
    if measured.std() > 1e-3:
        assert found.correlation == pytest.approx(1.0, abs=1e-6)
        expected = 2 * measured.var() / (2 * measured.var() + shift**2)
        assert found.concordance == pytest.approx(expected, abs=1e-6)


def test_gaps_are_counted() -> None:
    found = agreement(np.array([1.0, np.nan, 3.0]), np.array([np.nan, 2.0, 3.0]))
    assert (found.points, found.missing) == (1, 2)
    assert np.isnan(found.bias)


@pytest.fixture
def small_map(tmp_path: Path) -> Path:
    stock = xr.DataArray(
        np.arange(12.0).reshape(3, 4) + 50,
        {"lat": [42.5, 42.0, 41.5], "lon": [20.0, 20.5, 21.0, 21.5]},
        ("lat", "lon"),
        attrs={"units": "t ha-1"},
    )
    stock.to_dataset(name="soc").to_netcdf(tmp_path / "map.nc")
    return tmp_path


def test_each_point_meets_the_cell_it_lies_in(small_map: Path) -> None:
    rows = "lon,lat,stock\n20.1,42.4,50\n21.26,41.4,70\n30,42,1\n20.6,41.9,\n"
    (small_map / "points.csv").write_text(rows, encoding="utf-8")
    found = fpm.check_map("map.nc:soc", small_map / "points.csv", column="stock", folder=small_map)
    mapped = found.points["mapped_soc_stock_tc_ha"].tolist()
    assert mapped[:2] == [50.0, 61.0]
    assert np.isnan(mapped[2])
    assert mapped[3] == 55.0
    assert (found.outside, found.agreement.points, found.agreement.missing) == (1, 2, 2)
    assert found.agreement.bias == pytest.approx(-4.5)


def test_a_map_of_several_depths_asks_which(small_map: Path) -> None:
    with xr.open_dataset(small_map / "map.nc") as ds:
        deep = ds.load().expand_dims(depth=[30, 60])
    deep.to_netcdf(small_map / "deep.nc")
    (small_map / "points.csv").write_text("lon,lat,stock\n20,42,50\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"deep.nc:soc.*depth 2.*\[depth=30\]"):
        fpm.check_map("deep.nc:soc", small_map / "points.csv", column="stock", folder=small_map)


def test_points_meet_the_cells_of_an_uneven_grid(small_map: Path) -> None:
    lon = np.array([20.0, 20.5, 21.0, 24.0])  # the last cell begins at 22.5
    with xr.open_dataset(small_map / "map.nc") as ds:
        ds.load().assign_coords(lon=lon).to_netcdf(small_map / "uneven.nc")
    text = "lon,lat,stock\n20.6,42.5,1\n21.3,42.5,1\n22.4,42.5,1\n20.2,42.5,1\n22.6,42.5,1\n"
    (small_map / "points.csv").write_text(text, encoding="utf-8")
    found = fpm.check_map(
        "uneven.nc:soc", small_map / "points.csv", column="stock", folder=small_map
    )
    assert found.points["mapped_soc_stock_tc_ha"].tolist() == [51.0, 52.0, 52.0, 50.0, 53.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lon,lat,stock\n20,42,60\n20,42,-9999\n", "row 3, column stock.*range.*-9999"),
        ("lon,lat,stock\n500,42,60\n20,42,50\n", "row 2, column lon.*range.*500"),
        ("lon,lat,stock\n42.1,20.1,60\n42.2,20.3,50\n", "fewer than two points.*2 outside"),
        ("lon,lat,stock\n", "fewer than two points.*0 points"),
        ("", "a column is missing"),
    ],
)
def test_points_that_cannot_be_compared(text: str, said: str, small_map: Path) -> None:
    (small_map / "points.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        fpm.check_map("map.nc:soc", small_map / "points.csv", column="stock", folder=small_map)


def test_points_as_other_programs_write_them(small_map: Path) -> None:
    """Decimal commas between semicolons, in the letters of Windows."""
    text = "Größe;Lon;Lat;Stock\nklein;20,1;42,4;50,5\nsehr groß;21,26;41,4;70\n"
    (small_map / "points.csv").write_bytes(text.encode("cp1252"))
    found = fpm.check_map("map.nc:soc", small_map / "points.csv", column="stock", folder=small_map)
    assert found.points["stock"].tolist() == [50.5, 70.0]
    assert found.points["mapped_soc_stock_tc_ha"].tolist() == [50.0, 61.0]


def test_text_is_named_with_its_row(small_map: Path) -> None:
    (small_map / "points.csv").write_text("lon,lat,stock\n20,42,5\n20,42,much\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"points.csv, row 3, column stock.*much"):
        fpm.check_map("map.nc:soc", small_map / "points.csv", column="stock", folder=small_map)


def test_profiles_of_north_macedonia(shared_data: Path) -> None:
    """The cells are those that xarray finds nearest; a map trained on the profiles follows them."""
    region = shared_data / "region_north_macedonia_30arcsec"
    found = fpm.check_map(
        "north_macedonia_30arcsec:soc_0_30",
        region / "soil_profiles_0_30cm.csv",
        column="soc_stock_0_30_t_ha",
    )
    points = found.points
    assert len(points) == 1915
    assert found.agreement.points + found.agreement.missing == 1915
    with xr.open_dataset(region / "north_macedonia_30arcsec.nc") as ds:
        where = {d: xr.DataArray(points[d].to_numpy(), dims="point") for d in ("lat", "lon")}
        nearest = ds["soc_0_30"].sel(where, method="nearest").values
    mapped = points["mapped_soc_stock_tc_ha"].to_numpy()
    both = np.isfinite(nearest) & np.isfinite(mapped)
    assert both.sum() == pytest.approx(found.agreement.points, abs=3)
    assert (np.abs(mapped[both] - nearest[both]) < 1e-9).mean() > 0.99  # but for edges of cells
    assert found.agreement.correlation > 0.8
    assert -6 < found.agreement.bias < 0  # the map is lower than the profiles it was made from
