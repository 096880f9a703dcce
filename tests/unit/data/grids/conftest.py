"""A small world as a file of grids, and ways to write it otherwise."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

Write = Callable[..., Path]


@pytest.fixture
def world() -> xr.Dataset:
    """Global cells of 20 x 30 degrees from north to south; some soil is missing."""
    rng = np.random.default_rng(7)
    lat, lon = np.arange(80.0, -81.0, -20.0), np.arange(-165.0, 180.0, 30.0)
    shape = (len(lat), len(lon))
    ds = xr.Dataset(
        {
            "tas": (("month", "lat", "lon"), rng.uniform(-20, 30, (12, *shape)), {"units": "degC"}),
            "pr": (("month", "lat", "lon"), rng.uniform(0, 300, (12, *shape)), {"units": "mm"}),
            "clay": (("lat", "lon"), rng.uniform(5, 60, shape), {"units": "%"}),
            "soc": (("lat", "lon"), rng.uniform(20, 90, shape), {"units": "t ha-1"}),
        },
        {"month": np.arange(1, 13), "lat": lat, "lon": lon},
    )
    ds["clay"][2, 3] = np.nan
    return ds


NAMES = {
    "air_temperature_degc": "tas",
    "precipitation_mm": "pr",
    "clay_percent": "clay",
    "soc_stock_tc_ha": "soc",
}


@pytest.fixture
def references() -> Callable[..., dict[str, str]]:
    def make(file: str = "world.nc", *names: str) -> dict[str, str]:
        return {name: f"{file}:{NAMES[name]}" for name in (names or NAMES)}

    return make


@pytest.fixture
def write_tif(tmp_path: Path) -> Write:
    """Write values (bands, rows, columns) as GeoTIFF."""

    def write(
        values: np.ndarray,
        name: str,
        *,
        corner: tuple[float, float],
        step: tuple[float, float],
        crs: Any = "EPSG:4326",
        **options: Any,
    ) -> Path:
        import rasterio
        from rasterio.transform import from_origin

        bands = values.reshape(-1, *values.shape[-2:])
        profile = {"driver": "GTiff", "dtype": bands.dtype, "count": len(bands), "crs": crs}
        profile |= {"height": bands.shape[1], "width": bands.shape[2]}
        transform = from_origin(*corner, *step)
        with rasterio.open(tmp_path / name, "w", transform=transform, **profile, **options) as file:
            file.write(bands)
        return tmp_path / name

    return write
