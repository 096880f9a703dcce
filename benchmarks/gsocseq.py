"""The sequestration protocol (GSOCseq): microseconds a pixel, all phases, three runs each."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from benchmarks import timing
from benchmarks.world import clay, climate
from fourpermille import gsocseq
from fourpermille.kernels.threads import processors

ROWS, COLUMNS = 250, 400
YEARS = 20
ALLOWED = 15.0  # microseconds a pixel on two processors


def measure(rounds: int = 5) -> dict[str, Any]:
    """Print and return microseconds a pixel, through the front door."""
    pixels = ROWS * COLUMNS
    print(f"GSOCseq, {pixels:,} pixels, {processors()} threads, float64")
    data = grid()
    candidates = {
        "central, min and max": lambda: gsocseq(**data),
        "central only": lambda: gsocseq(**data, uncertainty=False),
        "all defects of the scripts": lambda: gsocseq(**data, compat="scripts"),
    }
    taken = timing.in_turns(candidates, rounds)
    out = {}
    for name, values in taken.items():
        out[name] = timing.middle(values) / pixels * 1e6
        print(f"  {name:<32} {out[name]:8.2f} µs per pixel (best {min(values) / pixels * 1e6:.2f})")
    word = "met" if out["central, min and max"] <= ALLOWED else "MISSED"
    print(f"  allowed for three runs: {ALLOWED} µs per pixel: {word}")
    return {"pixels": pixels, "threads": processors(), "microseconds_a_pixel": out}


def grid() -> dict[str, xr.Dataset]:
    """Soil and the climate of two phases on a grid; the forward phase is the warm-up's mean."""
    pixels = ROWS * COLUMNS
    draw = np.random.default_rng(7)

    def weather(months: int, dim: str, seed: int) -> xr.Dataset:
        series = climate(months, pixels, np.float64, seed)
        del series["plant_input_tc_ha_month"]
        shaped = {
            name: ((dim, "latitude", "longitude"), values.reshape(months, ROWS, COLUMNS))
            for name, values in series.items()
        }
        return xr.Dataset(shaped)

    classes = draw.choice([2, 3, 5, 12], pixels).astype(float)
    soil = {
        "soc_stock_tc_ha": draw.uniform(15, 120, pixels),
        "clay_percent": clay(pixels),
        "fao_land_cover": classes,
    }
    places = {
        name: (("latitude", "longitude"), values.reshape(ROWS, COLUMNS))
        for name, values in soil.items()
    }
    return {
        "soil": xr.Dataset(places),
        "spin_up": weather(12, "month", 1),
        "warm_up": weather(12 * YEARS, "time", 2),
    }
