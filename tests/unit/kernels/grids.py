"""Random grids and the plain-Python answer for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from fourpermille.kernels.demand import Climatology, Place
from fourpermille.kernels.rothc import RothCParameters
from fourpermille.kernels.transient import Forcing, Soil, State, Transient
from fourpermille.kernels.transient_arguments import prepare, smallest_pool
from fourpermille.kernels.transient_cell import run_cell

PARAMETERS = RothCParameters(
    temperature_a=47.91,
    temperature_b=106.06,
    temperature_c=18.27,
    temperature_minimum_degc=-5.0,
    covered_modifier=0.6,
    bare_cover_threshold=0.5,
    k_dpm=10.0,
    k_rpm=0.3,
    k_bio=0.66,
    k_hum=0.02,
    co2_factor=1.67,
    co2_base=1.85,
    co2_span=1.6,
    co2_clay=0.0786,
    bio_share=0.46,
)


def random_grid(
    cells: int, months: int, seed: int, dtype: Any = np.float64
) -> tuple[Forcing, Soil, State]:
    """Weather from polar to desert, soils from sand to clay, pools from nothing to peat."""
    rng = np.random.default_rng(seed)
    by_month, soil = (months, cells), (cells,)
    clay = rng.uniform(0, 80, soil)
    driest = -(20 + 1.3 * clay - 0.01 * clay**2) * rng.uniform(10, 100, soil) / 23
    limits = np.stack([driest, 0.556 * driest, 0.444 * driest, driest, np.full(cells, 0.2)])
    forcing = Forcing(
        rng.uniform(-40, 40, by_month).astype(dtype),
        rng.gamma(1.0, 60.0, by_month).astype(dtype),
        rng.uniform(0, 200, by_month).astype(dtype),
        rng.integers(0, 2, by_month).astype(dtype),
        rng.uniform(0.8, 1.2, (1, cells)).astype(dtype),
        rng.uniform(0, 0.5, (12, cells)).astype(dtype),
        rng.uniform(0, 0.2, by_month).astype(dtype),
        0.59,
    )
    split = np.array([0.49, 0.49, 0.02])
    state = State(rng.uniform(0, 40, (4, cells)), driest * rng.uniform(0, 1, soil))
    return forcing, Soil(limits, split, rng.uniform(0.15, 0.25, soil), 3.0), state


def plain_run(forcing: Forcing, soil: Soil, start: State, months: int | None = None) -> Transient:
    """The scalar kernels as they are, cell after cell, in float64."""
    given = prepare(forcing, soil, start, months, block=1)
    out = given.empty_results()
    smallest = smallest_pool(given.dtype)
    for cell in range(given.cells):
        run_cell(cell, given.months, *given.fields, PARAMETERS, smallest, *given.state, *out)
    return given.result(out)


def random_year(cells: int, seed: int, dtype: Any = np.float64) -> tuple[Climatology, Place]:
    """A repeating year and soils in balance with it, warm enough that everything turns over."""
    rng = np.random.default_rng(seed)
    _forcing, soil, _state = random_grid(cells, 12, seed)
    share = rng.uniform(0, 1, (12, cells))
    year = Climatology(
        rng.uniform(-4, 35, (12, cells)).astype(dtype),
        rng.gamma(1.0, 60.0, (12, cells)).astype(dtype),
        rng.uniform(0, 200, (12, cells)).astype(dtype),
        rng.integers(0, 2, (12, cells)).astype(dtype),
        rng.uniform(0.8, 1.2, cells),
        share / share.sum(axis=0),
        np.full((12, 1), 1 / 12),
        0.59,
    )
    stock = rng.uniform(20, 150, cells)
    return year, Place(
        soil.deficit_limits,
        soil.manure_split,
        soil.humified_share,
        0.049 * stock**1.139,
        stock,
        manure_input_tc_ha_yr=rng.uniform(0, 0.5, cells),
    )
