"""Monte Carlo: no error, no spread; closed forms; the same draws whoever computes them."""

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.assessment import monte_carlo as package
from fourpermille.assessment.errors_drawn import (
    QUANTITIES,
    disturbed,
    relative_factor,
    standard_errors,
)
from fourpermille.assessment.monte_carlo import monte_carlo
from fourpermille.core.errors import OutOfRangeError
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.core.weights import weighted_quantile, weighted_total

from .places import places
from .test_properties import warm

ANSWER = "extra_input_tc_ha_yr"
QUANTILES = "extra_input_quantiles_tc_ha_yr"
MEDIANS, TOTALS = "extra_input_median_draws_tc_ha_yr", "extra_input_total_draws_mtc_yr"


def data(count: int = 5, seed: int = 4) -> xr.Dataset:
    ds = warm(places(seed, count))
    return ds.assign(area_ha=("cell", np.linspace(1e6, 5e6, count)))


def errors(**given: float) -> ParameterSet:
    """The table with every error at zero but those given."""
    table = load_parameters("uncertainty")
    zero = {name: 0.0 for name in table if name != "correlation"}
    return table.override(why="test", **(zero | given))


def test_every_error_of_the_table_is_drawn() -> None:
    assert [q.sd for q in QUANTITIES] == [n for n in load_parameters("uncertainty") if "sd" in n]


def test_without_errors_every_draw_is_the_reference() -> None:
    ds = data()
    reference = fpm.required_input(ds)[ANSWER].values
    found = monte_carlo(ds, draws=3, uncertainty=errors())
    for row in found[QUANTILES].values:
        np.testing.assert_allclose(row, reference, rtol=1e-12)
    area = ds["area_ha"].values
    median = weighted_quantile(reference, area, 0.5)
    np.testing.assert_allclose(found[MEDIANS].values, median, rtol=1e-12)
    total = weighted_total(reference, area) / 1e6
    np.testing.assert_allclose(found[TOTALS].values, total, rtol=1e-12)


@pytest.mark.parametrize("other", [0.0, 0.2])
def test_stock_by_proportion_is_the_stock_computed_anew(
    other: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = errors(soc_stock_relative_sd=0.3, pet_relative_sd=other)
    quick = monte_carlo(data(), draws=6, uncertainty=table)
    monkeypatch.setattr(package, "_is_proportional", lambda *_: False)
    anew = monte_carlo(data(), draws=6, uncertainty=table)
    for name in (QUANTILES, MEDIANS, TOTALS):
        np.testing.assert_allclose(quick[name].values, anew[name].values, rtol=1e-9)


@pytest.mark.parametrize(
    ("change", "method"),
    [
        ({"manure_input_tc_ha_yr": 0.2}, {}),
        ({"independent_input_tc_ha_yr": 2.0}, {"bias_correction": "match_inputs"}),
        ({}, {"target": fpm.Target(highest=0.5)}),
    ],
)
def test_stock_is_computed_anew_where_the_answer_is_not_proportional(
    change: dict[str, float], method: dict[str, object]
) -> None:
    ds = data().assign(change)
    table = errors(soc_stock_relative_sd=0.3)
    found = monte_carlo(ds, draws=1, uncertainty=table, **method)
    draw = standard_errors(0, np.arange(5), 1, table["correlation"])[:, 0]
    stock = ds["soc_stock_tc_ha"] * relative_factor(draw[0], 0.3)
    wanted = fpm.requirement(ds.assign(soc_stock_tc_ha=stock), **method)[ANSWER]
    np.testing.assert_allclose(found[QUANTILES].values[2], wanted.values, rtol=1e-12)


def test_spread_of_the_stock_is_the_closed_form() -> None:
    """Answers are log-normal around the reference, with the spread of the stock."""
    ds, sd = data(), 0.25
    table = errors(soc_stock_relative_sd=sd, correlation=1.0)
    found = monte_carlo(ds, draws=20_000, uncertainty=table)
    reference = fpm.required_input(ds)[ANSWER].values
    sigma = np.sqrt(np.log(1 + sd**2))
    normal = [-1.6448536, -0.6744898, 0.0, 0.6744898, 1.6448536]
    expected = np.exp(sigma * np.array(normal))[:, None] * reference
    np.testing.assert_allclose(found[QUANTILES].values, expected, rtol=0.02)
    total = found[TOTALS].values
    assert total.std() / total.mean() == pytest.approx(sd, rel=0.03)


def test_independent_errors_average_out_in_the_total() -> None:
    """The relative error of a total of equal places falls with the root of their number."""
    one = data(1).isel(cell=np.zeros(64, dtype=int))
    table = errors(soc_stock_relative_sd=0.2, correlation=0.0)
    total = monte_carlo(one, draws=4000, uncertainty=table)[TOTALS].values
    assert total.std() / total.mean() == pytest.approx(0.2 / 8, rel=0.05)
    half = table.override(why="test", correlation=0.5)
    total = monte_carlo(one, draws=4000, uncertainty=half)[TOTALS].values
    sigma = np.log(1 + 0.2**2)
    shared = (np.exp(sigma * 0.5) - 1) + (np.exp(sigma) - np.exp(sigma * 0.5)) / 64
    assert total.std() / total.mean() == pytest.approx(np.sqrt(shared), rel=0.05)


def test_small_errors_of_the_rate_carry_through_linearly() -> None:
    ds, sd = data(), 0.01
    up, down = (
        fpm.required_input(ds.assign(rate_calibration_factor=1 + step))[ANSWER].values
        for step in (1e-4, -1e-4)
    )
    slope = (np.log(up) - np.log(down)) / 2e-4
    table = errors(decay_rate_relative_sd=sd, correlation=1.0)
    found = monte_carlo(ds, draws=400, uncertainty=table)[QUANTILES].values
    drawn = standard_errors(0, np.arange(5), 400, 1.0)[6, :, 0]
    expected = np.quantile(drawn, [0.05, 0.95]) * sd * slope[:, None]
    np.testing.assert_allclose(np.log(found[[0, 4]] / found[2]).T, expected, atol=1e-3)


def test_errors_of_two_places_have_the_correlation_asked_for() -> None:
    for wanted in (0.0, 0.3, 1.0):
        drawn = standard_errors(1, np.array([5, 9]), 20_000, wanted)
        for quantity in drawn:
            assert np.corrcoef(quantity.T)[0, 1] == pytest.approx(wanted, abs=0.03)
            np.testing.assert_allclose(quantity.std(axis=0), 1.0, atol=0.03)
    flat = standard_errors(1, np.array([5]), 20_000, 0.3)[:, :, 0]
    np.testing.assert_allclose(np.corrcoef(flat), np.eye(len(QUANTITIES)), atol=0.03)


def test_same_seed_same_result_and_more_draws_begin_the_same() -> None:
    ds = data()
    first, again = (monte_carlo(ds, draws=4, seed=7) for _ in range(2))
    xr.testing.assert_identical(first, again)
    longer = monte_carlo(ds, draws=6, seed=7)
    np.testing.assert_array_equal(longer[MEDIANS].values[:4], first[MEDIANS].values)
    other = monte_carlo(ds, draws=4, seed=8)
    assert not np.array_equal(other[MEDIANS].values, first[MEDIANS].values)


def test_parts_of_a_map_are_the_map_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    ds = data(9)
    whole = monte_carlo(ds, draws=4, seed=3)
    monkeypatch.setattr(package, "BLOCK", 2)
    blocks = monte_carlo(ds, draws=4, seed=3)
    xr.testing.assert_identical(whole, blocks)
    for part in (slice(0, 4), slice(4, 9)):
        ids = np.arange(9)[part]
        found = monte_carlo(ds.isel(cell=part), draws=4, seed=3, ids=ids)
        np.testing.assert_array_equal(found[QUANTILES].values, whole[QUANTILES].values[:, part])


def test_a_grid_keeps_its_dims() -> None:
    ds = data(6).assign_coords(
        lat=("cell", np.repeat([1.0, 2.0], 3)), lon=("cell", np.tile([5.0, 6.0, 7.0], 2))
    )
    grid = ds.set_index(cell=["lat", "lon"]).unstack("cell")
    flat = monte_carlo(ds.drop_vars(["lat", "lon"]), draws=3)[QUANTILES]
    found = monte_carlo(grid, draws=3)[QUANTILES]
    assert found.sizes == {"quantile": 5, "lat": 2, "lon": 3}
    np.testing.assert_allclose(found.values.reshape(5, 6), flat.values, rtol=1e-12)


def test_missing_stays_missing_and_is_counted() -> None:
    ds = data()
    ds["soc_stock_tc_ha"][1] = np.nan
    found = monte_carlo(ds, draws=3)
    assert np.isnan(found[QUANTILES].values).all(axis=0).tolist() == [False, True] + [False] * 3
    assert found.attrs["answers_missing"] == 3


def test_disturbed_values_can_be_true() -> None:
    ds = data().assign(clay_percent=("cell", [0.0, 1.0, 50.0, 99.0, 100.0]))
    drawn = standard_errors(2, np.arange(5), 50, 0.0)
    for draw in range(50):
        new = disturbed(ds, drawn[:, draw] * 5, load_parameters("uncertainty"))
        assert float(new["clay_percent"].min()) >= 0
        assert float(new["clay_percent"].max()) <= 100
        assert float(new["precipitation_mm"].min()) >= 0


def test_without_areas_no_total_is_given() -> None:
    found = monte_carlo(data().drop_vars("area_ha"), draws=2)
    assert np.isnan(found[TOTALS].values).all()
    assert np.isfinite(found[MEDIANS].values).all()


@pytest.mark.parametrize("table", ["uncertainty", errors(soc_stock_relative_sd=0.2)])
def test_progress_ends_where_it_should(table: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "BLOCK", 2)
    told: list[tuple[int, int]] = []
    monte_carlo(
        data(),
        draws=3,
        uncertainty=table,
        progress=lambda done, total, _: told.append((done, total)),
    )
    assert told == sorted(told)
    assert told[-1] == (15, 15)


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"draws": 0}, "draws"),
        ({"seed": -1}, "seed"),
        ({"uncertainty": errors(correlation=1.5)}, "correlation"),
        ({"uncertainty": errors(clay_sd_percent=-1.0)}, "clay_sd_percent"),
    ],
)
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, object], column: str) -> None:
    with pytest.raises(OutOfRangeError, match=f"uncertainty.{column}"):
        monte_carlo(data(), **wrong)
