"""What must hold on a GPU, simulated or not; run as a program, it says "same"."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from fourpermille.kernels import cuda, cuda_maps, demand, places
from tests.unit.kernels.grids import PARAMETERS, plain_run, random_grid, random_year

CLOSE = 1e-5  # of itself, in single precision


def transient_agrees(dtype: type, cells: int, months: int, block_cells: int | None) -> None:
    grid = random_grid(cells, months, 21, dtype)
    found = cuda.run(*grid, PARAMETERS, block_cells=block_cells)
    wanted = plain_run(*(_wide(part) for part in grid))
    assert found.soc_stock_tc_ha.shape == (months // 12, cells)
    assert found.soc_stock_tc_ha.dtype == dtype
    tolerance = CLOSE if dtype == np.float32 else 1e-10
    np.testing.assert_allclose(found.soc_stock_tc_ha, wanted.soc_stock_tc_ha, rtol=tolerance)
    for one, other in zip(found.end, wanted.end, strict=True):
        np.testing.assert_allclose(
            one, other, rtol=tolerance, atol=2e-4 if tolerance == CLOSE else 0
        )


def _wide(part: tuple) -> tuple:
    return type(part)(*(np.asarray(values, dtype=float) for values in part))


def demand_agrees(dtype: type, cells: int, block_cells: int | None) -> None:
    year, place = random_year(cells, 4, dtype)
    found = cuda.run_demand(year, place, np.ones(5), PARAMETERS, block_cells=block_cells)
    wanted = demand.run(year, place, np.ones(5), PARAMETERS)
    for one, other in zip(found, wanted, strict=True):
        assert one.shape == other.shape
        np.testing.assert_allclose(one, other, rtol=1e-10)


def maps_agree(dtype: type, cells: int, block_cells: int | None, settles: bool) -> None:
    """Against the maps that a processor makes, place by place, of the rates of the months."""
    year, place = random_year(cells, 6, dtype)
    start = None if settles else np.linspace(-20.0, 0.0, cells)
    found = cuda_maps.run_maps(year, place, PARAMETERS, deficit=start, block_cells=block_cells)
    matrix, inputs = found.matrix(), found.inputs()
    assert matrix.dtype == inputs.dtype == np.float64
    by_month = [
        np.array(np.broadcast_to(np.asarray(values, dtype=float), (12, cells))) for values in year
    ]
    for cell in range(cells):
        warmth, rain, evaporation, cover, managed, plant, dung, easy = (
            a[:, cell] for a in by_month
        )
        limits, rates = place.deficit_limits[:, cell], np.empty((12, 4))
        water = (rain, evaporation, cover, limits)
        first = (
            places.periodic_deficit(*water, 0.0, PARAMETERS, 100)[0]
            if start is None
            else start[cell]
        )
        with np.errstate(invalid="ignore"):
            last = places.month_modifiers(warmth, *water, first, PARAMETERS, rates)
        rate = rates[:, :3].prod(axis=1) * managed
        wanted = np.empty((4, 4)), np.empty((4, 2))
        places.annual_map(
            *(rate, plant * easy, plant * (1 - easy), dung, place.manure_split),
            *(place.humified_share[cell], PARAMETERS, *wanted),
        )
        np.testing.assert_allclose(matrix[cell], wanted[0], rtol=1e-12, atol=0)
        np.testing.assert_allclose(inputs[cell], wanted[1], rtol=1e-12, atol=0)
        np.testing.assert_allclose(found.deficit_mm[cell], last, rtol=1e-12)
        np.testing.assert_allclose(found.rate_modifier[cell], rate.mean(), rtol=1e-12)


def missing_stays(cells: int) -> None:
    forcing, soil, start = random_grid(cells, 24, 2, np.float32)
    for name in forcing._fields[:4]:
        broken = getattr(forcing, name).copy()
        broken[3, 1] = np.nan
        found = cuda.run(forcing._replace(**{name: broken}), soil, start, PARAMETERS)
        missing = np.isnan(found.soc_stock_tc_ha)
        assert missing[:, 1].all(), name
        assert not np.delete(missing, 1, axis=1).any(), name


def everything(cells: int) -> None:
    for dtype in (np.float64, np.float32):
        for count, months in ((0, 12), (1, 13), (cells, 36)):
            for block_cells in (None, 1 + cells // 2):
                transient_agrees(dtype, count, months, block_cells)
        for block_cells in (None, 1 + cells // 2):
            demand_agrees(dtype, cells, block_cells)
            for settles in (True, False):
                maps_agree(dtype, cells, block_cells, settles)
    missing_stays(3)


if __name__ == "__main__":
    everything(5)
    sys.stdout.write("same")
