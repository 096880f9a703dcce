"""The sequestration protocol (GSOCseq) over many cells, on the processors of this machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from fourpermille.kernels.gsocseq_arguments import (
    Array,
    Changes,
    Context,
    Land,
    Outcome,
    Soil,
    Weather,
)
from fourpermille.kernels.rothc import MONTHS_PER_YEAR
from fourpermille.kernels.scratch import BLOCK
from fourpermille.kernels.threads import run_parts


def run(
    spin_up: Weather,
    warm_up: Weather,
    forward: Weather,
    land: Land,
    soil: Soil,
    changes: Changes,
    context: Context,
    *,
    warm_up_years: int,
    forward_years: int,
    most_wetting_years: int,
    threads: int | None = None,
) -> Outcome:
    """Run every cell of all bounds, in float64; weather may come as float32.

    Missing values of a cell make its results missing. The inputs of the three phases are those of
    the protocol: the one that sustains the stock, in proportion to productivity, and their mean.
    """
    from fourpermille.kernels.compile import compiled  # slow import
    from fourpermille.kernels.gsocseq_block import run_blocks

    bounds, cells = soil.stock.shape
    weather = [_even(phase, cells) for phase in (spin_up, warm_up, forward)]
    padded = (
        *weather,
        Land(*(_wide(a, cells) for a in land)),
        Soil(*(_wide(a, cells) for a in soil)),
    )
    width = max(cells, BLOCK)
    out = Outcome(*(np.empty((bounds, width)) for _name in Outcome._fields))
    kernel: Callable[..., None] = compiled(run_blocks, "double")
    counts = (warm_up_years, forward_years, most_wetting_years)

    def part(cut: slice) -> None:
        kernel(cut.start, cut.stop, *counts, *padded, changes, context, out)

    if cells:
        run_parts(part, width, threads, multiple=BLOCK)
    return Outcome(*(a[:, :cells] for a in out))


def mean_year(rows: Array) -> Array:
    """Mean (12, cells) of each month over the years of a series; fewer rows repeat and stay."""
    if rows.shape[0] <= MONTHS_PER_YEAR:
        return rows
    from fourpermille.kernels.compile import compiled  # slow import
    from fourpermille.kernels.gsocseq_block import mean_months

    kernel: Callable[..., None] = compiled(mean_months, "double")
    out = np.empty((MONTHS_PER_YEAR, rows.shape[1]))
    given = np.require(rows, None, ["C", "W"])
    run_parts(lambda cut: kernel(cut.start, cut.stop, given, out), rows.shape[1], multiple=BLOCK)
    return out


def _even(weather: Weather, cells: int) -> Weather:
    """A phase in one precision: single where all of it is, else double."""
    single = all(a.dtype == np.float32 for a in weather)
    return Weather(*(_wide(a, cells, np.float32 if single else float) for a in weather))


def _wide(values: Array, cells: int, dtype: Any = float) -> Array:
    """Contiguous rows over all cells, a block at least."""
    full = values
    if values.shape[1] != cells:
        full = np.broadcast_to(values, (values.shape[0], cells))
    if cells < BLOCK:
        full = np.pad(full, ((0, 0), (0, BLOCK - cells)))
    return np.require(full, dtype, ["C", "W", "A"])


__all__ = ["Changes", "Context", "Land", "Outcome", "Soil", "Weather", "mean_year", "run"]
