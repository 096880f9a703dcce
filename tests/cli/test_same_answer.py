"""The command line and Python give the same numbers, on twenty scenarios drawn at random."""

import random
from typing import Any

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm

GROUPS = ["growth", "depth", "pet", "cover", "clay"]
COMPARED = ("extra_input_tc_ha_yr", "carbon_input_tc_ha_yr", "target_stock_tc_ha")


def drawn(seed: int) -> dict[str, Any]:
    """Keys of a scenario: any that leave the three fields usable."""
    choose = random.Random(seed)
    years = choose.randint(5, 60)
    keys: dict[str, Any] = {
        "target.rate_permille_yr": round(choose.uniform(0.5, 12), 2),
        "target.years": years,
        "target.growth": choose.choice(["compound", "linear"]),
        "target.path": choose.choice(["constant", "ramp", "logistic"]),
        "soil.bare_option": choose.choice([1, 2]),
        "soil.land_use": choose.choice(["cropland", "grassland", "woodland"]),
        "sensitivity.variants": choose.sample(GROUPS, choose.randint(0, 3)),
    }
    if choose.random() < 0.4:
        keys["start.method"] = "trend"
        keys["start.trend_permille_yr"] = round(choose.uniform(-4, 6), 2)
        keys["start.years"] = choose.randint(5, 40)
        keys["target.declining_baseline"] = choose.choice(["relative", "rate", "absolute"])
    return keys


def as_toml(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).replace("'", '"')


@pytest.mark.parametrize("seed", range(20))
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
        bare_option=keys["soil.bare_option"],
        start=start(keys),
    )
    for name in COMPARED:
        np.testing.assert_allclose(stored[name].values, direct[name].values, rtol=1e-13)


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
