"""Monthly RothC over a grid against the C++ loop, NumPy and the memory."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from benchmarks import timing, yardstick
from benchmarks.numpy_loop import numpy_run
from benchmarks.world import PARAMETERS, grid
from fourpermille.kernels import cuda, transient
from fourpermille.kernels.threads import processors, run_parts

CELLS, YEARS = 200_000, 20
CELLS_SLOW = 20_000  # of the candidates that would take too long otherwise
ALLOWED = 1.2


def measure(rounds: int = 15) -> dict[str, Any]:
    """Print and return what a run takes."""
    print(f"monthly RothC, {CELLS:,} cells x {YEARS} years, {processors()} threads")
    world = grid(YEARS, CELLS, np.float32)
    forcing = [a for a in world[0] if len(a) > 1]
    candidates = {
        "ours, float32": lambda: transient.run(*world, PARAMETERS),
        "reading the weather once": lambda: read(forcing),
    }
    cpp = None
    if yardstick.compiler():
        os.environ.setdefault("OMP_NUM_THREADS", str(processors()))
        cpp = yardstick.plain_loop(*world)
        candidates["C++ loop, float32"] = cpp
    else:
        print("  no g++ on this machine: no comparison with C++")
    taken = timing.in_turns(candidates, rounds)
    out: dict[str, Any] = {"cells": CELLS, "years": YEARS, "threads": processors()}
    for name, values in taken.items():
        out[name] = show(name, timing.middle(values), CELLS)
    read_bytes = sum(a.nbytes for a in forcing)
    print(f"  weather: {read_bytes / 1e9:.2f} GB, read at", end=" ")
    print(f"{read_bytes / out['reading the weather once'] / 1e9:.1f} GB/s, by the run at", end=" ")
    print(f"{read_bytes / out['ours, float32'] / 1e9:.1f} GB/s")
    ours = transient.run(*world, PARAMETERS).soc_stock_tc_ha
    if cpp:
        out["ratio"] = timing.ratio(taken, "ours, float32", "C++ loop, float32")
        word = "met" if out["ratio"] <= ALLOWED else "MISSED"
        print(f"  ours / C++ = {out['ratio']:.2f} (allowed {ALLOWED}): {word}")
        apart = float(np.abs(ours - cpp().soc_stock_tc_ha).max())
        print(f"  largest difference of a stock, ours to C++: {apart:.1e} t C/ha")
        out["difference_to_cpp_tc_ha"] = apart
    return out | _slower(ours) | _gpu(world, ours)


def _slower(ours: np.ndarray) -> dict[str, float]:
    wide = grid(YEARS, CELLS_SLOW, np.float64)
    narrow = transient.run(*grid(YEARS, CELLS_SLOW, np.float32), PARAMETERS)
    taken = timing.in_turns(
        {
            "ours, float64": lambda: transient.run(*wide, PARAMETERS),
            "NumPy, float64": lambda: numpy_run(*wide),
        },
        3,
    )
    out = {
        name: show(f"{name}, {CELLS_SLOW:,} cells", timing.middle(values), CELLS_SLOW)
        for name, values in taken.items()
    }
    exact = transient.run(*wide, PARAMETERS).soc_stock_tc_ha
    rounded = float(np.abs(narrow.soc_stock_tc_ha - exact).max())
    plain = float(np.abs(numpy_run(*wide) / exact - 1).max())
    print(f"  largest difference of a stock, float32 to float64: {rounded:.1e} t C/ha")
    print(f"  largest relative difference, float64 to NumPy: {plain:.1e}")
    assert np.isfinite(ours).all()
    return out | {"difference_of_float32_tc_ha": rounded, "difference_to_numpy": plain}


def _gpu(world: tuple[Any, ...], ours: np.ndarray) -> dict[str, float]:
    try:
        cuda.toolkit()
    except (ImportError, RuntimeError):
        print("  no GPU, or no numba-cuda: the GPU run isn't measured")
        return {}
    name = "GPU with transfers, float32"
    taken = timing.in_turns({name: lambda: cuda.run(*world, PARAMETERS)}, 5)
    apart = float(np.abs(cuda.run(*world, PARAMETERS).soc_stock_tc_ha - ours).max())
    out = {name: show(name, timing.middle(taken[name]), CELLS), "difference_to_gpu_tc_ha": apart}
    print(f"  largest difference of a stock, GPU to CPU: {apart:.1e} t C/ha")
    return out


def show(name: str, seconds: float, cells: int) -> float:
    """Print a line; give back the seconds."""
    each = seconds / cells / YEARS * 1e9
    print(f"  {name:<32} {seconds:8.4f} s {each:9.1f} ns per cell and year")
    return seconds


def read(arrays: list[np.ndarray]) -> None:
    """Touch every number once: no run can be faster than the memory."""

    def part(cut: slice) -> None:
        for array in arrays:
            array.reshape(-1)[cut].view(np.int32).max()

    run_parts(part, arrays[0].size)
