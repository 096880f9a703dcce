"""Baselines A, B, C; the facts file's theorem that B and C-relative ask the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.assessment import Target, required_input
from fourpermille.assessment.baseline import classify, wanted_stock
from fourpermille.core.errors import InputError
from fourpermille.soil import Start

from .places import places, seeds
from .test_properties import warm


def test_classes_at_their_thresholds() -> None:
    rates = np.array([4.04, 3.96, 3.94, 0.0, -0.5, -0.54, -0.56, np.nan])
    assert list(classify(rates, 4.0)) == ["A", "A", "B", "B", "B", "B", "C", ""]


def test_the_target_is_never_rounded() -> None:
    """A small target asks something of a soil that stays as it is; a falling one may be allowed."""
    assert list(classify(np.array([0.0, 0.03, 0.04, 0.05]), 0.04)) == ["B", "B", "A", "A"]
    assert list(classify(np.array([4.2, 4.24, 4.25]), 4.25)) == ["B", "B", "A"]
    assert list(classify(np.array([-1.0, -2.0, -2.6]), -2.0)) == ["A", "A", "C"]
    assert list(classify(np.array([0.0, -1e-12]), 0.0)) == ["A", "A"]


@pytest.mark.filterwarnings("ignore:.*left out.*")
@given(seeds, st.floats(-12, -1))
def test_declining_soil(seed: int, trend: float) -> None:
    """C-relative asks what B asks; C-absolute asks the loss on top; C-rate lies between or above."""
    ds = warm(places(seed))
    start = Start("trend", years=15, trend_permille_yr=trend)
    answers = {
        how: required_input(ds, declining=how, start=start)
        for how in ("relative", "absolute", "rate")
    }
    found = answers["relative"]
    declining = (found["baseline_class"] == "C").values
    constant = required_input(ds)["extra_input_tc_ha_yr"].values
    extra = found["extra_input_tc_ha_yr"].values
    assert np.allclose(extra[declining], constant[declining], rtol=1e-9, atol=0)
    stock = ds["soc_stock_tc_ha"].values
    rate = found["baseline_rate_permille_yr"].values
    lost = stock - stock * (1 + rate / 1000) ** 30
    per_unit = found["response_tc_ha_per_tc_ha_yr"].values
    absolute = answers["absolute"]["extra_input_tc_ha_yr"].values
    assert np.allclose(absolute[declining], (extra + lost / per_unit)[declining], rtol=1e-9, atol=0)
    by_rate = answers["rate"]["target_stock_tc_ha"].values
    assert np.allclose(by_rate[declining], (stock * (1 + (rate + 4) / 1000) ** 30)[declining])


@given(seeds)
def test_rising_soil_is_asked_nothing(seed: int) -> None:
    ds = warm(places(seed))
    found = required_input(ds, start=Start("trend", years=8, trend_permille_yr=25.0))
    rising = found["baseline_class"] == "A"
    assert np.all(found["extra_input_tc_ha_yr"].values[rising.values] == 0)


def test_wanted_stock_by_hand() -> None:
    today, baseline = np.full(3, 52.0), np.array([60.0, 52.0, 50.0])
    rate = 1000 * ((baseline / today) ** (1 / 30) - 1)
    wanted = wanted_stock(Target(), today, baseline, rate)
    assert wanted[0] == 60.0
    assert wanted[1] == pytest.approx(58.62, abs=5e-3)  # the deck's slide
    assert wanted[2] == pytest.approx(50 + 58.62 - 52, abs=5e-3)
    linear = wanted_stock(Target(growth="linear"), today, baseline, rate)
    assert linear[1] == pytest.approx(58.24)


@pytest.mark.parametrize(
    "wrong",
    [
        {"growth": "quadratic"},
        {"path": "zigzag"},
        {"path": [1.0, 1.0]},
        {"declining": "somehow"},
        {"years": 0},
        {"rate_permille_yr": 4000.0},
    ],
)
def test_unusable_targets_are_refused(wrong: dict) -> None:
    with pytest.raises(InputError, match="Allowed"):
        required_input(places(1), **wrong)


def test_bounds_hold_and_the_shortfall_shows() -> None:
    ds = warm(places(3))
    free = required_input(ds)["extra_input_tc_ha_yr"].values
    found = required_input(ds, maximum_extra_input_tc_ha_yr=float(free.max() / 2))
    assert found["extra_input_tc_ha_yr"].values.max() == pytest.approx(free.max() / 2)
    short = found["reached_stock_tc_ha"] < found["target_stock_tc_ha"] - 1e-9
    assert np.array_equal(short.values, free > free.max() / 2)
