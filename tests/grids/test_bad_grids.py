"""Grids as people have them: converted where the file says so, else refused with one message."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.cli.main import main
from tests.grids.world import write_world

pytest.importorskip("zarr")
pytest.importorskip("rioxarray")
pytestmark = pytest.mark.filterwarnings("ignore")

DAYS = np.array([31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
SAME = ("extra_input_tc_ha_yr", "carbon_input_tc_ha_yr", "soc_stock_tc_ha")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    folder = tmp_path / "world"
    folder.mkdir()
    return write_world(folder)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    world = write_world(tmp_path_factory.mktemp("clean"))
    return answer(world, world.parent / "run")


def answer(world: Path, out: Path) -> xr.Dataset:
    fpm.run(world, out, report=False, overrides=["sensitivity.variants=[]"])
    with xr.open_zarr(out / "results.zarr", consolidated=False, chunks=None) as ds:
        return ds[list(SAME)].load()


def rewrite(path: Path, change: Callable[[xr.Dataset], xr.Dataset]) -> None:
    with xr.open_dataset(path) as ds:
        changed = change(ds.load())
    path.unlink()
    changed.to_netcdf(path)


def edit(world: Path, old: str, new: str) -> None:
    text = world.read_text(encoding="utf-8")
    assert old in text
    world.write_text(text.replace(old, new), encoding="utf-8")


# Other ways of writing the same grids.


def from_0_to_360(ds: xr.Dataset) -> xr.Dataset:
    """With a gap in the middle, since the region lies on both sides of Greenwich."""
    return ds.assign_coords(lon=ds["lon"] % 360).sortby("lon")


def south_first(ds: xr.Dataset) -> xr.Dataset:
    return ds.isel(lat=slice(None, None, -1))


def in_kelvin(ds: xr.Dataset) -> xr.Dataset:
    return ds.assign(tas=(ds["tas"] + 273.15).assign_attrs(units="K"))


def per_second(ds: xr.Dataset) -> xr.Dataset:
    seconds = xr.DataArray(DAYS * 86400, dims="month")
    return ds.assign(pr=(ds["pr"] / seconds).assign_attrs(units="kg m-2 s-1"))


def filled(ds: xr.Dataset) -> xr.Dataset:
    for name in ("soc", "soc_crop"):
        ds[name] = ds[name].fillna(-9999).assign_attrs(ds[name].attrs | {"_FillValue": -9999.0})
    return ds


def in_kg_m2(ds: xr.Dataset) -> xr.Dataset:
    for name in ("soc", "soc_crop"):
        ds[name] = (ds[name] / 10).assign_attrs(units="kg m-2")
    return ds


def packed(ds: xr.Dataset) -> xr.Dataset:
    ds["tas"].encoding = {"dtype": "i4", "scale_factor": 1e-7, "_FillValue": -99}
    return ds


def other_axes(ds: xr.Dataset) -> xr.Dataset:
    return ds.rename(lat="latitude", lon="longitude").transpose("longitude", ..., "latitude")


CONVERTED: dict[str, tuple[str, Callable[[xr.Dataset], xr.Dataset], float]] = {
    "longitudes from 0 to 360": ("soil.nc", from_0_to_360, 1e-12),
    "climate from 0 to 360": ("climate.nc", from_0_to_360, 1e-12),
    "south first": ("climate.nc", south_first, 0.0),
    "kelvin": ("climate.nc", in_kelvin, 1e-9),
    "kg per m2 and second": ("climate.nc", per_second, 1e-9),
    "declared fill values": ("soil.nc", filled, 0.0),
    "kg per m2": ("soil.nc", in_kg_m2, 1e-9),
    "packed as integers": ("climate.nc", packed, 1e-5),
    "other names and order of axes": ("soil.nc", other_axes, 0.0),
}


@pytest.mark.parametrize("how", CONVERTED)
def test_what_the_file_tells_is_converted(
    world: Path, clean: xr.Dataset, tmp_path: Path, how: str
) -> None:
    file, change, tolerance = CONVERTED[how]
    rewrite(world.parent / file, change)
    found = answer(world, tmp_path / "run")
    for name in SAME:
        one, other = xr.align(found[name], clean[name], join="exact")
        np.testing.assert_allclose(one.values, other.values, rtol=tolerance, atol=tolerance)


def test_fill_values_and_units_may_be_told_in_the_scenario(
    world: Path, clean: xr.Dataset, tmp_path: Path
) -> None:
    def bare(ds: xr.Dataset) -> xr.Dataset:
        for name in ("soc", "soc_crop"):
            ds[name] = (ds[name] / 10).fillna(-9999)
            ds[name].attrs, ds[name].encoding = {}, {"_FillValue": None}
        return ds

    rewrite(world.parent / "soil.nc", bare)
    edit(
        world,
        '["soil.nc:soc_crop", "soil.nc:soc"]',
        '["soil.nc:soc_crop[missing=-9999, units=kg m-2]", "soil.nc:soc[missing=-9999, units=kg m-2]"]',
    )
    found = answer(world, tmp_path / "run")
    for name in SAME:
        np.testing.assert_allclose(found[name].values, clean[name].values, rtol=1e-9)


def test_a_projected_grid_is_brought_to_degrees(
    world: Path, clean: xr.Dataset, tmp_path: Path
) -> None:
    """Reprojected by another library from metres: nearest cells, so that most answers are the same."""
    import rioxarray  # noqa: F401

    def projected(ds: xr.Dataset) -> xr.Dataset:
        crop = ds[["crop"]].rename(lat="y", lon="x").rio.write_crs(4326)
        return crop.rio.reproject(3035, resolution=5000, nodata=np.nan)

    with xr.open_dataset(world.parent / "soil.nc") as ds:
        projected(ds.load()).to_netcdf(world.parent / "crop.nc")
    edit(world, "soil.nc:crop", "crop.nc:crop")
    edit(world, 'cropland_fraction = "', 'cropland_fraction = "')
    edges = clean[SAME[0]].isel(lat=slice(3, -3), lon=slice(3, -3))
    found = answer(world, tmp_path / "run")[SAME[0]].reindex_like(edges, method="nearest")
    both = np.isfinite(found.values) & np.isfinite(edges.values)
    assert both.sum() > 0.9 * np.isfinite(edges.values).sum()
    np.testing.assert_allclose(found.values[both], edges.values[both], rtol=1e-9)


# What can't be used.


def elsewhere(world: Path) -> None:
    rewrite(world.parent / "soil.nc", lambda ds: ds.assign_coords(lat=ds["lat"] - 80))


def no_longer_degrees(world: Path) -> None:
    def metres(ds: xr.Dataset) -> xr.Dataset:
        return ds.assign_coords(lat=ds["lat"] * 111_000, lon=ds["lon"] * 80_000)

    rewrite(world.parent / "soil.nc", metres)


def bare_fill(world: Path) -> None:
    def fill(ds: xr.Dataset) -> xr.Dataset:
        ds["clay"][3, 4] = -9999
        return ds

    rewrite(world.parent / "soil.nc", fill)


def codes_below_zero(world: Path) -> None:
    def code(ds: xr.Dataset) -> xr.Dataset:
        ds["clay"] = ds["clay"].round().astype("i1")
        ds["clay"][5:7, 4:9] = -4  # HWSD 2: dunes, water, rock
        ds["clay"].attrs["units"] = "percent"
        return ds

    rewrite(world.parent / "soil.nc", code)


def unsaid_kelvin(world: Path) -> None:
    def kelvin(ds: xr.Dataset) -> xr.Dataset:
        ds["tas"] = ds["tas"] + 273.15
        return ds

    rewrite(world.parent / "climate.nc", kelvin)


def wrong_kelvin(world: Path) -> None:
    def kelvin(ds: xr.Dataset) -> xr.Dataset:
        return ds.assign(tas=(ds["tas"] + 273.15).assign_attrs(units="degC"))

    rewrite(world.parent / "climate.nc", kelvin)


def other_quantity(world: Path) -> None:
    def unit(ds: xr.Dataset) -> xr.Dataset:
        return ds.assign(clay=ds["clay"].assign_attrs(units="kg m-2"))

    rewrite(world.parent / "soil.nc", unit)


def cut_short(world: Path) -> None:
    path = world.parent / "climate.nc"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damaged(world: Path) -> None:
    path = world.parent / "climate.nc"
    content = bytearray(path.read_bytes())
    content[:600] = b"\0" * 600
    path.write_bytes(bytes(content))


def eleven_months(world: Path) -> None:
    rewrite(world.parent / "climate.nc", lambda ds: ds.isel(month=slice(0, 11)))


def infinite(world: Path) -> None:
    def bad(ds: xr.Dataset) -> xr.Dataset:
        ds["soc"][2, 2] = np.inf
        return ds

    rewrite(world.parent / "soil.nc", bad)


def no_coordinates(world: Path) -> None:
    rewrite(world.parent / "soil.nc", lambda ds: ds.drop_vars(["lat", "lon"]))


def mask_of_nothing(world: Path) -> None:
    edit(world, "least_soc_stock_tc_ha = 5", "least_soc_stock_tc_ha = 199.9")


def bounds_of_nothing(world: Path) -> None:
    edit(world, "[mask]", "[mask]\nbounds = [100, -30, 110, -20]")


def unsaid(file: str, name: str, factor: float) -> Callable[[Path], None]:
    """Numbers in another unit, which nobody states."""

    def change(world: Path) -> None:
        def strip(ds: xr.Dataset) -> xr.Dataset:
            return ds.assign({name: (ds[name] * factor).drop_attrs(deep=False)})

        rewrite(world.parent / file, strip)

    return change


def unsaid_stocks(world: Path) -> None:
    for name in ("soc", "soc_crop"):
        unsaid("soil.nc", name, 0.1)(world)


def areas(factor: float) -> Callable[[Path], None]:
    """Areas of the cells under the wrong unit."""

    def change(world: Path) -> None:
        def add(ds: xr.Dataset) -> xr.Dataset:
            found = fpm.cell_area_ha(ds["lat"], ds["lon"]) * factor
            return ds.assign(area=found.assign_attrs(units="ha"))

        rewrite(world.parent / "soil.nc", add)
        edit(world, "[mask]", 'area_ha = "soil.nc:area"\n[mask]')

    return change


def depths(world: Path) -> None:
    def two(ds: xr.Dataset) -> xr.Dataset:
        layers = xr.concat(
            [ds["soc"], ds["soc"] / 2], xr.DataArray([30, 60], dims="depth", name="depth")
        )
        return ds.assign(soc=layers.assign_attrs(units="t ha-1"))

    rewrite(world.parent / "soil.nc", two)
    edit(world, '["soil.nc:soc_crop", "soil.nc:soc"]', '"soil.nc:soc"')


def steps_without_a_name(world: Path) -> None:
    rewrite(world.parent / "climate.nc", lambda ds: ds.rename(month="step"))


def a_series_beside_months(world: Path) -> None:
    def series(ds: xr.Dataset) -> xr.Dataset:
        twice = xr.concat([ds["tas"], ds["tas"]], "month").rename(month="time")
        months = np.arange("2001-01", "2003-01", dtype="M8[M]").astype("M8[ns]")
        return ds.assign(tas=twice.assign_coords(time=months))

    rewrite(world.parent / "climate.nc", series)


def rain_of_the_year(world: Path) -> None:
    def total(ds: xr.Dataset) -> xr.Dataset:
        return ds.assign(pr=ds["pr"].sum("month").assign_attrs(units="mm"))

    rewrite(world.parent / "climate.nc", total)


def no_country(number: float) -> Callable[[Path], None]:
    def change(world: Path) -> None:
        def code(ds: xr.Dataset) -> xr.Dataset:
            found = ds["country"].astype(float)
            found[2, 3] = number
            return ds.assign(country=found)

        rewrite(world.parent / "soil.nc", code)

    return change


def twelve_years(world: Path) -> None:
    def years(ds: xr.Dataset) -> xr.Dataset:
        moments = np.array([f"{1990 + i}-07-01" for i in range(12)], "M8[ns]")
        return ds.rename(month="time").assign_coords(time=moments)

    rewrite(world.parent / "climate.nc", years)


# name: how it is broken, exit code, and what the message must name.
REFUSED: dict[str, tuple[Callable[[Path], None], int, list[str]]] = {
    "elsewhere": (elsewhere, 3, ["soil.nc", "overlap"]),
    "metres without a projection": (no_longer_degrees, 3, ["soil.nc", "degrees"]),
    "fill value as a number": (bare_fill, 3, ["soil.nc", "clay", "-9999", "missing="]),
    "codes below zero": (codes_below_zero, 3, ["soil.nc", "clay", "-4", "10 such", "missing="]),
    "kelvin that nobody tells": (
        lambda w: (unsaid_kelvin(w), strip_units(w)),  # type: ignore[func-returns-value]
        3,
        ["climate.nc", "tas", "units=K"],
    ),
    "kelvin called degrees": (wrong_kelvin, 3, ["climate.nc", "tas", "units="]),
    "kg per m2 that nobody tells": (
        unsaid_stocks, 3, ["soil.nc", "soc", "units=kg m-2", "units=t ha-1"],
    ),
    "mm a day that nobody tells": (
        unsaid("climate.nc", "pr", 1 / 30), 3, ["climate.nc", "pr", "units=mm/day"],
    ),
    "kg per m2 and second that nobody tells": (
        unsaid("climate.nc", "pet", 1 / 2.6e6), 3, ["climate.nc", "pet", "units="],
    ),
    "areas in m2 called ha": (areas(1e4), 3, ["soil.nc", "area_ha", "units=m2"]),
    "areas in km2 called ha": (areas(0.01), 3, ["soil.nc", "area_ha"]),
    "areas of larger cells": (areas(4.0), 3, ["soil.nc", "area_ha"]),
    "depths": (depths, 3, ["soil.nc", "soc", "[depth=30]"]),
    "steps without a name": (steps_without_a_name, 3, ["climate.nc", "step", "month"]),
    "a series beside months": (a_series_beside_months, 3, ["air_temperature_degc", "time", "month"]),
    "twelve years": (twelve_years, 3, ["climate.nc", "1990-07-01", "one of each month"]),
    "rain of the year": (rain_of_the_year, 3, ["climate.nc", "precipitation_mm", "twelve months"]),
    "a number that is no country": (no_country(4000), 3, ["soil.nc", "country", "4000"]),
    "half a country": (no_country(250.5), 3, ["soil.nc", "country", "250.5"]),
    "another quantity": (other_quantity, 3, ["soil.nc", "clay", "kg m-2"]),
    "cut short": (cut_short, 3, ["climate.nc"]),
    "damaged": (damaged, 3, ["climate.nc"]),
    "eleven months": (eleven_months, 3, ["climate.nc", "12"]),
    "infinite": (infinite, 3, ["soil.nc", "soc", "inf"]),
    "no coordinates": (no_coordinates, 3, ["soil.nc", "lat"]),
    "no such variable": (
        lambda w: edit(w, "soil.nc:clay", "soil.nc:cley"), 3, ["soil.nc", "cley", "clay"],
    ),
    "no such file": (lambda w: edit(w, "soil.nc:clay", "sol.nc:clay"), 4, ["sol.nc"]),
    "no such dataset": (
        lambda w: edit(w, "soil.nc:clay", "soil_0p5_deg:clay"), 3, ["soil_0p5_deg", "soil_0p5deg"],
    ),
    "dataset that isn't here": (
        lambda w: edit(w, "soil.nc:clay", "soc_debt_5arcmin:clay"), 3, ["soc_debt_5arcmin"],
    ),
    "no grid of that name": (
        lambda w: edit(w, "[mask]", 'clay = "soil.nc:clay"\n[mask]'), 3, ["grid.clay", "clay_percent"],
    ),
    "mask of what isn't given": (
        lambda w: edit(w, "[mask]", "[mask]\nland_cover_classes = [2]"), 3, ["mask.land_cover_classes"],
    ),
    "mask of nothing": (mask_of_nothing, 3, ["mask", "masked"]),
    "bounds of nothing": (bounds_of_nothing, 3, ["bounds", "100"]),
    "a reference that can't be read": (
        lambda w: edit(w, "soil.nc:clay", "soil.nc:clay[units]"), 3, ["soil.nc:clay[units]"],
    ),
    "a default beside a grid": (
        lambda w: edit(w, "[defaults]", "[defaults]\nclay_percent = 20"), 3, ["defaults.clay_percent"],
    ),
    "a needed variable isn't there": (
        lambda w: edit(w, 'pet_mm = "climate.nc:pet"\n', ""), 3, ["pet_mm"],
    ),
}  # fmt: skip


def strip_units(world: Path) -> None:
    def strip(ds: xr.Dataset) -> xr.Dataset:
        ds["tas"].attrs = {}
        return ds

    rewrite(world.parent / "climate.nc", strip)


@pytest.mark.parametrize("how", REFUSED)
def test_what_cannot_be_used_is_refused_with_one_message(
    world: Path,
    tmp_path: Path,
    how: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FOURPERMILLE_DATA", raising=False)
    monkeypatch.setenv("FOURPERMILLE_CACHE", str(tmp_path / "cache"))
    breaking, code, named = REFUSED[how]
    breaking(world)
    found = main(["run", str(world), "-o", str(tmp_path / "run")])
    said = capsys.readouterr()
    assert found == code, said.err
    assert said.out == ""
    assert said.err.count("Error") == 1
    assert [word for word in named if word not in said.err] == []
    assert "Traceback" not in said.err
    assert "Failed" not in said.err
    assert not (tmp_path / "run").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".") and p.is_dir()] == []


def test_a_run_says_which_units_it_assumed(world: Path, tmp_path: Path) -> None:
    unsaid("soil.nc", "clay", 1.0)(world)
    found = fpm.run(world, tmp_path / "run", report=False, overrides=["sensitivity.variants=[]"])
    (told,) = [text for text in found.warnings if "no unit" in text]
    assert "clay_percent (%)" in told
    assert "soc_stock" not in told
    assert told in (tmp_path / "run/log.txt").read_text(encoding="utf-8")
