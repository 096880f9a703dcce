"""One value of clay for all countries: what the sidecar says about it holds."""

import csv

import numpy as np
import pytest
import xarray as xr

from fourpermille.assessment import required_input
from fourpermille.data.sample import sample_path

STATED = 23.4  # the value of the shipped scenario
LOW, HIGH = 18.4, 28.4


def world(clay):
    with sample_path("world_croplands").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ds = xr.Dataset(
        {
            name: (
                ("cell", "month"),
                [[float(row[f"{name}_{month:02d}"]) for month in range(1, 13)] for row in rows],
            )
            for name in ("air_temperature_degc", "precipitation_mm", "pet_mm")
        },
        coords={"country": ("cell", [row["country"] for row in rows])},
    )
    for name in ("soc_stock_tc_ha", "depth_cm", "area_ha"):
        ds[name] = ("cell", [float(row[name]) for row in rows])
    ds["plant_cover"] = xr.ones_like(ds["pet_mm"])
    ds["dpm_rpm_ratio"] = xr.full_like(ds["area_ha"], 1.44)
    ds["clay_percent"] = xr.zeros_like(ds["area_ha"]) + clay
    return ds


def answer(clay):
    """Extra input: total (Mt C/yr), area-weighted median (t C/ha/yr), that of each country."""
    ds = world(clay)
    extra = required_input(ds)["extra_input_tc_ha_yr"].values
    area = ds["area_ha"].values
    order = np.argsort(extra)
    middle = np.cumsum(area[order]) - area[order] / 2
    median = np.interp(area.sum() / 2, middle, extra[order])
    return float((extra * area).sum() / 1e6), float(median), extra


def test_five_points_of_clay_move_the_world_by_less_than_three_percent():
    total, median, _extra = answer(STATED)
    changes = {}
    for clay in (LOW, HIGH):
        other_total, other_median, _other = answer(clay)
        changes[clay] = (other_total / total - 1, other_median / median - 1)
    assert all(abs(change) < 0.03 for pair in changes.values() for change in pair)
    assert changes[LOW] == pytest.approx((0.027, 0.025), abs=0.001)
    assert changes[HIGH] == pytest.approx((-0.019, -0.007), abs=0.001)


def test_answer_is_that_of_an_independent_program():
    """1686.63 Mt C/yr and 0.944 t C/ha/yr: a second RothC, written apart from the engine."""
    total, median, _extra = answer(STATED)
    assert total == pytest.approx(1686.6298, abs=1e-3)
    assert median == pytest.approx(0.944280, abs=1e-5)


def test_national_means_of_clay_move_the_world_by_less_than_three_percent(shared_data):
    with (shared_data / "countries/country_grid_statistics.csv").open(encoding="utf-8") as file:
        known = {
            row["iso_a3"]: float(row["clay_cropland_pct"])
            for row in csv.DictReader(file)
            if row["clay_cropland_pct"]
        }
    countries = world(STATED)["country"].values
    clay = np.array([known.get(code, STATED) for code in countries])
    total, median, extra = answer(STATED)
    other_total, other_median, other = answer(clay)
    assert abs(other_total / total - 1) < 0.03
    assert abs(other_median / median - 1) < 0.03
    assert np.abs(other / extra - 1).max() < 0.12


def extra_for_given_returns(clay, returns):
    """Extra input with the pace of decay that makes `returns` sustain today's stock."""
    ds = world(clay).drop_vars(["air_temperature_degc", "precipitation_mm", "pet_mm"])
    ds = ds.drop_vars("plant_cover")
    pace = np.ones(ds.sizes["cell"])
    for _round in range(12):
        ds["rate_modifier"] = (("cell", "month"), np.repeat(pace[:, None], 12, axis=1))
        found = required_input(ds)
        pace = pace * returns / found["carbon_input_tc_ha_yr"].values
    np.testing.assert_allclose(found["carbon_input_tc_ha_yr"], returns, rtol=1e-9)
    return found["extra_input_tc_ha_yr"].values


def test_clay_hardly_matters_where_the_returns_are_given():
    returns = required_input(world(STATED))["carbon_input_tc_ha_yr"].values
    area = world(STATED)["area_ha"].values
    total = (extra_for_given_returns(STATED, returns) * area).sum()
    for clay in (10.0, 60.0):
        other = (extra_for_given_returns(clay, returns) * area).sum()
        assert abs(other / total - 1) < 0.02
