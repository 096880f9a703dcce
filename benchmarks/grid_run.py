"""A run over a grid of growing size, file to report: seconds and peak memory of ``4p1000 run``.

The grid repeats the world's croplands of the reference data until it has as many cells.
``python -m benchmarks.grid_run [--large]``; the largest takes about 1 GB of disk in TMPDIR.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from time import perf_counter
from typing import Any

COLUMNS = 2000
CELLS, LARGE = (100_000, 200_000, 500_000), (1_000_000, 2_000_000)
SMALL = 10_000  # a run that doesn't count: it imports and compiles
ALLOWED_MIB = 2048.0
# Of seconds per cell, the largest size against the one before it; above it time isn't linear.
ALLOWED_GROWTH = 1.25
DATA = "FOURPERMILLE_DATA"
MONTHLY = {"tas": "degC", "pr_w5e5": "mm month-1", "pet": "mm month-1"}
FLAT = {
    "clay_crop": ("soil_0p5deg.nc", "percent"),
    "soc_0_30_crop": ("soil_0p5deg.nc", "t ha-1"),
    "country": ("landuse_0p5deg.nc", "1"),
}
LEAST_STOCK, MOST_STOCK = 5.0, 200.0
SCENARIO = """
id = "repeated_croplands"

[grid]
air_temperature_degc = "world.nc:tas"
precipitation_mm = "world.nc:pr_w5e5"
pet_mm = "world.nc:pet"
clay_percent = "world.nc:clay_crop"
soc_stock_tc_ha = "world.nc:soc_0_30_crop"
country = "world.nc:country"

[defaults]
depth_cm = 30
plant_cover = 1

[sensitivity]
variants = ["growth", "pet", "cover", "clay"]
"""


def measure(large: bool = False) -> dict[str, Any]:
    """Print and return seconds and peak memory by number of cells, each run a process."""
    if not os.environ.get(DATA):
        print(f"grid run: not measured; set {DATA} to the folder of the reference grids")
        return {}
    print(f"grid run: 4p1000 run, seven variants, tables and report ({_load()})")
    out: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch:
        _one(SMALL, Path(scratch))
        for cells in (*CELLS, *LARGE) if large else CELLS:
            seconds, peak = _one(cells, Path(scratch))
            out[str(cells)] = {"seconds": seconds, "peak_mib": peak, "load": os.getloadavg()[0]}
            word = "met" if peak <= ALLOWED_MIB else "MISSED"
            print(
                f"  {cells:>9,} cells: {seconds:7.1f} s, {cells / seconds:>7,.0f} cells/s, peak "
                f"{peak:5.0f} MiB: {word} ({_load()})",
                flush=True,
            )
    each = [float(one["seconds"]) / int(cells) for cells, one in out.items()]
    growth = each[-1] / each[-2]
    print(
        f"  seconds per cell, the last size against the one before: {growth:.2f}, allowed "
        f"{ALLOWED_GROWTH:g}: {'met' if growth <= ALLOWED_GROWTH else 'MISSED'}; peak allowed "
        f"{ALLOWED_MIB:.0f} MiB"
    )
    return out


def _one(cells: int, scratch: Path) -> tuple[float, float]:
    """Seconds and peak MiB of a run; the grid is written by another process, which is large."""
    folder = scratch / str(cells)
    folder.mkdir()
    _in_process([sys.executable, "-m", "benchmarks.grid_run", "--write", str(cells), str(folder)])
    program = "from fourpermille.cli.main import run; run()"
    command = [sys.executable, "-W", "ignore", "-c", program, "run", str(folder / "grid.toml")]
    begun = perf_counter()
    peak = _in_process([*command, "-o", str(folder / "out")])
    seconds = perf_counter() - begun
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    return seconds, peak


# A process counts the memory of the one that started it as its own, so a small one stands between.
BETWEEN = """
import resource, subprocess, sys
silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
status = subprocess.run(sys.argv[1:], **silent).returncode
print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _in_process(command: list[str]) -> float:
    """Run a command to its end; returns the peak of its memory in MiB."""
    told = subprocess.run(
        [sys.executable, "-S", "-c", BETWEEN, *command], capture_output=True, text=True, check=True
    )
    status, peak = map(int, told.stdout.split())
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with {status}")
    return peak / 1024


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def write_world(cells: int, folder: Path) -> None:
    """A grid of so many cells that repeats the reference's croplands, and its scenario."""
    import netCDF4
    import numpy as np
    import xarray as xr

    source = Path(os.environ[DATA]) / "global_grid"
    flat = {name: xr.open_dataset(source / file)[name].values for name, (file, _u) in FLAT.items()}
    stock = flat["soc_0_30_crop"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        monthly = xr.open_dataset(source / "climate_0p5deg.nc")[list(MONTHLY)].load()
    known = np.isfinite(flat["clay_crop"]) & (stock > LEAST_STOCK) & (stock < MOST_STOCK)
    known &= flat["country"] > 0
    for name in MONTHLY:
        known &= np.isfinite(monthly[name].values).all(axis=0)
    rows = cells // COLUMNS
    order = np.arange(cells) % int(known.sum())
    with netCDF4.Dataset(folder / "world.nc", "w") as file:
        sizes = {"month": 12, "lat": rows, "lon": COLUMNS}
        axes = {
            "month": np.arange(1, 13),
            "lat": 60 - 120 * (np.arange(rows) + 0.5) / rows,
            "lon": -180 + 360 * (np.arange(COLUMNS) + 0.5) / COLUMNS,
        }
        for name, size in sizes.items():
            file.createDimension(name, size)
            file.createVariable(name, "f8", (name,))[:] = axes[name]
        for name, units in MONTHLY.items():
            values = monthly[name].values[:, known][:, order].reshape(12, rows, COLUMNS)
            variable = file.createVariable(name, "f4", tuple(sizes), zlib=True, complevel=1)
            variable.units = units
            variable[:] = values
        for name, (_file, units) in FLAT.items():
            dtype = "i2" if name == "country" else "f4"
            variable = file.createVariable(name, dtype, ("lat", "lon"), zlib=True, complevel=1)
            variable.units = units
            variable[:] = flat[name][known][order].reshape(rows, COLUMNS)
    (folder / "grid.toml").write_text(SCENARIO, encoding="utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv:
        write_world(int(sys.argv[-2]), Path(sys.argv[-1]))
    else:
        measure("--large" in sys.argv)
