"""The command line and Python give the same numbers, on forty scenarios drawn at random."""

import random
from typing import Any

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm

GROUPS = ["growth", "depth", "pet", "cover", "clay"]
COMPARED = (
    *("carbon_input_tc_ha_yr", "target_stock_tc_ha", "reached_stock_tc_ha"),
    *("returns_today_tc_ha_yr", "extra_input_percent", "retained_fraction"),
)
PATHS = ("constant", "ramp", "logistic", "each_year", "shares")
BOUNDS = ("minimum_extra_input_tc_ha_yr", "maximum_extra_input_tc_ha_yr")


def drawn(seed: int) -> dict[str, Any]:
    """Keys of a scenario: any that leave the three fields usable."""
    choose = random.Random(seed)
    years = choose.choice([choose.randint(5, 60), choose.randint(61, 140)])
    keys: dict[str, Any] = {
        "target.rate_permille_yr": round(choose.uniform(0.5, 12), 2),
        "target.years": years,
        "target.growth": choose.choice(["compound", "linear"]),
        "target.path": path(choose, years),
        "soil.bare_option": choose.choice([1, 2]),
        "soil.land_use": choose.choice(["cropland", "grassland", "woodland"]),
        "sensitivity.variants": choose.sample(GROUPS, choose.randint(0, 3)),
    }
    if choose.random() < 0.4:
        keys["start.method"] = "trend"
        keys["start.trend_permille_yr"] = round(choose.uniform(-4, 6), 2)
        keys["start.years"] = choose.randint(5, 40)
        keys["target.declining_baseline"] = choose.choice(["relative", "rate", "absolute"])
    for name in BOUNDS:
        if choose.random() < 0.25:
            low, high = (-0.5, 0.2) if name == BOUNDS[0] else (0.3, 2.0)
            keys[f"target.{name}"] = round(choose.uniform(low, high), 3)
    return keys


def path(choose: random.Random, years: int) -> str | list[float]:
    """A word, or a share for each year."""
    word = choose.choice(PATHS)
    if word != "shares":
        return word
    return [round(choose.uniform(0, 5), 2) for _year in range(years - 1)] + [2.5]


def as_toml(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).replace("'", '"')


@pytest.mark.parametrize("seed", range(40))
def test_command_line_is_python(farm, say, seed):
    keys = drawn(seed)
    words = [word for key, value in keys.items() for word in ("--set", f"{key}={as_toml(value)}")]
    said = say("run", farm / "fields.toml", "-o", farm / "out", "--no-report", "-q", *words)
    assert said.code == 0, said.err
    with xr.open_dataset(farm / "out" / "results.nc") as opened:
        stored = opened.load()

    overrides = [f"{key}={as_toml(value)}" for key, value in keys.items()]
    again = fpm.run(farm / "fields.toml", overrides=overrides).results
    for name in stored.data_vars:
        if stored[name].dtype.kind == "f":
            np.testing.assert_array_equal(stored[name].values, again[name].values, str(name))

    direct = fpm.required_input(
        places(farm, keys),
        rate_permille_yr=keys["target.rate_permille_yr"],
        years=keys["target.years"],
        growth=keys["target.growth"],
        path=keys["target.path"],
        declining=keys.get("target.declining_baseline", "relative"),
        **{name: keys[f"target.{name}"] for name in BOUNDS if f"target.{name}" in keys},
        bare_option=keys["soil.bare_option"],
        start=start(keys),
    )
    for name in COMPARED:
        np.testing.assert_allclose(stored[name].values, direct[name].values, rtol=1e-12)
    extra = direct["extra_input_tc_ha_yr"]
    if keys["target.path"] == "each_year":
        yearly = stored["extra_input_by_year_tc_ha_yr"].sel(year=extra["year"])
        np.testing.assert_allclose(yearly.transpose(*extra.dims), extra, rtol=1e-12, atol=1e-12)
        extra = extra.mean("year")
    np.testing.assert_allclose(stored["extra_input_tc_ha_yr"], extra, rtol=1e-12, atol=1e-12)
    end = stored["soc_stock_with_extra_input_tc_ha"].sel(year=keys["target.years"])
    np.testing.assert_allclose(end, stored["reached_stock_tc_ha"], rtol=1e-12)


def places(farm: Any, keys: dict[str, Any]) -> xr.Dataset:
    """The fields as somebody reads them in a notebook."""
    from fourpermille.core.parameters import load_parameters

    ds = fpm.read_places(farm / "fields.csv", climate_path=farm / "climate.csv")
    return ds.assign(dpm_rpm_ratio=load_parameters("land_use")[keys["soil.land_use"]])


def start(keys: dict[str, Any]) -> Any:
    from fourpermille.soil.setup import Start

    if "start.method" not in keys:
        return "equilibrium"
    return Start("trend", keys["start.years"], keys["start.trend_permille_yr"])
