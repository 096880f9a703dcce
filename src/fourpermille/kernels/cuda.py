"""The grid run on a GPU: one thread a cell, its pools and deficit in registers.

Needs numba-cuda and a CUDA device; with ``NUMBA_ENABLE_CUDASIM=1`` it runs, slowly, without.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from fourpermille.kernels.rebind import rebound, typed
from fourpermille.kernels.rothc import RothCParameters
from fourpermille.kernels.transient_arguments import (
    Forcing,
    Soil,
    State,
    Transient,
    prepare,
    smallest_pool,
)
from fourpermille.kernels.transient_cell import run_cell

THREADS_PER_BLOCK = 128
# Numba's module takes this place in the copies that are compiled.
cuda: Any = None


def run(
    forcing: Forcing,
    soil: Soil,
    start: State,
    parameters: RothCParameters,
    *,
    months: int | None = None,
) -> Transient:
    """Run every cell on the GPU; arguments and result as in ``transient.run``.

    Raises ImportError without numba-cuda, RuntimeError without a device, ValueError for shapes.
    """
    device = toolkit()
    given = prepare(forcing, soil, start, months, block=1)
    single = given.dtype == np.float32
    kernel = _kernel(bool(single))
    fixed = (typed(parameters, single), given.dtype.type(smallest_pool(given.dtype)))
    if not given.cells:
        return given.result(given.empty_results())
    fields = [device.to_device(array) for array in given.fields]
    state = [device.to_device(array) for array in given.state]
    out = [device.device_array(a.shape, a.dtype) for a in given.empty_results()]
    blocks = -(-given.cells // THREADS_PER_BLOCK)
    kernel[blocks, THREADS_PER_BLOCK](given.cells, given.months, *fields, *fixed, *state, *out)
    stock, pools, deficit = (array.copy_to_host() for array in out)
    return given.result((stock, pools, deficit))


def simulated() -> bool:
    """Whether Numba plays the GPU on the CPU."""
    return os.environ.get("NUMBA_ENABLE_CUDASIM", "0") == "1"


def toolkit() -> Any:
    """Give Numba's CUDA module, or say what is missing."""
    if not simulated() and find_spec("numba_cuda") is None:
        raise ImportError(
            "The GPU run needs numba-cuda: pip install 'fourpermille[gpu]'. "
            "The same run works on the CPU without it."
        )
    from numba import cuda as module  # slow import

    if not simulated() and not module.is_available():
        raise RuntimeError("numba-cuda is installed, but no CUDA device answers.")
    return module


@cache
def _device(function: Any, single: bool) -> Any:
    """Compile a kernel function for the device, with all that it calls."""
    copy = rebound(function, single, lambda part: _device(part, single), {})
    return toolkit().jit(copy, device=True)


def every_cell(
    cells: Any,
    months: Any,
    temperature: Any,
    precipitation: Any,
    evaporation: Any,
    cover: Any,
    management: Any,
    plant: Any,
    manure: Any,
    plant_dpm: Any,
    limits: Any,
    manure_split: Any,
    humified: Any,
    inert: Any,
    parameters: Any,
    smallest: Any,
    pools: Any,
    deficit: Any,
    out_stock: Any,
    out_pools: Any,
    out_deficit: Any,
) -> None:
    """Run the cell of this thread."""
    cell = cuda.grid(1)
    if cell < cells:
        run_cell(
            cell,
            months,
            temperature,
            precipitation,
            evaporation,
            cover,
            management,
            plant,
            manure,
            plant_dpm,
            limits,
            manure_split,
            humified,
            inert,
            parameters,
            smallest,
            pools,
            deficit,
            out_stock,
            out_pools,
            out_deficit,
        )


@cache
def _kernel(single: bool) -> Any:
    names = {"cuda": toolkit()}
    return toolkit().jit(rebound(every_cell, single, lambda part: _device(part, single), names))
