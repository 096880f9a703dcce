"""Adoption, saturation and permanence against closed forms, quadrature and published dates."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

import fourpermille as fpm
from fourpermille.core.errors import (
    ConvergenceError,
    InputError,
    OutOfRangeError,
    ShapeError,
    UnitsError,
    UnknownNameError,
)
from fourpermille.core.parameters import load_parameters
from fourpermille.kernels.adoption import logistic_share, sum_of_cohorts
from fourpermille.kernels.saturation import even_gain, fading_gain, retained_share

PUBLISHED = fpm.Spread(2014.0, midpoint_year=2020.5, steepness_per_yr=0.2)


def test_first_order_reaches_what_it_must() -> None:
    assert fading_gain(20.0, 0.1, 10.0) == pytest.approx(0.865, abs=5e-4)
    assert fading_gain(30.0, 0.1, 10.0) == pytest.approx(0.950, abs=5e-4)


@pytest.mark.parametrize(("years", "closed"), [(5, 0.556), (10, 0.803), (20, 0.961)])
def test_fifteen_percent_a_year(years: int, closed: float) -> None:
    share = load_parameters("saturation")["gap_closed_per_yr"]
    fading = -1.0 / np.log1p(-share)
    assert fading_gain(years, 1.0 / fading, fading) == pytest.approx(closed, abs=5e-4)


def test_width_of_the_logistic_curve() -> None:
    time = np.linspace(-200, 200, 400_001)
    share = logistic_share(time, -200.0, 0.0, 0.2)
    width = np.interp(0.9, share, time) - np.interp(0.1, share, time)
    assert width * 0.2 == pytest.approx(4.394, abs=1e-3)
    assert width == pytest.approx(22.0, abs=0.05)


def test_published_dates_with_the_reference_curve() -> None:
    found = fpm.adoption(fpm.Fading(1.0, 35.0), PUBLISHED, years=87)
    assert found.attrs["peak_year"] == pytest.approx(2032.5, abs=0.5)
    assert found.attrs["halved_after_years"] == pytest.approx(30.2, abs=0.7)
    assert float(found["soc_gain_tc_ha"][-1]) == pytest.approx(31.1, abs=0.3)


def test_a_faster_fading_meets_them_too() -> None:
    slower = fpm.Spread(2014.0, midpoint_year=2018.0, steepness_per_yr=0.14)
    found = fpm.adoption(fpm.Fading(1.0, 30.0), slower, years=87)
    assert found.attrs["peak_year"] == pytest.approx(2033.7, abs=0.5)
    assert found.attrs["halved_after_years"] == pytest.approx(29.5, abs=0.7)
    assert float(found["soc_gain_tc_ha"][-1]) == pytest.approx(27.5, abs=0.3)


def test_twenty_even_years_peak_no_earlier_than_they_end() -> None:
    slow = fpm.Spread(2014.0, midpoint_year=2004.0, steepness_per_yr=0.04)
    found = fpm.adoption(fpm.Even(1.0, 20.0), slow, years=87)
    assert found.attrs["peak_year"] == pytest.approx(2034.0, abs=0.2)
    assert found.attrs["halved_after_years"] == pytest.approx(30.0, abs=0.7)
    assert float(found["soc_gain_tc_ha"][-1]) == pytest.approx(18.5, abs=0.3)


def test_the_dates_give_the_curve_back() -> None:
    found = fpm.calibrate_adoption(
        fpm.Fading(1.0, 35.0), start_year=2014, peak_year=2032.5, halved_after_years=30.2
    )
    assert found.steepness_per_yr == pytest.approx(0.2, abs=0.01)
    assert found.midpoint_year == pytest.approx(2020.5, abs=1.0)


def test_shipped_curve_is_the_calibrated_one() -> None:
    p = load_parameters("adoption")
    found = fpm.calibrate_adoption(
        fpm.Fading(1.0, p["fading_years"]),
        start_year=p["published_start_year"],
        peak_year=p["published_peak_year"],
        halved_after_years=p["published_halving_years"],
    )
    assert found.steepness_per_yr == pytest.approx(p["steepness_per_yr"], rel=0.05)
    assert found.midpoint_year == pytest.approx(p["midpoint_year"], abs=1.0)


def test_dates_that_no_curve_meets_are_told() -> None:
    with pytest.raises(ConvergenceError, match="no logistic curve"):
        fpm.calibrate_adoption(
            fpm.Even(1.0, 40.0), start_year=2014, peak_year=2020, halved_after_years=5
        )


def test_against_quadrature() -> None:
    rate, fading, room = 0.4, 12.0, 6.0
    gain = fpm.Fading(rate, fading, room)
    spread = fpm.Spread(
        2020.0,
        midpoint_year=2030.0,
        steepness_per_yr=0.3,
        current_fraction=0.1,
        final_fraction=0.7,
    )
    hazard, loss = 0.03, 5.0
    found = fpm.adoption(gain, spread, years=40, abandonment_per_yr=hazard, loss_years=loss)

    def begun(t: float) -> float:
        step = 1e-5
        return float(spread.share(t + step) - spread.share(t - step)) / (2 * step)

    for year in (10, 25, 40):
        now = 2020.0 + year
        total, _ = quad(lambda t, now=now: begun(t) * float(gain.gain(now - t)), 2020.001, now)
        assert float(found["soc_gain_tc_ha"][year]) == pytest.approx(0.6 * total, rel=2e-3)
    made = found["soc_gain_tc_ha"].values
    fine = np.linspace(0, 40, 40 * 50 + 1)
    smooth = np.interp(fine, np.arange(41), made)
    middle = 0.5 * (fine[1:] + fine[:-1])
    kept = (np.diff(smooth) * retained_share(40.0 - middle, hazard, loss)).sum()
    assert float(found["soc_gain_retained_tc_ha"][40]) == pytest.approx(kept, rel=2e-3)


@pytest.mark.parametrize(("hazard", "loss"), [(0.05, 10.0), (0.1, 10.0), (0.3, 2.0), (0.0, 3.0)])
def test_retained_share_against_its_integral(hazard: float, loss: float) -> None:
    for age in (0.5, 7.0, 40.0):
        lost, _ = quad(lambda u, a=age: hazard * np.exp(-hazard * u - (a - u) / loss), 0, age)
        expected = np.exp(-hazard * age) + lost
        assert float(retained_share(age, hazard, loss)) == pytest.approx(expected, rel=1e-9)


def test_all_is_conserved_where_nobody_gives_up() -> None:
    spread = fpm.Spread(
        2000.0, curve="linear", ramp_years=15.0, current_fraction=0.2, final_fraction=0.8
    )
    found = fpm.adoption(fpm.Fading(0.5, 8.0), spread, years=200)
    assert float(found["soc_gain_tc_ha"][-1]) == pytest.approx(0.6 * 0.5 * 8.0, rel=1e-6)
    assert found["soc_gain_retained_tc_ha"].equals(found["soc_gain_tc_ha"])
    rates = found["soc_gain_rate_tc_ha_yr"].values
    assert np.isnan(rates[0])
    assert rates[1:].sum() == pytest.approx(float(found["soc_gain_tc_ha"][-1]), rel=1e-12)


@settings(deadline=None, max_examples=40)
@given(
    hazard=st.floats(1e-4, 2.0),
    loss=st.floats(0.5, 60.0),
    age=st.floats(0.0, 150.0),
)
def test_giving_up_always_lowers_the_gain(hazard: float, loss: float, age: float) -> None:
    share = float(retained_share(age, hazard, loss))
    assert -1e-12 <= share <= 1.0 + 1e-12
    assert share <= float(retained_share(age, hazard / 2, loss)) + 1e-12
    assert float(retained_share(age, 0.0, loss)) == 1.0


@settings(deadline=None, max_examples=40)
@given(
    rate=st.floats(0.01, 2.0),
    fading=st.floats(1.0, 80.0),
    room=st.floats(0.01, 50.0),
    age=st.floats(0.0, 300.0),
)
def test_room_is_never_exceeded(rate: float, fading: float, room: float, age: float) -> None:
    held = float(fading_gain(age, rate, fading, room))
    assert 0.0 <= held <= min(room, float(fading_gain(age, rate, fading))) * (1 + 1e-12)


def test_room_against_steps() -> None:
    rate, fading, room, gain, step = 0.6, 15.0, 4.0, 0.0, 1e-3
    for n in range(20_000):
        time = (n + 0.5) * step
        gain += step * rate * np.exp(-time / fading) * (1 - gain / room)
    assert float(fading_gain(20.0, rate, fading, room)) == pytest.approx(gain, rel=1e-4)


def test_a_series_is_summed_over_its_cohorts_by_hand() -> None:
    gain = np.array([0.0, 1.0, 1.5, 1.75])
    share = np.array([0.0, 0.5, 0.5, 1.0])
    expected = [0.0, 0.5 * 0.5, 0.5 * 1.25, 0.5 * 1.625 + 0.5 * 0.5]
    assert sum_of_cohorts(share, gain) == pytest.approx(expected)
    series = xr.DataArray([gain, 2 * gain], dims=("cell", "year"), coords={"year": range(4)})
    spread = fpm.Spread(2020.0, curve="immediate")
    found = fpm.adoption(series, spread, years=3)
    assert found["soc_gain_tc_ha"].transpose("cell", "year").values == pytest.approx(
        np.array([gain, 2 * gain])
    )


def test_formula_and_series_agree() -> None:
    formula = fpm.Fading(0.3, 20.0)
    ages = np.arange(61)
    series = xr.DataArray(formula.gain(ages), dims="year", coords={"year": ages})
    one = fpm.adoption(formula, PUBLISHED, years=60)["soc_gain_tc_ha"]
    two = fpm.adoption(series, PUBLISHED, years=60)["soc_gain_tc_ha"]
    assert two.values == pytest.approx(one.values, rel=2e-3, abs=1e-3)


def test_buffers() -> None:
    found = fpm.adoption(fpm.Fading(1.0, 35.0), PUBLISHED, years=30, buffer="vm0042")
    ratio = found["soc_gain_credited_tc_ha"] / found["soc_gain_retained_tc_ha"]
    assert ratio.values[1:] == pytest.approx(0.88)
    assert found.attrs["buffer_fraction"] == 0.12
    with pytest.raises(UnknownNameError, match="vm0042"):
        fpm.adoption(fpm.Fading(1.0, 35.0), PUBLISHED, years=30, buffer="vm42")


def test_even_gain_stops() -> None:
    assert even_gain(np.array([0, 10, 20, 50]), 0.5, 20.0) == pytest.approx([0, 5, 10, 10])


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"curve": "s"}, "logistic"),
        ({"midpoint_year": 2020.0}, "steepness_per_yr"),
        ({"midpoint_year": 2020.0, "steepness_per_yr": 0.0}, "> 0"),
        ({"curve": "linear"}, "ramp_years"),
        ({"curve": "immediate", "ramp_years": 3.0}, "not used"),
        ({"curve": "immediate", "current_fraction": 0.9, "final_fraction": 0.5}, "0.9, 0.5"),
        ({"curve": "immediate", "final_fraction": 1.5}, "final_fraction"),
    ],
)
def test_curves_that_cannot_be(keys: dict, words: str) -> None:
    with pytest.raises(InputError, match=words):
        fpm.Spread(2014.0, **keys)


def test_other_bad_input() -> None:
    fading, short = fpm.Fading(1.0, 10.0), xr.DataArray([0.0, 1.0], dims="year")
    with pytest.raises(OutOfRangeError, match="years"):
        fpm.adoption(fading, PUBLISHED, years=0)
    with pytest.raises(OutOfRangeError, match="abandonment"):
        fpm.adoption(fading, PUBLISHED, years=5, abandonment_per_yr=-0.1)
    with pytest.raises(OutOfRangeError, match="loss_years"):
        fpm.adoption(fpm.Even(1.0, 20.0), PUBLISHED, years=5, abandonment_per_yr=0.1)
    with pytest.raises(ShapeError, match="every age"):
        fpm.adoption(short, PUBLISHED, years=5)
    with pytest.raises(ShapeError, match="0 at age 0"):
        fpm.adoption(short + 1.0, PUBLISHED, years=1)


def test_missing_responses_stay_missing() -> None:
    series = xr.DataArray(
        [[0.0, 1.0, 2.0], [np.nan] * 3], dims=("cell", "year"), coords={"year": range(3)}
    )
    found = fpm.adoption(series, PUBLISHED, years=2)["soc_gain_tc_ha"]
    assert np.isnan(found.sel(cell=1)).all()
    assert np.isfinite(found.sel(cell=0)).all()


def test_capacities_are_asked_for() -> None:
    with pytest.raises(InputError, match="memory"):
        fpm.carbon_capacity(40.0, 1.3, 30.0)
    found = fpm.carbon_capacity(40.0, 1.3, 30.0, unverified=True)["carbon_capacity_tc_ha"]
    # by hand: (4.09 + 0.37 * 40) g/kg, 86 and 48 mg/g of 40 %, times 1.3 g/cm3 times 30 cm / 10
    assert found.values == pytest.approx([18.89 * 3.9, 34.4 * 3.9, 19.2 * 3.9])
    with pytest.raises(OutOfRangeError, match="120"):
        fpm.carbon_capacity(120.0, 1.3, 30.0, unverified=True)


def test_best_in_class() -> None:
    stocks = xr.DataArray([10.0, 20.0, 30.0, np.nan, 7.0, 9.0], dims="cell")
    group = xr.DataArray(["a", "a", "a", "a", "b", ""], dims="cell")
    found = fpm.best_in_class(stocks, group, quantile=0.5)
    assert found["carbon_capacity_tc_ha"].values == pytest.approx(
        [20, 20, 20, 20, 7, np.nan], nan_ok=True
    )
    assert found["stock_deficit_tc_ha"].values == pytest.approx(
        [10, 0, 0, np.nan, 0, np.nan], nan_ok=True
    )


def test_one_degree_through_the_rate_of_decay() -> None:
    from fourpermille.kernels.rothc import temperature_modifier

    p = load_parameters("rothc_26_3")
    names = [name for name in p if name.startswith("temperature")]

    def a(t: float) -> float:
        return float(temperature_modifier(t, *(p[name] for name in names)))

    assert a(9.25) == pytest.approx(1.0, abs=0.02)
    assert (np.log(a(9.51)) - np.log(a(9.49))) / 0.02 == pytest.approx(0.135, abs=0.003)
    raised = {t: a(t + 1.0) / a(t) - 1.0 for t in (9.5, 15.0, 20.0)}
    assert raised == pytest.approx({9.5: 0.14, 15.0: 0.09, 20.0: 0.07}, abs=0.006)


SPREAD = fpm.Spread(2025.0, midpoint_year=2035.0, steepness_per_yr=0.3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fpm.Spread(2025.0, midpoint_year=np.nan, steepness_per_yr=0.3), "midpoint_year"),
        (lambda: fpm.Spread(2025.0, midpoint_year=2030.0, steepness_per_yr=np.inf), "steepness"),
        (lambda: fpm.Spread("2025", curve="immediate"), "start_year"),
        (lambda: fpm.Spread(2025.0, curve="immediate", final_fraction="a"), "final_fraction"),
        (lambda: fpm.Fading(1.0, -5.0), "fading_years"),
        (lambda: fpm.Fading(1.0, 35.0, -1.0), "room_tc_ha"),
        (lambda: fpm.Even(1.0, 0.0), "years"),
        (lambda: fpm.adoption(fpm.Fading(1.0, 35.0), SPREAD, years=2.5), "whole number"),
        (lambda: fpm.adoption(1.0, SPREAD, years=3), "response"),
        (lambda: fpm.adoption(fpm.Fading(1.0, 35.0), {}, years=3), "spread"),
        (lambda: fpm.adoption(fpm.Fading(1.0, 35.0), SPREAD, years=3, loss_years=5.0), "gives up"),
        (lambda: fpm.adoption(fpm.Fading(1.0, 35.0), SPREAD, years=3, buffer=None), "buffer"),
        (
            lambda: fpm.calibrate_adoption(
                fpm.Fading(1.0, 35.0), start_year=2014, peak_year=1e9, halved_after_years=9
            ),
            "peak_year",
        ),
        (lambda: fpm.carbon_capacity(50, 1300, 30, unverified=True), "bulk_density"),
        (lambda: fpm.carbon_capacity("50", 1.3, 30, unverified=True), "fine_percent"),
        (
            lambda: fpm.best_in_class(xr.DataArray([1.0, 2.0]), xr.DataArray(["a"])),
            "different places",
        ),
        (lambda: fpm.best_in_class([-1.0, 2.0], ["a", "b"]), "soc_stock_tc_ha"),
    ],
)
def test_what_cannot_be_is_told(call: Callable[[], object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()


def test_an_unknown_room_gives_no_answer_and_a_loss_needs_none() -> None:
    assert np.isnan(fpm.Fading(1.0, 35.0, np.nan).gain(10.0))
    assert fpm.Fading(-1.0, 35.0, 0.0).gain(10.0) == pytest.approx(
        fpm.Fading(-1.0, 35.0).gain(10.0)
    )


def test_the_best_of_a_class_are_found_by_label() -> None:
    stocks = pd.Series([40.0, 80.0], index=["a", "b"])
    groups = pd.Series(["sand", "clay"], index=["b", "a"])
    best = fpm.best_in_class(stocks, groups)
    np.testing.assert_allclose(best["carbon_capacity_tc_ha"], [40.0, 80.0])
    three = fpm.best_in_class(pd.Series([40.0, 80.0, 60.0]), pd.Series(["x", "y", "x"], [2, 1, 0]))
    assert float(three["carbon_capacity_tc_ha"][1]) == 80.0


@given(st.floats(0, 300), st.floats(0, 12), st.floats(0.01, 200))
def test_what_is_retained_by_the_direct_formula(age: float, hazard: float, loss: float) -> None:
    t, h, tau = (np.longdouble(one) for one in (age, hazard, loss))
    apart = h - 1 / tau
    found = float(retained_share(age, hazard, loss))
    assert 0.0 <= found <= 1.0 + 1e-9
    if abs(apart * t) > 1e-3:
        direct = np.exp(-h * t) + h * (np.exp(-t / tau) - np.exp(-h * t)) / apart
        assert found == pytest.approx(float(direct), rel=1e-9, abs=1e-14)


def test_a_hazard_of_years_is_no_gap() -> None:
    assert float(retained_share([75.0], 10.0, 10.0)[0]) == pytest.approx(10 * np.exp(-7.5) / 9.9)


@pytest.mark.filterwarnings("error")
def test_a_steep_late_curve_stays_a_number() -> None:
    share = logistic_share(np.array([2020.0, 2499.0, 2500.0, 2600.0]), 2020.0, 2500.0, 9.0)
    assert share[[0, 2, 3]].tolist() == pytest.approx([0.0, 0.5, 1.0])


@pytest.mark.parametrize("rate", [np.nan, 0.0, -0.5])
def test_no_gain_has_no_peak(rate: float) -> None:
    found = fpm.adoption(fpm.Fading(rate, 20.0), fpm.Spread(2025, "immediate"), years=10)
    assert np.isnan([found.attrs["peak_year"], found.attrs["halved_after_years"]]).all()


def test_a_series_in_another_unit_and_a_hazard_above_one_are_refused() -> None:
    gain = xr.DataArray(np.arange(11.0), dims="year", attrs={"units": "kg ha-1"})
    spread = fpm.Spread(2025, "immediate")
    with pytest.raises(UnitsError, match="kg ha-1"):
        fpm.adoption(gain, spread, years=10)
    fpm.adoption(gain.assign_attrs(units="t ha-1"), spread, years=10)
    with pytest.raises(OutOfRangeError, match=r"abandonment_per_yr.*≤ 1"):
        fpm.adoption(fpm.Fading(0.5, 20), spread, years=100, abandonment_per_yr=8)
