"""Maps and zone tables of a run: what is read back is what the run holds."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.api.blocks.codes import decoded, encoded
from fourpermille.cli.answers import show_run
from fourpermille.core.countries import countries
from fourpermille.core.errors import InputError
from tests.grids.world import write_world

pytest.importorskip("rasterio")
pytestmark = pytest.mark.filterwarnings("ignore::fourpermille.core.errors.ApplicabilityWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import warnings

    path = write_world(tmp_path_factory.mktemp("export"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fpm.run(path, path.parent / "run", report=False)
    return path.parent / "run"


def test_a_cog_holds_the_numbers_of_the_run(folder: Path, tmp_path: Path) -> None:
    import rasterio

    paths = fpm.export_run(folder, tmp_path, ["extra_input_tc_ha_yr"])
    assert [p.name for p in paths] == ["extra_input_tc_ha_yr.tif"]
    with xr.open_zarr(folder / "results.zarr", consolidated=False) as ds:
        expected = ds["extra_input_tc_ha_yr"].values
    with rasterio.open(paths[0]) as raster:
        np.testing.assert_allclose(raster.read(1), expected, rtol=1e-6)
        assert raster.crs.to_epsg() == 4326


def test_zones_agree_with_the_table_of_countries(folder: Path) -> None:
    table = fpm.zone_table(folder, "country", ["extra_input_tc_ha_yr"])
    countries = pd.read_csv(folder / "tables" / "countries.csv", keep_default_na=False)
    totals = sorted(table["total"].dropna() / 1e6)
    assert {"ESP", "FRA"} <= set(table["zone"].astype(str))
    assert totals == pytest.approx(sorted(countries["extra_input_total_mtc_yr"]), rel=1e-9)


def test_only_what_is_per_hectare_has_a_total(tmp_path: Path) -> None:
    coords = {"lat": [45.5, 45.0], "lon": [5.0, 5.5]}
    map_of = lambda value: (("lat", "lon"), np.full((2, 2), value))  # noqa: E731
    maps = xr.Dataset(
        {
            "soc_stock_tc_ha": map_of(50.0),
            "nitrogen_demand_kgn_ha": map_of(20.0),
            "extra_input_tc_ha_yr": map_of(1.0),
            "supply_peak_year": map_of(12.0),
            "clay_percent": map_of(25.0),
            "zone": map_of(1.0),
        },
        coords,
    )
    table = fpm.zonal_table(maps, "zone").set_index("variable")
    assert table["total_units"].to_dict() == {
        "soc_stock_tc_ha": "t",
        "nitrogen_demand_kgn_ha": "kg",
        "extra_input_tc_ha_yr": "t year-1",
        "supply_peak_year": "",
        "clay_percent": "",
    }
    assert table["total"].isna().to_list() == [False, False, False, True, True]
    assert table["mean"].to_list() == pytest.approx([50.0, 20.0, 1.0, 12.0, 25.0])


def test_a_cell_without_an_answer_counts_in_no_map(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_world(tmp_path)
    with xr.open_dataset(tmp_path / "soil.nc") as ds:
        soil = ds.load()
    soil["soc"] = soil["soc"].where(soil["soc"] < 80.0, 0.0)  # no mask: no stock, no answer
    soil.to_netcdf(tmp_path / "other.nc")
    (tmp_path / "other.nc").replace(tmp_path / "soil.nc")
    text = path.read_text("utf-8").replace("least_soc_stock_tc_ha = 5\n", "")
    path.write_text(text.replace('["soil.nc:soc_crop", "soil.nc:soc"]', '"soil.nc:soc"'), "utf-8")
    found = fpm.run(path, tmp_path / "run", report=False)
    count = found.summary["missing_by_variable"]["other"]
    assert count > 0
    show_run(found)
    assert f"The model has no answer ({count})" in capsys.readouterr().err  # no data are missing
    table = fpm.zone_table(tmp_path / "run", "country", ["soc_stock_tc_ha"]).set_index("zone")
    told = pd.read_csv(tmp_path / "run" / "tables" / "countries.csv", keep_default_na=False)
    assert not told.empty
    for row in told.to_dict("records"):
        assert table.loc[row["country"], "mean"] == pytest.approx(row["soc_stock_mean_tc_ha"])


def test_a_list_of_places_is_no_grid(tmp_path: Path) -> None:
    xr.Dataset({"a": ("cell", [1.0])}).to_netcdf(tmp_path / "results.nc")
    with pytest.raises(InputError, match="not a grid"):
        fpm.zone_table(tmp_path / "results.nc", "country")


def test_every_country_keeps_its_code_in_a_grid() -> None:
    codes = np.array([*countries(), ""])
    numbers, _flags = encoded("country", codes)
    assert decoded("country", numbers).tolist() == codes.tolist()


def test_a_table_of_cells_leaves_out_the_sea(folder: Path, tmp_path: Path) -> None:
    """A map of codes is 0 where there is nothing, and must not bring every cell of the sea."""
    names = ["extra_input_tc_ha_yr", "outside_domain"]
    (path,) = fpm.export_run(folder, tmp_path, names, format="csv")
    table = pd.read_csv(path)
    with xr.open_zarr(folder / "results.zarr", consolidated=False) as ds:
        known = np.isfinite(ds["extra_input_tc_ha_yr"].values)
        known |= ds["outside_domain"].values != 0
    assert 0 < known.sum() < known.size
    assert len(table) == known.sum()
    (every,) = fpm.export_run(folder, tmp_path / "all", format="csv")
    columns = pd.read_csv(every, nrows=1).columns[2:].tolist()
    assert columns.index("area_ha") < columns.index("clay_percent") < columns.index("country")


def test_shapes_without_a_shape_and_zones_elsewhere(folder: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    from shapely.geometry import box

    def table(*shapes: object) -> pd.DataFrame:
        names = [str(i) for i in range(len(shapes))]
        frame = geopandas.GeoDataFrame({"n": names}, geometry=list(shapes), crs="EPSG:4326")
        with xr.open_zarr(folder / "results.zarr", consolidated=False) as ds:
            return fpm.zonal_table(ds[["extra_input_tc_ha_yr"]], frame, label="n")

    whole = box(-180, -90, 180, 90)
    assert table(whole, None)["total"].tolist() == table(whole)["total"].tolist()
    assert table(None, whole)["zone"].tolist() == ["1"]
    with pytest.raises(InputError, match="no cell of the grid"):
        table(box(100, -50, 110, -40))
