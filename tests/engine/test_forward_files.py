"""Forward from file to file: chunked equals whole, cut off and resumed equals undisturbed."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.api.blocks import forward_files, forward_run
from fourpermille.core.errors import InputError

pytest.importorskip("zarr")
pytest.importorskip("dask")


def drivers(places: int = 50, months: int = 36, seed: int = 3) -> xr.Dataset:
    rng = np.random.default_rng(seed)
    monthly, f4 = (months, places), np.float32
    return xr.Dataset(
        {
            "air_temperature_degc": (("time", "cell"), rng.uniform(-5, 25, monthly).astype(f4)),
            "precipitation_mm": (("time", "cell"), rng.uniform(0, 150, monthly).astype(f4)),
            "pet_mm": (("time", "cell"), rng.uniform(0, 150, monthly).astype(f4)),
            "plant_cover": ("cell", np.ones(places, f4)),
            "clay_percent": ("cell", rng.uniform(5, 50, places).astype(f4)),
            "depth_cm": ("cell", np.full(places, 30, f4)),
            "dpm_rpm_ratio": ("cell", np.full(places, 1.44, f4)),
            "soc_stock_tc_ha": ("cell", rng.uniform(20, 100, places).astype(f4)),
            "plant_input_tc_ha_yr": ("cell", rng.uniform(1, 5, places).astype(f4)),
        }
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "drivers.zarr"
    drivers().chunk(cell=7).to_zarr(path, zarr_format=3, consolidated=False)
    return path


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forward_run, "BLOCK_BYTES", 1)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("small_blocks")
def test_blocks_give_what_the_whole_gives(source: Path, tmp_path: Path) -> None:
    out = fpm.simulate_file(source, tmp_path / "out.zarr")
    with xr.open_zarr(out, consolidated=False) as found:
        expected = fpm.simulate(drivers())["soc_stock_tc_ha"].transpose("year", "cell")
        assert found["soc_stock_tc_ha"].encoding["chunks"] == (3, 7)
        np.testing.assert_array_equal(found["soc_stock_tc_ha"].values, expected.values)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["drivers.zarr", "out.zarr"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("small_blocks")
def test_a_run_that_was_cut_off_goes_on_to_the_same_bytes(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fpm.simulate_file(source, tmp_path / "whole.zarr")
    write, count = forward_files.write, 0

    def torn(*args: object) -> None:
        nonlocal count
        count += 1
        if count == 4:
            raise KeyboardInterrupt
        write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(forward_files, "write", torn)
    with pytest.raises(KeyboardInterrupt):
        fpm.simulate_file(source, tmp_path / "out.zarr")
    assert not (tmp_path / "out.zarr").exists()
    seen = []
    monkeypatch.setattr(forward_files, "write", lambda *a: (seen.append(a[-1].number), write(*a)))
    again = fpm.simulate_file(source, tmp_path / "out.zarr", resume=True)
    assert seen
    assert min(seen) >= 2  # the first blocks were not computed again
    assert contents(again) == contents(whole)


def contents(store: Path) -> dict[str, bytes]:
    return {
        p.relative_to(store).as_posix(): p.read_bytes() for p in store.rglob("*") if p.is_file()
    }


@pytest.mark.filterwarnings("ignore")
def test_bad_values_are_named_with_their_place(tmp_path: Path) -> None:
    bad = drivers()
    bad["clay_percent"][12] = 140
    bad.to_zarr(tmp_path / "bad.zarr", zarr_format=3, consolidated=False)
    with pytest.raises(InputError, match=r"bad.zarr.*clay_percent.*140.*0 to 100"):
        fpm.simulate_file(tmp_path / "bad.zarr", tmp_path / "out.zarr")
    assert not (tmp_path / "out.zarr").exists()


def test_there_must_be_something_to_resume(source: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no unfinished run"):
        fpm.simulate_file(source, tmp_path / "out.zarr", resume=True)


@pytest.mark.filterwarnings("ignore")
def test_a_store_is_not_overwritten(source: Path, tmp_path: Path) -> None:
    shutil.copytree(source, tmp_path / "out.zarr")
    with pytest.raises(InputError, match="the store exists"):
        fpm.simulate_file(source, tmp_path / "out.zarr")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("names", [("lat", "lon"), ("latitude", "longitude")])
def test_rows_and_columns_stay_where_they_are(tmp_path: Path, names: tuple[str, str]) -> None:
    """North to south and 0 to 360, as many files have them."""
    flat = drivers()
    axes = {names[0]: np.arange(60.0, 50.0, -1.0), names[1]: np.arange(178.0, 183.0)}
    shape = {dim: (10, 5)[number] for number, dim in enumerate(names)}
    grid = {}
    for name, array in flat.data_vars.items():
        months = tuple(dim for dim in array.dims if dim != "cell")
        values = array.values.reshape(*array.shape[:-1], *shape.values())
        grid[name] = ((*months, *names), values)
    xr.Dataset(grid, axes).to_zarr(tmp_path / "grid.zarr", zarr_format=3, consolidated=False)
    out = fpm.simulate_file(tmp_path / "grid.zarr", tmp_path / "out.zarr")
    expected = fpm.simulate(flat)["soc_stock_tc_ha"].transpose("year", "cell").values
    with xr.open_zarr(out, consolidated=False) as found:
        np.testing.assert_array_equal(found["soc_stock_tc_ha"].values.reshape(3, 50), expected)
        for dim, values in axes.items():
            np.testing.assert_array_equal(found[dim].values, values)


@pytest.mark.filterwarnings("ignore")
def test_a_year_that_repeats_runs_as_long_as_asked(tmp_path: Path) -> None:
    year = drivers(months=12).rename(time="month")
    year.to_zarr(tmp_path / "year.zarr", zarr_format=3, consolidated=False)
    out = fpm.simulate_file(tmp_path / "year.zarr", tmp_path / "out.zarr", years=7)
    expected = fpm.simulate(year, years=7)["soc_stock_tc_ha"].transpose("year", "cell")
    with xr.open_zarr(out, consolidated=False) as found:
        np.testing.assert_array_equal(found["soc_stock_tc_ha"].values, expected.values)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("years", [1, 3])
def test_years_are_those_of_the_calendar_where_the_series_says_them(
    tmp_path: Path, years: int
) -> None:
    series = drivers(months=12 * years)
    dates = xr.date_range("1999-01", periods=12 * years, freq="MS", use_cftime=False)
    series = series.assign_coords(time=dates)
    series.to_zarr(tmp_path / "dated.zarr", zarr_format=3, consolidated=False)
    out = fpm.simulate_file(tmp_path / "dated.zarr", tmp_path / "out.zarr")
    expected = fpm.simulate(series)["soc_stock_tc_ha"].transpose("year", "cell")
    with xr.open_zarr(out, consolidated=False) as found:
        assert found["year"].values.tolist() == [1999 + n for n in range(years)]
        assert expected["year"].values.tolist() == found["year"].values.tolist()
        np.testing.assert_array_equal(found["soc_stock_tc_ha"].values, expected.values)


@pytest.mark.filterwarnings("ignore")
def test_a_series_that_does_not_begin_in_january_is_refused_before_the_run(tmp_path: Path) -> None:
    late = drivers(months=24)
    late = late.assign_coords(time=xr.date_range("1999-04", periods=24, freq="MS"))
    late.to_zarr(tmp_path / "late.zarr", zarr_format=3, consolidated=False)
    with pytest.raises(InputError, match="January"):
        fpm.simulate_file(tmp_path / "late.zarr", tmp_path / "out.zarr")
    assert [p.name for p in tmp_path.iterdir()] == ["late.zarr"]


@pytest.mark.filterwarnings("ignore")
def test_a_series_of_one_year_runs_that_year(tmp_path: Path) -> None:
    """Not the year of a climate that repeats, which begins with another deficit."""
    one = drivers(months=12)
    one.to_zarr(tmp_path / "one.zarr", zarr_format=3, consolidated=False)
    out = fpm.simulate_file(tmp_path / "one.zarr", tmp_path / "out.zarr")
    expected = fpm.simulate(one)["soc_stock_tc_ha"].transpose("year", "cell")
    with xr.open_zarr(out, consolidated=False) as found:
        np.testing.assert_array_equal(found["soc_stock_tc_ha"].values, expected.values)
