"""A small made-up map for the sequestration protocol, as one file and as rasters."""

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from tests.engine.gsocseq_by_hand import world

ROWS, COLUMNS, YEARS = 9, 6, 2
LAT, LON = 44.0 - 0.5 * np.arange(ROWS), 20.0 + 0.5 * np.arange(COLUMNS)
SOIL = ("soc_stock_tc_ha", "clay_percent", "fao_land_cover")
CLIMATE = ("air_temperature_degc", "precipitation_mm", "pet_mm", "plant_cover")

RECIPE = """
country = "MKD"

[soil]
soc_stock_tc_ha = "soc_stock_tc_ha.tif"
clay_percent = "clay_percent.tif"
fao_land_cover = "fao_land_cover.tif"

[spin_up]
air_temperature_degc = "air_temperature_degc_spin_up.tif"
precipitation_mm = "precipitation_mm_spin_up.tif"
pet_mm = "pet_mm_spin_up.tif"
plant_cover = "plant_cover_spin_up.tif"

[warm_up]
air_temperature_degc = "air_temperature_degc_warm_up.tif[first_year=2001]"
precipitation_mm = "precipitation_mm_warm_up.tif[first_year=2001]"
pet_mm = "pet_mm_warm_up.tif[first_year=2001]"
plant_cover = "plant_cover_warm_up.tif[first_year=2001]"
"""


def grid_world(dtype: type = float) -> dict[str, xr.Dataset]:
    """Soil and phases with gaps, masked cells and a country's outline, from north to south."""
    data = world(31, ROWS * COLUMNS, years=YEARS, dtype=dtype)
    stock = data["soil"]["soc_stock_tc_ha"].values
    stock[:8] = np.nan  # a whole row, and more
    stock[20] = 260.0  # organic
    data["soil"]["fao_land_cover"].values[[30, 31]] = 1.0  # no soil that counts
    data["soil"]["clay_percent"].values[12:18] = 0.8  # a row of sand
    data["warm_up"]["pet_mm"].values[5, 40] = np.nan
    return {name: _on_grid(ds) for name, ds in data.items()}


def _on_grid(ds: xr.Dataset) -> xr.Dataset:
    out: dict[str, Any] = {}
    for name, array in ds.data_vars.items():
        lead = array.dims[:-1]
        shape = (*array.shape[:-1], ROWS, COLUMNS)
        out[str(name)] = ((*lead, "latitude", "longitude"), array.values.reshape(shape))
    return xr.Dataset(out, {"latitude": LAT, "longitude": LON})


def merged(data: dict[str, xr.Dataset]) -> xr.Dataset:
    """All in one Dataset, phases by the endings of names."""
    parts = [data["soil"]]
    for phase in ("spin_up", "warm_up", "forward"):
        ds = data[phase]
        parts.append(ds.rename({name: f"{name}_{phase}" for name in ds.data_vars}))
    return xr.merge(parts, join="exact")


def write_file(folder: Path, dtype: type = float) -> Path:
    """One NetCDF file; returns its path."""
    path = folder / "phases.nc"
    merged(grid_world(dtype)).to_netcdf(path)
    return path


def write_rasters(folder: Path) -> Path:
    """Each variable as GeoTIFF, monthly series with a band a month, and the file that names them.

    Returns the path of that file.
    """
    data = grid_world(np.float32)
    for name in SOIL:
        write_raster(folder / f"{name}.tif", data["soil"][name])
    for phase in ("spin_up", "warm_up"):
        for name in CLIMATE:
            write_raster(folder / f"{name}_{phase}.tif", data[phase][name])
    path = folder / "mine.toml"
    path.write_text(RECIPE, encoding="utf-8")
    return path


def write_raster(path: Path, array: xr.DataArray) -> None:
    """A GeoTIFF of the grid, a band a month where there are months."""
    import rasterio

    values = array.values.astype(np.float32)
    bands = values if values.ndim == 3 else values[None]
    place = rasterio.Affine(0.5, 0, LON[0] - 0.25, 0, -0.5, LAT[0] + 0.25)
    profile = {"driver": "GTiff", "dtype": "float32", "crs": "EPSG:4326", "transform": place}
    size = {"count": len(bands), "height": ROWS, "width": COLUMNS}
    with rasterio.open(path, "w", **profile, **size, nodata=np.nan) as file:
        file.write(bands)
