"""Annual maps on a GPU: one thread a cell, the year's matrix in registers."""

from __future__ import annotations

from typing import Any

from fourpermille.kernels import demand, maps
from fourpermille.kernels.cuda_blocks import THREADS_PER_BLOCK, stream_blocks, thread_blocks
from fourpermille.kernels.cuda_compile import device_kernel
from fourpermille.kernels.devices import toolkit
from fourpermille.kernels.maps_cell import map_of_cell
from fourpermille.kernels.rothc import RothCParameters

# Numba's module takes this place in the copies that are compiled.
cuda: Any = None


def run_maps(
    year: demand.Climatology,
    place: demand.Place,
    parameters: RothCParameters,
    *,
    deficit: Any = None,
    block_cells: int | None = None,
) -> maps.Maps:
    """The annual map of every cell, from a deficit or (None) the one that repeats itself.

    ``block_cells``: the most cells on the device at a time, from its free memory if not said.
    Raises ImportError without numba-cuda, RuntimeError without a device, ValueError for shapes.
    """
    toolkit()
    given = maps.prepare(year, place, deficit)
    kernel = device_kernel(every_map, False)
    fixed = given.fixed(parameters)

    def launch(cells: int, there: list[Any], back: list[Any], stream: Any) -> None:
        kernel[thread_blocks(cells), THREADS_PER_BLOCK, stream](cells, *there, *fixed, *back)

    out = maps.empty_results(given.fields[-1].size)
    stream_blocks(launch, given.fields, out, block_cells)
    return out


def every_map(
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
    start: Any,
    settles: Any,
    parameters: Any,
    most_years: Any,
    out_kept: Any,
    out_received: Any,
    out_deficit: Any,
    out_rate: Any,
    out_years: Any,
) -> None:
    """Make the map of the cell of this thread."""
    cell = cuda.grid(1)
    if cell < cells:
        map_of_cell(
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
            start,
            settles,
            parameters,
            most_years,
            out_kept,
            out_received,
            out_deficit,
            out_rate,
            out_years,
        )
