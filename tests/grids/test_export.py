"""Maps and zone tables of a run: what is read back is what the run holds."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.api.blocks.codes import decoded, encoded
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
