"""A run over a grid against single places, brute force, other blocks and other workers."""

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.api.blocks import tiling
from fourpermille.core.errors import ShapeError
from tests.grids.world import write_world

pytest.importorskip("zarr")
pytest.importorskip("dask")
pytestmark = pytest.mark.filterwarnings("ignore::fourpermille.core.errors.ApplicabilityWarning")

SAME = ("extra_input_tc_ha_yr", "carbon_input_tc_ha_yr", "soc_stock_tc_ha")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def run_folder(world: Path) -> Path:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fpm.run(world, world.parent / "run", report=False)
    return world.parent / "run"


@pytest.fixture
def found(run_folder: Path) -> xr.Dataset:
    return xr.open_zarr(run_folder / "results.zarr", consolidated=False, chunks=None).load()


def sources(world: Path) -> tuple[xr.Dataset, xr.Dataset, np.ndarray]:
    climate = xr.open_dataset(world.parent / "climate.nc").load()
    soil = xr.open_dataset(world.parent / "soil.nc").load()
    stock = soil["soc_crop"].where(soil["soc_crop"].notnull(), soil["soc"]).values
    return climate, soil, stock


def test_cells_are_counted_masked_or_missing(world: Path, run_folder: Path) -> None:
    _climate, soil, stock = sources(world)
    land = soil["crop"].values > 0.01
    inside = land & ~(stock <= 5) & ~(stock >= 200)
    summary = json.loads((run_folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["cells"] == int((inside & np.isfinite(stock)).sum())
    assert summary["cells_missing"] == int((inside & np.isnan(stock)).sum())
    assert summary["cells_masked"] == int((land & ((stock <= 5) | (stock >= 200))).sum())
    assert summary["missing_by_variable"]["soc_stock_tc_ha"] == summary["cells_missing"]


def test_each_cell_answers_as_a_place_alone(world: Path, found: xr.Dataset) -> None:
    climate, soil, stock = sources(world)
    rows, columns = np.nonzero(np.isfinite(found["extra_input_tc_ha_yr"].values))
    for row, column in list(zip(rows, columns, strict=True))[::37]:
        at = {"lat": row, "lon": column}
        place = xr.Dataset(
            {
                "air_temperature_degc": ("month", climate["tas"][at].values),
                "precipitation_mm": ("month", climate["pr"][at].values),
                "pet_mm": ("month", climate["pet"][at].values),
                "plant_cover": 1.0,
                "clay_percent": float(soil["clay"][at]),
                "depth_cm": 30.0,
                "dpm_rpm_ratio": 1.44,
                "soc_stock_tc_ha": float(stock[row, column]),
            }
        )
        alone = fpm.required_input(place)
        for name in SAME:
            assert float(found[name][at]) == pytest.approx(float(alone[name]), rel=1e-12)


def test_months_stepped_one_by_one_reach_the_target(world: Path, found: xr.Dataset) -> None:
    """Independent of the engine: 8,000 years to the balance of today, then 30 with the answer."""
    climate, soil, stock = sources(world)
    rows, columns = np.nonzero(np.isfinite(found["extra_input_tc_ha_yr"].values))
    for row, column in list(zip(rows, columns, strict=True))[5::90]:
        at = {"lat": row, "lon": column}
        months = list(
            zip(*(climate[name][at].values.tolist() for name in ("tas", "pr", "pet")), strict=True)
        )
        clay, today = float(soil["clay"][at]), float(stock[row, column])
        inert = 0.049 * today**1.139
        plant = float(found["carbon_input_tc_ha_yr"][at])
        rates, pools = modifiers(months, clay), [0.0, 0.0, 0.0, 0.0]
        for _year in range(8000):
            pools = stepped(rates, clay, pools, plant)
        assert sum(pools) + inert == pytest.approx(today, rel=1e-6)
        extra = float(found["extra_input_tc_ha_yr"][at])
        for _year in range(30):
            pools = stepped(rates, clay, pools, plant + extra)
        after = sum(pools) + inert
        assert after == pytest.approx(today * 1.004**30, rel=1e-6)


def modifiers(months: list[tuple[float, float, float]], clay: float) -> list[float]:
    """Temperature, moisture and cover modifier of the months of a year that repeats."""
    driest = -(20.0 + 1.3 * clay - 0.01 * clay * clay) * 30.0 / 23.0
    deficit, rates = 0.0, []
    for _spin in range(200):
        rates = []
        for temperature, rain, pet in months:
            deficit = min(max(deficit + rain - pet, driest), 0.0)
            part = (driest - deficit) / (driest - 0.444 * driest)
            moist = 1.0 if deficit >= 0.444 * driest else 0.2 + 0.8 * part
            warm = 0.0 if temperature < -5 else 47.91 / (1 + np.exp(106.06 / (temperature + 18.27)))
            rates.append(warm * moist * 0.6)
    return rates


def stepped(rates: list[float], clay: float, pools: list[float], plant: float) -> list[float]:
    """The four pools after a year of RothC-26.3, month by month, from its description."""
    humus = 1 / (1.67 * (1.85 + 1.6 * np.exp(-0.0786 * clay)) + 1)
    speeds = (10.0, 0.3, 0.66, 0.02)
    for rate in rates:
        left = [p * np.exp(-k * rate / 12) for p, k in zip(pools, speeds, strict=True)]
        lost = sum(pools) - sum(left)
        pools = [
            left[0] + plant / 12 * 1.44 / 2.44,
            left[1] + plant / 12 / 2.44,
            left[2] + 0.46 * humus * lost,
            left[3] + 0.54 * humus * lost,
        ]
    return pools


def test_other_blocks_and_workers_give_the_same_numbers(
    world: Path, found: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiling.Tiling.of.__func__, "__defaults__", (96,))
    fpm.run(world, tmp_path / "few", report=False)
    fpm.run(world, tmp_path / "two", report=False, workers=2)
    for name in ("few", "two"):
        with xr.open_zarr(tmp_path / name / "results.zarr", consolidated=False, chunks=None) as ds:
            assert ds["soc_stock_tc_ha"].encoding["chunks"] == (4, 24)
            for variable in found.data_vars:
                np.testing.assert_array_equal(ds[variable].values, found[variable].values)


@pytest.mark.parametrize("path", ["each_year", "ramp"])
def test_paths_and_long_targets_of_a_grid_are_those_of_its_cells(
    world: Path, tmp_path: Path, path: str
) -> None:
    changes = [f"target.path={path}", "target.years=120", "target.maximum_extra_input_tc_ha_yr=2"]
    ran = fpm.run(world, tmp_path / "run", report=False, overrides=changes)
    flat = ran.results
    ds = xr.open_zarr(tmp_path / "run" / "results.zarr", consolidated=False, chunks=None).load()
    known = np.isfinite(ds["extra_input_tc_ha_yr"].values)
    end = ds["soc_stock_with_extra_input_tc_ha"].sel(year=120).values[known]
    np.testing.assert_allclose(end, ds["reached_stock_tc_ha"].values[known], rtol=1e-10)
    short = ds["reached_stock_tc_ha"] < ds["target_stock_tc_ha"] * (1 - 1e-6)
    assert ran.summary["cells_missing_target"] == int(short.values[known].sum()) > 0
    yearly = ds["extra_input_by_year_tc_ha_yr"].sel(year=[10, 120])
    area = np.where(known, ds["area_ha"].values, 0.0)
    mean = (yearly.fillna(0.0).values * area).sum(axis=(1, 2)) / area.sum()
    np.testing.assert_allclose(
        flat["mean_extra_input_by_year_tc_ha_yr"].values[[10, 120]], mean, rtol=1e-10
    )
    assert flat.attrs["target_path"] == path
    assert flat.attrs["start_method"] == "equilibrium"
    assert flat.attrs["plant_input_given"] == 0
    assert ran.summary["area_mha"] == pytest.approx(area.sum() / 1e6)


def test_what_a_grid_lacks_is_counted_by_reason(
    world: Path, run_folder: Path, found: xr.Dataset
) -> None:
    summary = json.loads((run_folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["cells_counted"] == summary["cells"]
    assert sum(summary["missing_by_variable"].values()) >= summary["cells_missing"] > 0
    missing = summary["area_missing_mha"] / summary["cells_missing"]
    assert missing == pytest.approx(summary["area_mha"] / summary["cells"], rel=0.5)


def test_the_language_changes_no_number(world: Path, found: xr.Dataset, tmp_path: Path) -> None:
    fpm.run(world, tmp_path / "french", report=False, languages=["fr"])
    assert (found["outside_domain"].values > 0).any()
    with xr.open_zarr(tmp_path / "french" / "results.zarr", consolidated=False, chunks=None) as ds:
        for variable in found.data_vars:
            np.testing.assert_array_equal(ds[variable].values, found[variable].values)


def test_country_table_adds_up(run_folder: Path) -> None:
    import pandas as pd

    table = pd.read_csv(run_folder / "tables" / "countries.csv", keep_default_na=False)
    summary = json.loads((run_folder / "summary.json").read_text(encoding="utf-8"))
    assert sorted(table["country"]) == ["ESP", "FRA"]
    assert table["cells"].sum() == summary["cells"]
    assert table["area_mha"].sum() == pytest.approx(summary["area_mha"], rel=1e-9)
    assert table["extra_input_total_mtc_yr"].sum() == pytest.approx(
        summary["extra_input_total_mtc_yr"], rel=1e-9
    )


def test_blocks_with_other_variants_are_refused(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Depths that differ between blocks would put one choice under the name of another."""
    with xr.open_dataset(world.parent / "soil.nc") as ds:
        soil = ds.load()
    shape = soil["soc"].shape
    depth = np.where(np.arange(shape[0])[:, None] < shape[0] // 2, 30.0, 40.0) * np.ones(shape)
    soil["depth"] = (("lat", "lon"), depth, {"units": "cm"})
    soil["deep"] = soil["soc"] * 1.2
    soil.to_netcdf(tmp_path / "soil.nc")
    (tmp_path / "climate.nc").write_bytes((world.parent / "climate.nc").read_bytes())
    text = world.read_text("utf-8").replace("depth_cm = 30\n", "")
    more = 'depth_cm = "soil.nc:depth"\nsoc_stock_0_30_tc_ha = "soil.nc:soc"\n'
    more += 'soc_stock_0_40_tc_ha = "soil.nc:deep"\ncountry'
    text = text.replace("country", more, 1).replace('"growth", "cover"', '"depth"')
    (tmp_path / "deep.toml").write_text(text, "utf-8")
    monkeypatch.setattr(tiling.Tiling.of.__func__, "__defaults__", (96,))
    with pytest.raises(ShapeError, match="other variants"):
        fpm.run(tmp_path / "deep.toml", tmp_path / "out", report=False)


def test_cells_without_an_area_are_answered_and_counted(world: Path, tmp_path: Path) -> None:
    with xr.open_dataset(world.parent / "soil.nc") as ds:
        soil = ds.load()
    soil["crop"][3, 4:9] = np.nan
    soil.to_netcdf(tmp_path / "soil.nc")
    (tmp_path / "climate.nc").write_bytes((world.parent / "climate.nc").read_bytes())
    text = world.read_text("utf-8").replace("least_cropland_fraction = 0.01\n", "")
    (tmp_path / "gap.toml").write_text(text, "utf-8")
    found = fpm.run(tmp_path / "gap.toml", tmp_path / "out", report=False)
    assert found.summary["cells_without_area"] > 0
    assert np.isfinite(found.summary["extra_input_total_mtc_yr"])


def test_cells_share_their_words(tmp_path: Path) -> None:
    found = fpm.run(write_world(tmp_path)).results
    for name in ("country", "climate_zone", "baseline_class", "outside_domain"):
        values = found[name].values
        assert len({id(word) for word in values}) == len(set(values.tolist())) < values.size, name
