"""Equilibrium, inverse and four scenarios for many places, through the front door."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from benchmarks import timing
from benchmarks.world import clay, climate
from fourpermille import equilibrium, required_input

PLACES = 100_000
YEARS = 30
SCENARIOS = {
    "compound, constant": {},
    "linear growth": {"growth": "linear"},
    "ramp": {"path": "ramp"},
    "3 per 1000": {"rate_permille_yr": 3.0},
}


def measure(rounds: int = 3) -> dict[str, Any]:
    """Print and return places per second."""
    print(f"questions on {PLACES:,} places, {YEARS} years ahead, float64")
    ds = places(PLACES)

    def scenarios() -> None:
        for options in SCENARIOS.values():
            required_input(ds, years=YEARS, **options)

    def together() -> None:
        equilibrium(ds)
        required_input(ds, years=YEARS)
        scenarios()

    candidates = {
        "equilibrium": lambda: equilibrium(ds),
        "inverse (required_input)": lambda: required_input(ds, years=YEARS),
        "four scenarios": scenarios,
        "equilibrium + inverse + four": together,
    }
    taken = timing.in_turns(candidates, rounds)
    out = {}
    for name, values in taken.items():
        seconds = timing.middle(values)
        out[name] = {"seconds": seconds, "places_per_second": PLACES / seconds}
        print(f"  {name:<32} {seconds:8.3f} s {PLACES / seconds:12,.0f} places per second")
    return out


def places(count: int) -> xr.Dataset:
    """Places with a climatology, a soil and a stock."""
    weather = {
        name: (("month", "cell"), values)
        for name, values in climate(12, count, np.float64).items()
        if name != "plant_input_tc_ha_month"
    }
    stock = np.random.default_rng(6).uniform(15, 120, count)
    return xr.Dataset(
        weather | {"clay_percent": ("cell", clay(count)), "soc_stock_tc_ha": ("cell", stock)},
        coords={"month": np.arange(1, 13)},
    ).assign(depth_cm=30.0, dpm_rpm_ratio=1.44)
