"""Runs on a GPU: one thread a cell, its state in registers.

The same scalar kernels as on the CPU, compiled for CUDA; cells go through the device in blocks that
fit its memory. Needs numba-cuda and a CUDA device; with ``NUMBA_ENABLE_CUDASIM=1`` it runs, slowly,
without.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fourpermille.kernels import demand
from fourpermille.kernels.cuda_blocks import (
    THREADS_PER_BLOCK,
    Launch,
    stream_blocks,
    thread_blocks,
)
from fourpermille.kernels.cuda_compile import device_kernel
from fourpermille.kernels.demand_cell import demand_of_cell
from fourpermille.kernels.devices import simulated, toolkit
from fourpermille.kernels.rebind import typed
from fourpermille.kernels.rothc import RothCParameters
from fourpermille.kernels.transient_arguments import (
    Forcing,
    Prepared,
    Soil,
    State,
    Transient,
    prepare,
    smallest_pool,
)
from fourpermille.kernels.transient_cell import run_cell

# Numba's module takes this place in the copies that are compiled.
cuda: Any = None


def run(
    forcing: Forcing,
    soil: Soil,
    start: State,
    parameters: RothCParameters,
    *,
    months: int | None = None,
    block_cells: int | None = None,
) -> Transient:
    """Run every cell month by month; arguments and result as in ``transient.run``.

    ``block_cells``: the most cells on the device at a time, from its free memory if not said.
    Raises ImportError without numba-cuda, RuntimeError without a device, ValueError for shapes.
    """
    toolkit()
    given = prepare(forcing, soil, start, months, block=1)
    out = given.empty_results()
    stream_blocks(launcher(given, parameters), (*given.fields, *given.state), out, block_cells)
    return given.result(out)


def launcher(given: Prepared, parameters: RothCParameters) -> Launch:
    """What starts the month by month kernel on device arrays: fields and state, then results."""
    single = bool(given.dtype == np.float32)
    kernel = device_kernel(every_cell, single)
    fixed = (typed(parameters, single), given.dtype.type(smallest_pool(given.dtype)))
    fields = len(given.fields)

    def launch(cells: int, there: list[Any], back: list[Any], stream: Any) -> None:
        kernel[thread_blocks(cells), THREADS_PER_BLOCK, stream](
            cells, given.months, *there[:fields], *fixed, *there[fields:], *back
        )

    return launch


def run_demand(
    year: demand.Climatology,
    place: demand.Place,
    shape: demand.Array,
    parameters: RothCParameters,
    *,
    block_cells: int | None = None,
) -> demand.Demand:
    """Map, equilibrium, inverse and response of every cell, as ``demand.run``."""
    device = toolkit()
    given = demand.prepare(year, place, shape)
    kernel = device_kernel(every_demand, False)
    solve, shares, *fixed = given.fixed(parameters)
    there_shares = device.to_device(shares)

    def launch(cells: int, there: list[Any], back: list[Any], stream: Any) -> None:
        kernel[thread_blocks(cells), THREADS_PER_BLOCK, stream](
            cells, *there, solve, there_shares, *fixed, *back
        )

    out = demand.empty_results(given.cells)
    stream_blocks(launch, given.fields, out, block_cells)
    return out


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


def every_demand(
    cells: Any,
    temperature: Any,
    precipitation: Any,
    evaporation: Any,
    cover: Any,
    management: Any,
    plant_share: Any,
    manure_share: Any,
    plant_dpm: Any,
    limits: Any,
    manure_split: Any,
    humified: Any,
    inert: Any,
    stock: Any,
    plant: Any,
    manure: Any,
    solve: Any,
    shape: Any,
    parameters: Any,
    most_years: Any,
    out_plant: Any,
    out_pools: Any,
    out_gain: Any,
    out_deficit: Any,
    out_rate: Any,
    out_years: Any,
) -> None:
    """Answer for the cell of this thread."""
    cell = cuda.grid(1)
    if cell < cells:
        demand_of_cell(
            cell,
            temperature,
            precipitation,
            evaporation,
            cover,
            management,
            plant_share,
            manure_share,
            plant_dpm,
            limits,
            manure_split,
            humified,
            inert,
            stock,
            plant,
            manure,
            solve,
            shape,
            parameters,
            most_years,
            out_plant,
            out_pools,
            out_gain,
            out_deficit,
            out_rate,
            out_years,
        )


__all__ = ["run", "run_demand", "simulated", "toolkit"]
