"""The world sample recomputed from the grids cell by cell, by a path of its own."""

import csv
from math import isfinite, log

import pytest

from fourpermille.data.sample import sample_path

MONTHS = range(12)


@pytest.fixture(scope="module")
def sample():
    with sample_path("world_croplands").open(encoding="utf-8", newline="") as file:
        return {row["country"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def grids(shared_data):
    netcdf = pytest.importorskip("netCDF4")
    found = {}
    folder = shared_data / "global_grid"
    for file, names in {
        "landuse_0p5deg.nc": ["cropland", "cell_area", "country"],
        "soc_debt_0p5deg.nc": ["soc_0_30_2010", "soc_0_100_2010"],
        "climate_0p5deg.nc": ["tas", "pr_w5e5", "pet", "pet_thornthwaite"],
    }.items():
        with netcdf.Dataset(folder / file) as data:
            for name in names:
                found[name] = data[name][:].astype(float).filled(float("nan"))
    return found


def cells_of(grids, number):
    """Cells of one country by its number in the grid, with their cropland in ha."""
    rows, columns = grids["country"].shape
    for i in range(rows):
        for j in range(columns):
            if grids["country"][i, j] != number:
                continue
            share, stock = grids["cropland"][i, j], grids["soc_0_30_2010"][i, j]
            climate = [grids[n][m, i, j] for n in ("tas", "pr_w5e5", "pet") for m in MONTHS]
            if share > 0.01 and 5 < stock < 200 and all(isfinite(v) for v in climate):
                yield i, j, share * grids["cell_area"][i, j]


# Kenya, Uruguay, France and Bangladesh: no special rule of borders touches them.
@pytest.mark.parametrize(
    ("iso3", "number"), [("KEN", 404), ("URY", 858), ("FRA", 250), ("BGD", 50)]
)
def test_country_means_by_plain_loops(sample, grids, iso3, number):
    cells = list(cells_of(grids, number))
    area = sum(weight for _i, _j, weight in cells)
    row = sample[iso3]
    assert float(row["area_ha"]) == pytest.approx(area, abs=0.51)

    stock = stock_40 = 0.0
    for i, j, weight in cells:
        shallow, deep = grids["soc_0_30_2010"][i, j], grids["soc_0_100_2010"][i, j]
        power = log(deep / shallow) / log(100 / 30)
        stock += weight * shallow
        stock_40 += weight * shallow * (40 / 30) ** power
    assert float(row["soc_stock_tc_ha"]) == pytest.approx(stock / area, abs=0.0051)
    assert float(row["soc_stock_0_40_tc_ha"]) == pytest.approx(stock_40 / area, abs=0.0051)

    for column, name, half in (
        ("air_temperature_degc", "tas", 0.0051),
        ("precipitation_mm", "pr_w5e5", 0.051),
        ("pet_mm", "pet", 0.051),
        ("pet_thornthwaite_mm", "pet_thornthwaite", 0.051),
    ):
        for month in MONTHS:
            known = [(grids[name][month, i, j], weight) for i, j, weight in cells]
            known = [(value, weight) for value, weight in known if isfinite(value)]
            mean = sum(v * weight for v, weight in known) / sum(weight for _v, weight in known)
            assert float(row[f"{column}_{month + 1:02d}"]) == pytest.approx(mean, abs=half)


def test_total_is_the_land_use_map_less_what_the_sidecar_says_was_left_out(sample, grids):
    whole = sum(
        share * area
        for share, area in zip(grids["cropland"].ravel(), grids["cell_area"].ravel(), strict=True)
        if isfinite(share)
    )
    assert whole / 1e6 == pytest.approx(1526, abs=1)
    listed = sum(float(row["area_ha"]) for row in sample.values())
    assert (whole - listed) / 1e6 == pytest.approx(6.8 + 0.3 + 0.4 + 18.3, abs=0.1)


def test_mean_stock_is_near_that_of_all_cropland(sample):
    area = sum(float(row["area_ha"]) for row in sample.values())
    carbon = sum(float(r["area_ha"]) * float(r["soc_stock_tc_ha"]) for r in sample.values())
    assert len(sample) == 166
    assert carbon / area == pytest.approx(60.2, rel=0.01)


def test_values_are_plausible_everywhere(sample):
    for iso3, row in sample.items():
        assert 10 < float(row["soc_stock_tc_ha"]) < 200, iso3
        assert 1.1 < float(row["soc_stock_0_40_tc_ha"]) / float(row["soc_stock_tc_ha"]) < 1.34
        for month in range(1, 13):
            assert -45 < float(row[f"air_temperature_degc_{month:02d}"]) < 45
            assert 0 <= float(row[f"precipitation_mm_{month:02d}"]) < 1000
            assert 0 <= float(row[f"pet_mm_{month:02d}"]) < 350


def test_borders_follow_the_stated_rules(sample):
    assert {"XKX", "CYP", "SOM", "UKR"} <= set(sample)
    assert not {"-99", "ALA"} & set(sample)
