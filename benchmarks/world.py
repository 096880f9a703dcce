"""An invented world: seasons by latitude, deserts and rain forests, clay and sand."""

from __future__ import annotations

from typing import Any

import numpy as np

from fourpermille.core.parameters import load_parameters
from fourpermille.kernels.rothc import RothCParameters, co2_ratio
from fourpermille.kernels.transient import Forcing, Soil, State

SET = load_parameters("rothc_26_3")
PARAMETERS = RothCParameters(*(SET[name] for name in RothCParameters._fields))
MANURE = tuple(SET[f"manure_{pool}"] for pool in ("dpm", "rpm", "hum"))
PLANT_DPM = 1.44 / 2.44


def climate(months: int, cells: int, dtype: Any, seed: int = 4) -> dict[str, np.ndarray]:
    """Monthly weather (months, cells) that differs in every month and cell."""
    rng = np.random.default_rng(seed)
    angle = 2 * np.pi * (np.arange(months)[:, None] % 12) / 12
    shape = (months, cells)
    mean, swing = rng.uniform(2, 26, cells), rng.uniform(1, 14, cells)
    wet = rng.uniform(10, 150, cells)

    def noise() -> np.ndarray:
        return rng.random(shape, dtype=np.float32)

    temperature = mean - swing * np.cos(angle) + 4 * (noise() - 0.5)
    return {
        "air_temperature_degc": temperature.astype(dtype),
        "precipitation_mm": (2 * wet * noise()).astype(dtype),
        "pet_mm": (np.maximum(4 * temperature + 10, 5) * (0.7 + 0.6 * noise())).astype(dtype),
        "plant_cover": (noise() < 0.7).astype(dtype),
        "plant_input_tc_ha_month": (0.5 * noise()).astype(dtype),
    }


def clay(cells: int, seed: int = 5) -> np.ndarray:
    """Clay, %."""
    return np.random.default_rng(seed).uniform(3, 60, cells)


def grid(years: int, cells: int, dtype: Any) -> tuple[Forcing, Soil, State]:
    """Arguments of the grid run, plant inputs and all weather by month, 23 cm deep."""
    weather = climate(12 * years, cells, dtype)
    content = clay(cells)
    wilting = -(
        SET["deficit_constant"]
        + SET["deficit_clay"] * content
        - SET["deficit_clay_squared"] * content**2
    )
    lowest = np.full(cells, SET["minimum_moisture_modifier"])
    bare, one_bar = SET["bare_share"] * wilting, SET["one_bar_share"] * wilting
    limits = np.stack([wilting, bare, one_bar, wilting, lowest])
    ratio = np.array(
        [
            co2_ratio(c, *(SET[f"co2_{n}"] for n in ("factor", "base", "span", "clay")))
            for c in content
        ]
    )
    inputs = weather.pop("plant_input_tc_ha_month")
    zero = np.zeros((1, cells), dtype)
    forcing = Forcing(
        *weather.values(), zero + dtype(1), inputs, zero, np.full((1, cells), PLANT_DPM, dtype)
    )
    split = np.repeat(np.array(MANURE)[:, None], cells, axis=1)
    soil = Soil(*(a.astype(dtype) for a in (limits, split, 1 / (1 + ratio), np.full(cells, 3.0))))
    pools = np.repeat(np.array([[0.3], [6.0], [1.0], [35.0]]), cells, axis=1)
    return forcing, soil, State(pools.astype(dtype), np.zeros(cells, dtype))
