"""File to file: a forward run from Zarr to Zarr against only reading and writing the same bytes.

``python -m benchmarks.file_to_file [--large]``; the largest map takes 6 GB of disk in TMPDIR.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

MONTHS, YEARS, CHUNK = 240, 20, 20_000
CELLS, LARGE = (100_000, 400_000), 2_000_000
ALLOWED, ALLOWED_MIB = 1.5, 2048.0
MONTHLY = {
    "air_temperature_degc": (-5.0, 25.0),
    "precipitation_mm": (0.0, 150.0),
    "pet_mm": (0.0, 150.0),
}
FIXED = {
    "clay_percent": (5.0, 50.0),
    "soc_stock_tc_ha": (20.0, 100.0),
    "plant_input_tc_ha_yr": (1.0, 5.0),
    "plant_cover": (1.0, 1.0),
    "depth_cm": (30.0, 30.0),
    "dpm_rpm_ratio": (1.44, 1.44),
}
STOCK = "soc_stock_tc_ha"


def measure(large: bool = False, rounds: int = 3) -> dict[str, Any]:
    """Print ratio, rate and peak memory by number of cells, each in a process of its own."""
    print("file to file: Zarr (float32, 240 months) to Zarr, against only reading and writing")
    out = {}
    for cells in (*CELLS, LARGE) if large else CELLS:
        with tempfile.TemporaryDirectory() as scratch:
            command = [sys.executable, "-m", "benchmarks.file_to_file", "--one", str(cells)]
            command += [scratch, str(rounds)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        one = json.loads(done.stdout.splitlines()[-1])
        out[str(cells)] = one
        word = "met" if one["ratio"] <= ALLOWED and one["peak_mib"] <= ALLOWED_MIB else "MISSED"
        print(
            f"  {cells:>9,} cells: ratio {one['ratio']:5.2f} ({one['only_seconds']:.2f} s against "
            f"{one['seconds']:.2f} s), {cells / one['seconds']:>9,.0f} cells/s, peak "
            f"{one['peak_mib']:5.0f} MiB: {word}"
        )
    print(f"  allowed: ratio {ALLOWED}, peak {ALLOWED_MIB:.0f} MiB")
    return out


def one(cells: int, folder: Path, rounds: int) -> dict[str, float]:
    """Measure in turns in this process, after a small run that compiles."""
    import resource

    from fourpermille import simulate_file

    warnings.simplefilter("ignore")
    small = write_drivers(folder / "small.zarr", CHUNK)
    simulate_file(small, folder / "small_out.zarr")
    source = write_drivers(folder / "drivers.zarr", cells)
    ours, only = [], []
    for _ in range(rounds):
        begun = perf_counter()
        copy_bytes(source, folder / "only.zarr", cells)
        only.append(perf_counter() - begun)
        begun = perf_counter()
        simulate_file(source, folder / "out.zarr")
        ours.append(perf_counter() - begun)
        for name in ("only.zarr", "out.zarr"):
            shutil.rmtree(folder / name)
    ratios = sorted(a / b for a, b in zip(ours, only, strict=True))
    return {
        "ratio": ratios[len(ratios) // 2],
        "best_ratio": min(ours) / min(only),
        "seconds": sorted(ours)[len(ours) // 2],
        "only_seconds": sorted(only)[len(only) // 2],
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def write_drivers(path: Path, cells: int) -> Path:
    """A store of drivers, numbers rounded as real ones are, so that they pack as those do."""
    import zarr

    draw = np.random.default_rng(1)
    group = zarr.open_group(path, mode="w", zarr_format=3)
    for name, (low, high) in MONTHLY.items():
        array = group.create_array(
            name,
            shape=(MONTHS, cells),
            chunks=(MONTHS, CHUNK),
            dtype="f4",
            dimension_names=("time", "cell"),
        )
        for start in range(0, cells, CHUNK):
            count = min(CHUNK, cells - start)
            values = np.round(draw.uniform(low, high, (MONTHS, count)), 1)
            array[:, start : start + count] = values.astype("f4")
    for name, (low, high) in FIXED.items():
        array = group.create_array(
            name, shape=(cells,), chunks=(CHUNK,), dtype="f4", dimension_names=("cell",)
        )
        array[:] = draw.uniform(low, high, cells).astype("f4")
    return path


def copy_bytes(source: Path, target: Path, cells: int, step: int = 2 * CHUNK) -> None:
    """Read every number of the drivers, write as many as the model does; compute nothing."""
    import zarr

    read = zarr.open_group(source, mode="r")
    written = zarr.open_group(target, mode="w", zarr_format=3).create_array(
        STOCK, shape=(YEARS, cells), chunks=(YEARS, CHUNK), dtype="f4"
    )
    for start in range(0, cells, step):
        part = {name: read[name][..., start : start + step] for name in read.array_keys()}
        written[:, start : start + step] = part["air_temperature_degc"][:YEARS]


if __name__ == "__main__":
    if "--one" in sys.argv:
        print(json.dumps(one(int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))))
    else:
        measure("--large" in sys.argv)
