"""Arguments of the grid runs, checked and brought into one shape and precision.

Arrays have the month first and the cell last. Forcing comes for every month, for twelve months
that repeat, or for one month that stays.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourpermille.kernels.rothc import MONTHS_PER_YEAR
from fourpermille.kernels.scratch import BLOCK

Array = NDArray[np.floating]
POOLS = 4


class Forcing(NamedTuple):
    """What changes by month: arrays (months | 12 | 1, cells), or numbers that hold for all."""

    air_temperature_degc: Any
    precipitation_mm: Any
    pet_mm: Any
    plant_cover: Any
    management_modifier: Any = 1.0
    plant_input_tc_ha_month: Any = 0.0
    manure_input_tc_ha_month: Any = 0.0
    plant_dpm_share: Any = 0.0


class Soil(NamedTuple):
    """What stays: arrays (…, cells) or numbers.

    ``deficit_limits`` (5, cells): deficit limit under plants, of bare soil, at one bar and at
    15 bar (mm, <= 0), and the smallest moisture modifier; ``manure_split`` (3, cells): shares of
    manure that enter DPM, RPM and HUM; ``humified_share``: of decomposed carbon what stays.
    """

    deficit_limits: Any
    manure_split: Any
    humified_share: Any
    iom_tc_ha: Any = 0.0


class State(NamedTuple):
    """Pools (4, cells), t C/ha, and soil moisture deficit (cells), mm, <= 0."""

    pools_tc_ha: Any
    soil_moisture_deficit_mm: Any = 0.0


class Transient(NamedTuple):
    """Stock (years, cells) at the end of every full year, t C/ha, and the state at the end."""

    soc_stock_tc_ha: Array
    end: State


def smallest_pool(dtype: Any) -> float:
    """Below this a pool counts as empty: far above the exceptions, far below any carbon."""
    return float(np.finfo(dtype).tiny) / float(np.finfo(dtype).eps)


class Prepared(NamedTuple):
    """Arguments in the shape and precision of the kernels."""

    cells: int
    padded: int
    months: int
    dtype: Any
    fields: tuple[Array, ...]
    state: tuple[Array, Array]

    def empty_results(self) -> tuple[Array, Array, Array]:
        """Room for stock, pools and deficit."""
        shapes = ((self.months // MONTHS_PER_YEAR, self.padded), (POOLS, self.padded), self.padded)
        return tuple(np.empty(shape, self.dtype) for shape in shapes)  # type: ignore[return-value]

    def result(self, out: tuple[Array, Array, Array]) -> Transient:
        """Give back the cells that were asked for."""
        stock, pools, deficit = (np.ascontiguousarray(a[..., : self.cells]) for a in out)
        return Transient(stock, State(pools, deficit))


def prepare(
    forcing: Forcing, soil: Soil, start: State, months: int | None, block: int = BLOCK
) -> Prepared:
    """Check the shapes and bring everything to one precision, contiguous, a block at least."""
    dtype = np.result_type(np.asarray(forcing.air_temperature_degc).dtype, np.float32)
    dtype = np.dtype(np.float32 if dtype == np.float32 else np.float64)
    by_month = [np.atleast_2d(np.asarray(values)) for values in forcing]
    others = [np.asarray(values) for values in (*soil, *start)]
    rows: tuple[tuple[int, ...], ...] = ((5,), (3,), (), (), (POOLS,), ())
    wide = [a for a, r in zip(others, rows, strict=True) if a.ndim > len(r)]
    widths = {a.shape[-1] for a in (*by_month, *wide)} - {1}
    cells = 0 if 0 in widths else max(widths, default=1)
    run_months = months if months is not None else max(a.shape[0] for a in by_month)
    padded = max(cells, block)

    def fit(name: str, values: Array, leading: tuple[int, ...]) -> Array:
        if values.ndim == len(leading) and leading:  # one number per row, the same in every cell
            values = values[..., None]
        if values.shape[:-1] not in (leading, ()) or values.shape[-1:] not in ((cells,), (1,), ()):
            raise ValueError(
                f"{name} has the shape {values.shape}; it must broadcast to {(*leading, cells)}"
            )
        if values.shape == (*leading, padded) and values.dtype == dtype and values.flags.carray:
            return values
        full = np.zeros((*leading, padded), dtype)
        full[..., :cells] = values
        return full

    fields = []
    for name, values in zip(Forcing._fields, by_month, strict=True):
        if values.shape[0] not in (1, MONTHS_PER_YEAR, run_months):
            raise ValueError(
                f"{name} has {values.shape[0]} months; it must have {run_months}, "
                f"{MONTHS_PER_YEAR} that repeat, or 1 that stays"
            )
        fields.append(fit(name, values, values.shape[:1]))
    names = (*Soil._fields, *State._fields)
    for name, values, leading in zip(names, others, rows, strict=True):
        fields.append(fit(name, values, leading))
    return Prepared(cells, padded, run_months, dtype, tuple(fields[:-2]), (fields[-2], fields[-1]))
