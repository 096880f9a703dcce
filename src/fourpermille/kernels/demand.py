"""The fused run: climatology and stock of many cells in, inputs, pools and response out.

Annual map, equilibrium, inverse and response of a cell are computed in one go, so that nothing but
the answer is written. Double precision throughout, whatever the precision of the arrays.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourpermille.kernels.demand_cell import demand_of_cell
from fourpermille.kernels.rothc import MONTHS_PER_YEAR, RothCParameters
from fourpermille.kernels.threads import run_parts

Array = NDArray[np.floating]
POOLS = 4
LONGEST_WETTING_YEARS = 1000
# Below this many cells plain Python is done before the compiled loop is loaded.
SMALLEST_COMPILED = 100
prange = range


class Climatology(NamedTuple):
    """The repeating year: arrays (12 | 1, cells), (cells) or numbers.

    ``plant_share`` and ``manure_share``: each month's share of a year's input; ``plant_dpm_share``:
    what of the plant input is DPM.
    """

    air_temperature_degc: Any
    precipitation_mm: Any
    pet_mm: Any
    plant_cover: Any
    management_modifier: Any = 1.0
    plant_share: Any = 1.0 / MONTHS_PER_YEAR
    manure_share: Any = 1.0 / MONTHS_PER_YEAR
    plant_dpm_share: Any = 0.0


class Place(NamedTuple):
    """What stays: arrays (…, cells) or numbers; see ``transient.Soil`` for the first four.

    With a ``soc_stock_tc_ha`` the plant input is solved for; where that is None it is
    ``plant_input_tc_ha_yr``. ``manure_input_tc_ha_yr`` comes beside it.
    """

    deficit_limits: Any
    manure_split: Any
    humified_share: Any
    iom_tc_ha: Any
    soc_stock_tc_ha: Any
    plant_input_tc_ha_yr: Any = 0.0
    manure_input_tc_ha_yr: Any = 0.0


class Demand(NamedTuple):
    """Results, (cells) each, ``pools`` (4, cells), in double precision.

    ``plant_input_tc_ha_yr`` sustains the stock (or is as given); ``response`` is the stock that one
    t C/ha/yr more has added after the years asked for; ``deficit_mm`` and ``rate_modifier`` are the
    year's last deficit and mean modifier; ``wetting_years`` more than LONGEST_WETTING_YEARS where
    the deficit doesn't repeat.
    """

    plant_input_tc_ha_yr: Array
    pools: Array
    response: Array
    deficit_mm: Array
    rate_modifier: Array
    wetting_years: Array


def demand_of_cells(first: int, last: int, *arguments: Any) -> None:
    """``demand_of_cell`` for a part of the cells."""
    for cell in prange(first, last):
        demand_of_cell(cell, *arguments)


class Prepared(NamedTuple):
    """Arguments in the shape of the kernel, before and after the parameters."""

    cells: int
    fields: tuple[Array, ...]
    solve: bool
    shape: Array

    def fixed(self, parameters: RothCParameters) -> tuple[Any, ...]:
        """What is the same for all cells."""
        return self.solve, self.shape, parameters, LONGEST_WETTING_YEARS


def empty_results(cells: int) -> Demand:
    """Room for the results."""
    plant, gain, deficit, rate = (np.empty(cells) for _number in range(4))
    return Demand(plant, np.empty((POOLS, cells)), gain, deficit, rate, np.empty(cells, np.int32))


def prepare(year: Climatology, place: Place, shape: Array) -> Prepared:
    """Bring every field to (rows, cells) or (cells), a row for all months kept as one.

    Raises ValueError for shapes that don't fit.
    """
    by_month = [np.asarray(values) for values in year]
    solve = place.soc_stock_tc_ha is not None
    others = [np.asarray(values) for values in place._replace(soc_stock_tc_ha=0.0)]
    if solve:
        others[Place._fields.index("soc_stock_tc_ha")] = np.asarray(place.soc_stock_tc_ha)
    widths = {a.shape[-1] for a in by_month if a.ndim} | {a.shape[-1] for a in others[2:] if a.ndim}
    cells = 0 if 0 in widths else max(widths, default=1)
    fields = []
    for name, values in zip(year._fields, by_month, strict=True):
        rows = values.shape[0] if values.ndim > 1 else 1
        if rows not in (1, MONTHS_PER_YEAR):
            raise ValueError(f"{name} has {rows} months; it must have {MONTHS_PER_YEAR} or 1")
        fields.append(_fit(name, values, (rows, cells)))
    leading: tuple[tuple[int, ...], ...] = ((5,), (3,), *[()] * (len(others) - 2))
    for name, values, rows_of in zip(place._fields, others, leading, strict=True):
        wide = values[..., None] if values.shape == rows_of and rows_of else values
        fields.append(_fit(name, wide, (*rows_of, cells)))
    return Prepared(cells, tuple(fields), solve, np.ascontiguousarray(shape, dtype=float))


def _fit(name: str, values: Array, shape: tuple[int, ...]) -> Array:
    floating = values.astype(values.dtype if values.dtype == np.float32 else float, copy=False)
    try:
        full = np.broadcast_to(floating, shape)
    except ValueError:
        raise ValueError(
            f"{name} has the shape {values.shape}; it must broadcast to {shape}"
        ) from None
    return np.require(full, requirements=("C", "W"))


def run(
    year: Climatology,
    place: Place,
    shape: Array,
    parameters: RothCParameters,
    *,
    threads: int | None = None,
) -> Demand:
    """Run every cell on the CPU.

    ``shape`` (years): the share of the extra input in each year of the response; ones where it is
    constant. A cell with a NaN in what it needs is NaN. Raises ValueError for shapes that don't
    fit.
    """
    given = prepare(year, place, shape)
    out = empty_results(given.cells)
    fixed = given.fixed(parameters)
    kernel: Any = demand_of_cells
    if given.cells > SMALLEST_COMPILED:
        from fourpermille.kernels.compile import compiled  # slow import

        kernel = compiled(demand_of_cells, "exact")

    def part(cut: slice) -> None:
        kernel(cut.start, cut.stop, *given.fields, *fixed, *out)

    with np.errstate(invalid="ignore", divide="ignore"):
        run_parts(part, given.cells, threads)
    return out
