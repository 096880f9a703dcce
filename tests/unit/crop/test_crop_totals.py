"""National totals: by hand from a small panel, and the published size of the world's harvest."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.core.errors import DataUnavailableError, InputError, ShapeError, UnknownNameError
from fourpermille.crop.totals import items, totals


def production(**kt: float) -> xr.DataArray:
    values = [[[kt.get(item, np.nan) for item in items()]]]
    dims = ("country", "year", "crop")
    return xr.DataArray(values, dims=dims, coords={"country": ["AAA"], "crop": list(items())})


def area(kha: float) -> xr.DataArray:
    return xr.DataArray([[kha]], dims=("country", "year"), coords={"country": ["AAA"]})


def test_totals_by_hand() -> None:
    found = totals(production(wheat=1000.0, maize=500.0), area(400.0), 0.5)
    one = found.isel(country=0, year=0)
    wheat, maize = 0.89 * 1.0, 0.87 * 0.5  # Mt of dry matter
    assert float(one["harvest_mtc_yr"].sel(crop="wheat")) == pytest.approx(0.45 * wheat)
    assert float(one["residue_mtc_yr"].sel(crop="maize")) == pytest.approx(0.42 * maize * 1.0)
    roots = 0.42 * (0.24 * 2.3 * wheat + 0.22 * 2.0 * maize)
    assert float(one["root_mtc_yr"].sum()) == pytest.approx(roots)
    back = roots + 0.5 * 0.42 * (1.3 * wheat + maize)
    assert float(one["carbon_input_mtc_yr"].sum()) == pytest.approx(back)
    assert float(one["carbon_input_tc_ha_yr"]) == pytest.approx(back * 1e6 / 400e3)
    assert int(one["npp_mtc_yr"].notnull().sum()) == 2


def test_no_area_and_no_production_leave_the_hectare_missing() -> None:
    assert np.isnan(totals(production(wheat=1.0), area(np.nan))["carbon_input_tc_ha_yr"]).all()
    assert np.isnan(totals(production(wheat=1.0), area(0.0))["carbon_input_tc_ha_yr"]).all()
    assert np.isnan(totals(production(), area(5.0))["carbon_input_tc_ha_yr"]).all()


def test_the_world_in_2009_is_as_large_as_published(shared_data: Path) -> None:
    pytest.importorskip("pyarrow")
    panel = shared_data / "countries" / "faostat_panel_1990_2022.parquet"
    found = fpm.crop_totals(path=panel)
    assert (found.sizes["crop"], int(found["year"][0]), int(found["year"][-1])) == (22, 1990, 2009)
    world = found.sel(year=2009)[["harvest_mtc_yr", "npp_mtc_yr", "residue_mtc_yr"]].sum() / 1000
    assert 1.4 <= float(world["harvest_mtc_yr"]) <= 1.5
    assert 3.5 <= float(world["npp_mtc_yr"]) <= 3.8
    # An inventory with forage, fruit and vegetables finds more, and must.
    inventory = 5.25 - 0.46
    assert float(world["npp_mtc_yr"]) < inventory
    assert float(found["carbon_input_mtc_yr"].sum()) > 0
    france = fpm.crop_totals("FRA", 2005, path=panel)
    assert france["harvest_mtc_yr"].sel(crop="wheat").item() == pytest.approx(36.886 * 0.89 * 0.45)
    # The USSR's land stands under Armenia's code, which had its own harvest already.
    armenia = fpm.crop_totals("ARM", [1991, 1995], path=panel)
    assert np.isnan(armenia["arable_land_ha"][0, 0])
    assert float(armenia["harvest_mtc_yr"].sel(crop="wheat")[0, 0]) == pytest.approx(
        0.1629 * 0.89 * 0.45
    )
    assert found.attrs["rows_left_out"] == 86
    assert found.attrs["missing"] + found.attrs["numbers"] == 227 * 20 * 22


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [("AAA", 2000, 10.0, 5.0), ("AAA", 2001, 11.0, 6.0), ("BBB", 2000, 4.0, None)]
    columns: dict[str, list] = {
        "iso_a3": [r[0] for r in rows],
        "year": [r[1] for r in rows],
        "arable_land_kha": [r[2] for r in rows],
    }
    for item in items():
        columns[f"production_{item}_kt"] = [r[3] if item == "wheat" else None for r in rows]
    path = tmp_path / "panel.parquet"
    parquet.write_table(pyarrow.table(columns), path)
    return path


def test_a_panel_is_read_and_cut(panel: Path) -> None:
    found = fpm.crop_totals(path=panel)
    assert found["country"].values.tolist() == ["AAA", "BBB"]
    assert found.attrs["countries_without_any"] == 1
    assert found.sel(country="AAA")["harvest_mtc_yr"].sel(crop="wheat").values == pytest.approx(
        np.array([5, 6]) * 0.89 * 0.45 / 1000
    )
    with pytest.raises(InputError, match=r"2000 \.\.\. 2001"):
        fpm.crop_totals(years=2010, path=panel)
    with pytest.raises(InputError, match="nineteen"):
        fpm.crop_totals(years="nineteen", path=panel)
    with pytest.raises(InputError, match="no country"):
        fpm.crop_totals([], path=panel)
    assert fpm.crop_totals(years=np.int64(2001), path=panel).sizes["year"] == 1
    with pytest.raises(UnknownNameError, match="AAA"):
        fpm.crop_totals("AAB", path=panel)


def test_files_that_are_no_panel(panel: Path, tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    with pytest.raises(DataUnavailableError):
        fpm.crop_totals(path=tmp_path / "absent.parquet")
    broken = tmp_path / "broken.parquet"
    broken.write_text("no parquet")
    with pytest.raises(InputError, match="Parquet"):
        fpm.crop_totals(path=broken)
    table = parquet.read_table(panel)
    less = tmp_path / "less.parquet"
    parquet.write_table(table.drop_columns(["production_rice_kt"]), less)
    with pytest.raises(InputError, match="production_rice_kt"):
        fpm.crop_totals(path=less)
    twice = tmp_path / "twice.parquet"
    parquet.write_table(pyarrow.concat_tables([table, table]), twice)
    with pytest.raises(InputError, match="more than one row"):
        fpm.crop_totals(path=twice)


def test_a_country_counts_once_and_shares_go_by_label(panel: Path) -> None:
    with pytest.raises(InputError, match=r"countries: .*twice.*AAA"):
        fpm.crop_totals(["AAA", "AAA"], path=panel)
    with pytest.raises(InputError, match=r"years: .*whole number.*'2001'"):
        fpm.crop_totals(years="2001", path=panel)
    share = xr.DataArray([0.0, 1.0], dims="country", coords={"country": ["BBB", "AAA"]})
    found = fpm.crop_totals(path=panel, residue_removed_fraction=share)
    alone = fpm.crop_totals("AAA", path=panel, residue_removed_fraction=1)
    np.testing.assert_allclose(
        found["carbon_input_mtc_yr"].sel(country="AAA"),
        alone["carbon_input_mtc_yr"].sel(country="AAA"),
    )
    with pytest.raises(ShapeError, match=r"residue_removed_fraction: .*which country"):
        fpm.crop_totals(path=panel, residue_removed_fraction=[0.0, 1.0])
    with pytest.raises(ShapeError, match=r"residue_removed_fraction: .*Give a value for AAA"):
        fpm.crop_totals(path=panel, residue_removed_fraction=share.isel(country=[0]))
