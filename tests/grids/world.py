"""A small made-up world: 20 x 24 cells of NetCDF, some sea, some gaps, and its scenario."""

from pathlib import Path

import numpy as np
import xarray as xr

ROWS, COLUMNS = 20, 24

SCENARIO = """
id = "small_world"

[grid]
air_temperature_degc = "climate.nc:tas"
precipitation_mm = "climate.nc:pr"
pet_mm = "climate.nc:pet"
clay_percent = "soil.nc:clay"
soc_stock_tc_ha = ["soil.nc:soc_crop", "soil.nc:soc"]
cropland_fraction = "soil.nc:crop"
country = "soil.nc:country"

[mask]
least_cropland_fraction = 0.01
least_soc_stock_tc_ha = 5
most_soc_stock_tc_ha = 200

[defaults]
depth_cm = 30
plant_cover = 1

[sensitivity]
variants = ["growth", "cover"]
"""


def write_world(folder: Path, seed: int = 11) -> Path:
    """Write the grids and the scenario; returns the path of the scenario."""
    rng = np.random.default_rng(seed)
    lat = 59.75 - 0.5 * np.arange(ROWS)
    lon = -10.25 + 0.5 * np.arange(COLUMNS)
    coords = {"lat": lat, "lon": lon}
    season = -10 * np.cos(2 * np.pi * np.arange(12) / 12)[:, None, None]
    warm = 24 - 0.4 * (lat[:, None] - 40) + rng.normal(0, 1, (ROWS, COLUMNS))
    monthly = {"coords": {"month": np.arange(1, 13), **coords}, "dims": ("month", "lat", "lon")}
    climate = xr.Dataset(
        {
            "tas": xr.DataArray(warm + season, attrs={"units": "degC"}, **monthly),
            "pr": xr.DataArray(
                rng.gamma(2, 30, (12, ROWS, COLUMNS)), attrs={"units": "mm month-1"}, **monthly
            ),
            "pet": xr.DataArray(
                60 + 4 * season + rng.uniform(0, 30, (12, ROWS, COLUMNS)),
                attrs={"units": "mm month-1"},
                **monthly,
            ),
        }
    )
    flat = {"coords": coords, "dims": ("lat", "lon")}
    shape = (ROWS, COLUMNS)
    stock = rng.uniform(3, 230, shape)
    crop_stock = np.where(rng.random(shape) < 0.3, np.nan, stock * 0.9)
    stock[rng.random(shape) < 0.05] = np.nan
    crop = np.where(rng.random(shape) < 0.4, 0.0, rng.random(shape))
    soil = xr.Dataset(
        {
            "clay": xr.DataArray(rng.uniform(5, 50, shape), attrs={"units": "percent"}, **flat),
            "soc": xr.DataArray(stock, attrs={"units": "t ha-1"}, **flat),
            "soc_crop": xr.DataArray(crop_stock, attrs={"units": "t ha-1"}, **flat),
            "crop": xr.DataArray(crop, attrs={"units": "1"}, **flat),
            "country": xr.DataArray(
                np.where(lon[None, :] < 0, 724, 250) * np.ones(shape, "i2"),
                attrs={"units": "1"},
                **flat,
            ).astype("i2"),
        }
    )
    climate.to_netcdf(folder / "climate.nc")
    soil.to_netcdf(folder / "soil.nc")
    path = folder / "small_world.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path
