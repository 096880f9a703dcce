"""The grid run: RothC month by month for many cells, on the CPU."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fourpermille.kernels.rebind import typed
from fourpermille.kernels.rothc import RothCParameters
from fourpermille.kernels.scratch import BLOCK
from fourpermille.kernels.threads import run_parts
from fourpermille.kernels.transient_arguments import (
    Forcing,
    Soil,
    State,
    Transient,
    prepare,
    smallest_pool,
)


def run(
    forcing: Forcing,
    soil: Soil,
    start: State,
    parameters: RothCParameters,
    *,
    months: int | None = None,
    threads: int | None = None,
) -> Transient:
    """Run every cell; ``months`` is needed only where no forcing has the length of the run.

    Float32 where the air temperature is float32 (within 1e-4 t C/ha of float64), else float64,
    equal to the plain-Python kernels. A NaN in the forcing of a cell makes that cell NaN. Raises
    ValueError for shapes that don't fit. ``start`` is not changed: the end state starts the next
    run.
    """
    from fourpermille.kernels.compile import compiled  # slow import
    from fourpermille.kernels.transient_block import run_blocks

    given = prepare(forcing, soil, start, months)
    single = given.dtype == np.float32
    kernel: Callable[..., None] = compiled(run_blocks, "fast" if single else "exact")
    fixed = (typed(parameters, single), given.dtype.type(smallest_pool(given.dtype)))
    state, out = given.state, given.empty_results()

    def part(cut: slice) -> None:
        kernel(cut.start, cut.stop, given.months, *given.fields, *fixed, *state, *out)

    if given.cells:
        run_parts(part, given.padded, threads, multiple=BLOCK)
    return given.result(out)


__all__ = ["Forcing", "Soil", "State", "Transient", "run"]
