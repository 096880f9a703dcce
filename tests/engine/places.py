"""Random but plausible places, for properties that hold everywhere."""

from __future__ import annotations

import numpy as np
import xarray as xr
from hypothesis import strategies as st


def places(seed: int, count: int = 3, dtype: type = float) -> xr.Dataset:
    """``count`` places with climate, soil and stock, from a seed."""
    draw = np.random.default_rng(seed)
    month = np.arange(12)
    warmth = draw.uniform(-5, 27, (count, 1)) + draw.uniform(0, 14, (count, 1)) * np.sin(
        2 * np.pi * (month - draw.integers(0, 12, (count, 1))) / 12
    )
    rain = draw.uniform(0, 160, (count, 12))
    pet = np.clip(4.5 * (warmth + 3), 2, None) * draw.uniform(0.7, 1.3, (count, 12))
    monthly = {
        "air_temperature_degc": warmth,
        "precipitation_mm": rain,
        "pet_mm": pet,
        "plant_cover": draw.integers(0, 2, (count, 12)),
    }
    one = {
        "clay_percent": draw.uniform(0, 80, count),
        "depth_cm": draw.uniform(10, 60, count),
        "dpm_rpm_ratio": draw.choice([0.25, 0.67, 1.44], count),
        "soc_stock_tc_ha": draw.uniform(15, 150, count),
    }
    ds = xr.Dataset(
        {name: (("cell", "month"), values.astype(dtype)) for name, values in monthly.items()}
        | {name: ("cell", values.astype(dtype)) for name, values in one.items()}
    )
    ds["clay_percent"].attrs["units"] = "%"  # a place with less than 1 % is meant so
    return ds


seeds = st.integers(0, 10_000)
