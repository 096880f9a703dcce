"""The grid run against the scalar kernels, and what a grid may look like."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.kernels import transient
from fourpermille.kernels.scratch import BLOCK
from fourpermille.kernels.transient import Forcing, Soil, State

from .grids import PARAMETERS, plain_run, random_grid


def relative(found: np.ndarray, wanted: np.ndarray) -> float:
    return float(np.max(np.abs(found - wanted) / np.maximum(np.abs(wanted), 1e-3), initial=0.0))


@given(cells=st.integers(1, 6), months=st.integers(0, 40), seed=st.integers(0, 2**32 - 1))
def test_float64_equals_the_scalar_kernels(cells: int, months: int, seed: int) -> None:
    grid = random_grid(cells, months, seed)
    found, wanted = transient.run(*grid, PARAMETERS, months=months), plain_run(*grid, months=months)
    assert found.soc_stock_tc_ha.shape == (months // 12, cells)
    assert relative(found.soc_stock_tc_ha, wanted.soc_stock_tc_ha) < 1e-13
    assert relative(found.end.pools_tc_ha, wanted.end.pools_tc_ha) < 1e-13
    assert relative(*(r.end.soil_moisture_deficit_mm for r in (found, wanted))) < 1e-13


@given(seed=st.integers(0, 2**32 - 1))
def test_float32_is_within_its_tolerance(seed: int) -> None:
    grid = random_grid(300, 240, seed, np.float32)
    wide = grid[0]._replace(**{k: np.asarray(v, np.float64) for k, v in grid[0]._asdict().items()})
    found = transient.run(*grid, PARAMETERS)
    wanted = transient.run(wide, *grid[1:], PARAMETERS)
    assert found.soc_stock_tc_ha.dtype == np.float32
    assert np.abs(found.soc_stock_tc_ha - wanted.soc_stock_tc_ha).max() < 1e-4


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("cells", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 1001, 3 * BLOCK])
def test_any_cut_gives_the_same_bits(cells: int, dtype: type) -> None:
    forcing, soil, start = random_grid(cells, 30, 7, dtype)
    whole = transient.run(forcing, soil, start, PARAMETERS)
    assert whole.soc_stock_tc_ha.shape == (2, cells)
    one_thread = transient.run(forcing, soil, start, PARAMETERS, threads=1)
    np.testing.assert_array_equal(one_thread.soc_stock_tc_ha, whole.soc_stock_tc_ha)
    for first, last in ((0, cells // 3), (cells // 3, cells - 1), (max(cells - 1, 0), cells)):
        if last <= first:
            continue
        part = slice(first, last)
        fewer = transient.run(
            Forcing(*(a[:, part] if np.ndim(a) else a for a in forcing)),
            soil._replace(
                deficit_limits=soil.deficit_limits[:, part],
                humified_share=soil.humified_share[part],
            ),
            State(start.pools_tc_ha[:, part], start.soil_moisture_deficit_mm[part]),
            PARAMETERS,
        )
        np.testing.assert_array_equal(fewer.soc_stock_tc_ha, whole.soc_stock_tc_ha[:, part])
        np.testing.assert_array_equal(fewer.end.pools_tc_ha, whole.end.pools_tc_ha[:, part])


def test_a_run_may_stop_and_go_on() -> None:
    forcing, soil, start = random_grid(40, 48, 3)
    whole = transient.run(forcing, soil, start, PARAMETERS)

    def months(first: int, last: int) -> Forcing:
        cut = (a[first:last] if np.ndim(a) and len(a) == 48 else a for a in forcing)
        return Forcing(*cut)

    first = transient.run(months(0, 24), soil, start, PARAMETERS)
    second = transient.run(months(24, 48), soil, first.end, PARAMETERS)
    np.testing.assert_array_equal(second.soc_stock_tc_ha, whole.soc_stock_tc_ha[2:])


def test_repeating_forcing_equals_written_out() -> None:
    forcing, soil, start = random_grid(5, 12, 11)
    short = transient.run(forcing, soil, start, PARAMETERS, months=36)
    long = Forcing(*(np.tile(a, (3, 1)) if np.ndim(a) and len(a) == 12 else a for a in forcing))
    np.testing.assert_array_equal(
        short.soc_stock_tc_ha, transient.run(long, soil, start, PARAMETERS).soc_stock_tc_ha
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_century_without_input_fades_to_nothing(dtype: type) -> None:
    forcing, soil, start = random_grid(20, 12, 5, dtype)
    bare = forcing._replace(plant_input_tc_ha_month=0.0, manure_input_tc_ha_month=0.0)
    warm = bare._replace(air_temperature_degc=np.full((1, 20), 25, dtype), plant_cover=0.0)
    end = transient.run(warm, soil, start, PARAMETERS, months=1200).end.pools_tc_ha
    assert np.isfinite(end).all()
    assert (end >= 0).all()
    assert not ((end > 0) & (end < np.finfo(dtype).tiny)).any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_missing_weather_leaves_its_cell_missing_and_no_other(dtype: type) -> None:
    forcing, soil, start = random_grid(30, 24, 9, dtype)
    whole = transient.run(forcing, soil, start, PARAMETERS).soc_stock_tc_ha
    for field in ("air_temperature_degc", "precipitation_mm", "plant_input_tc_ha_month"):
        holed = getattr(forcing, field).copy()
        holed[3, 17] = np.nan
        found = transient.run(
            forcing._replace(**{field: holed}), soil, start, PARAMETERS
        ).soc_stock_tc_ha
        assert np.isnan(found[:, 17]).all(), field
        others = np.arange(30) != 17
        np.testing.assert_array_equal(found[:, others], whole[:, others])


def test_the_start_is_not_changed() -> None:
    forcing, soil, start = random_grid(600, 12, 2)
    before = [np.array(a) for a in start]
    transient.run(forcing, soil, start, PARAMETERS)
    for left, right in zip(before, start, strict=True):
        np.testing.assert_array_equal(left, right)


def test_shapes_that_do_not_fit_are_named() -> None:
    forcing, soil, start = random_grid(4, 24, 1)
    with pytest.raises(ValueError, match="precipitation_mm has 11 months"):
        transient.run(forcing._replace(precipitation_mm=np.ones((11, 4))), soil, start, PARAMETERS)
    with pytest.raises(ValueError, match="humified_share has the shape"):
        transient.run(
            forcing, Soil(soil.deficit_limits, soil.manure_split, np.ones(3)), start, PARAMETERS
        )
