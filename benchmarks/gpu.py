"""The GPU: what the month by month kernel reads per second beside a copy on the device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks import timing
from benchmarks.world import PARAMETERS, grid
from fourpermille.kernels import cuda, demand, devices
from fourpermille.kernels.transient_arguments import prepare

CELLS, YEARS = 2_000_000, 5
ROUNDS, QUEUED = 9, 10
AIM = 0.85


def measure() -> dict[str, Any]:
    """Print and return what a device does; nothing is measured where there is none."""
    card = devices.cuda_device()
    if card is None or devices.simulated():
        print("no GPU, or no numba-cuda: nothing is measured on one")
        return {}
    print(f"{card.name}: monthly RothC, {CELLS:,} cells x {YEARS} years, float32")
    module = devices.toolkit()
    given = prepare(*grid(YEARS, CELLS, np.float32), None, block=1)
    there = [module.to_device(array) for array in (*given.fields, *given.state)]
    back = [module.device_array(a.shape, a.dtype) for a in given.empty_results()]
    launch = cuda.launcher(given, PARAMETERS)
    stream = module.stream()
    weather = sum(a.nbytes for a in given.fields if a.ndim == 2 and a.shape[0] == given.months)
    source = module.device_array(weather // 2, np.uint8)
    target = module.device_array_like(source)
    kernel = _seconds(stream, lambda: launch(given.cells, there, back, stream))
    copy = _seconds(stream, lambda: target.copy_to_device(source, stream=stream))
    rates = {"kernel": weather / kernel, "copy": 2 * source.nbytes / copy}
    share = rates["kernel"] / rates["copy"]
    print(
        f"  the kernel reads {weather / 1e9:.2f} GB of weather at {rates['kernel'] / 1e9:,.0f} GB/s"
    )
    print(f"  a copy on the device reads and writes {rates['copy'] / 1e9:,.0f} GB/s")
    word = "met" if share >= AIM else "MISSED"
    print(f"  kernel / copy = {100 * share:.0f} % (aim {100 * AIM:.0f} %): {word}")
    return {
        "device": card.name,
        "kernel_seconds": kernel,
        "share_of_copy": share,
        **{f"{name}_bytes_per_second": rate for name, rate in rates.items()},
    } | _demand()


def _seconds(stream: Any, start: Callable[[], object]) -> float:
    """Seconds of one start, of which several queue up in a round; middle of some rounds."""
    start()
    stream.synchronize()

    def several() -> None:
        for _ in range(QUEUED):
            start()
        stream.synchronize()

    return timing.middle([timing.seconds(several) for _ in range(ROUNDS)]) / QUEUED


def _demand() -> dict[str, float]:
    """Required input with its transfers, on the device and on the processor."""
    forcing, soil, _start = grid(1, CELLS // 4, np.float32)
    year = demand.Climatology(*forcing[:5], plant_dpm_share=forcing.plant_dpm_share)
    place = demand.Place(*soil, np.full(CELLS // 4, 60.0))
    shape = np.ones(30)
    taken = timing.in_turns(
        {
            "processor": lambda: demand.run(year, place, shape, PARAMETERS),
            "GPU with transfers": lambda: cuda.run_demand(year, place, shape, PARAMETERS),
        },
        3,
    )
    out = {name: (CELLS // 4) / timing.middle(values) for name, values in taken.items()}
    for name, rate in out.items():
        print(f"  required input, {name:<20} {rate / 1e6:8.2f} million places/s")
    return {f"required input, {name} (places/s)": rate for name, rate in out.items()}
