"""Rates of trials, and their dependence on start and years, against made-up truths."""

import os
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.core.errors import (
    InputError,
    MissingVariableError,
    OutOfRangeError,
    ShapeError,
    UnknownNameError,
)

needs_data = pytest.mark.skipif(
    not os.environ.get("FOURPERMILLE_DATA"), reason="needs the reference data (FOURPERMILLE_DATA)"
)


def table(rows: list[tuple], kind: str = "series") -> xr.Dataset:
    """Trials of (trial, treatment, year, years since the start, stock, lower end of the layer)."""
    trial, treatment, year, since, stock, bottom = zip(*rows, strict=True)
    size = len(rows)
    columns = {
        "source": ["made_up"] * size,
        "kind": [kind] * size,
        "trial": trial,
        "treatment": treatment,
        "plot": [""] * size,
        "year": np.array(year, float),
        "years_since_start": np.array(since, float),
        "soc_stock_tc_ha": np.array(stock, float),
        "depth_top_cm": np.zeros(size),
        "depth_bottom_cm": np.array(bottom, float),
    }
    return xr.Dataset({name: ("observation", np.asarray(v)) for name, v in columns.items()})


def grown(starts: np.ndarray, gains: np.ndarray, years: np.ndarray) -> xr.Dataset:
    """Series that gain ``gains`` t C/ha a year, sampled at ``years``."""
    rows = [
        ("field", f"plot {i}", 2000 + year, np.nan, start + gain * year, 30)
        for i, (start, gain) in enumerate(zip(starts, gains, strict=True))
        for year in (0, *years)
    ]
    return fpm.trial_rates(table(rows))


def test_rates_by_hand() -> None:
    nan = np.nan
    rows = [
        ("field", "manure", 2010, nan, 44.0, 23),
        ("field", "manure", 2000, nan, 40.0, 23),
        ("field", "manure", 2020, nan, 50.0, 23),
        ("field", "none", 2000, nan, 40.0, 23),
        ("field", "none", 2010, nan, nan, 23),
        ("wood", "trees", 2000, nan, 59.0, 69),
        ("wood", "trees", 2010, nan, 60.0, 69),
        ("start", "start", nan, nan, 60.0, 23),
    ]
    found = fpm.trial_rates(table(rows))
    assert found["rate_tc_ha_yr"].values == pytest.approx([0.4, 0.5])
    assert found["relative_rate_permille_yr"].values == pytest.approx([10.0, 12.5])
    assert found["is_last"].values.tolist() == [False, True]
    assert found.attrs["left_out"] == 4
    assert found["relative_rate_permille_yr"].attrs["units"] == "0.001 year-1"


def test_pairs_start_from_the_native_soil() -> None:
    nan = np.nan
    rows = [
        ("pair 1", "Native", nan, nan, 80.0, 30),
        ("pair 1", "Native", nan, nan, 84.0, 30),
        ("pair 1", "Agriculture", nan, 20.0, 62.0, 30),
        ("pair 1", "Restored", nan, 9.0, 70.0, 30),
        ("pair 2", "Agriculture", nan, 20.0, 50.0, 30),
        ("pair 3", "Native", nan, nan, 50.0, 30),
        ("pair 3", "Agriculture", nan, nan, 40.0, 30),
        ("pair 4", "Native", nan, nan, 50.0, 30),
        ("pair 4", "Agriculture", nan, 0.0, 49.0, 30),
    ]
    found = fpm.trial_rates(table(rows, "pairs"), kind="pairs")
    assert found["rate_tc_ha_yr"].values == pytest.approx([-1.0])
    # Restored, of an unknown time, without a native soil, in no years.
    assert found.attrs["left_out"] == 4
    with pytest.raises(InputError, match="start"):
        fpm.trial_rates(table(rows, "pairs"))


def test_gains_that_do_not_depend_on_the_start_fall_by_division_alone() -> None:
    draw = np.random.default_rng(4)
    starts, gains = draw.uniform(20, 90, 60), draw.uniform(0.1, 0.6, 60)
    found = fpm.rate_dependence(grown(starts, gains, np.array([10, 20])))
    low, seen, high = (
        float(found[f"stock_elasticity{end}"].sel(comparison="all"))
        for end in ("_null_low", "", "_null_high")
    )
    assert low < -1.0 < high
    assert low < seen < high
    assert float(found["stock_p_value"].sel(comparison="all")) > 0.05
    assert int(found["series_gaining"]) == 60


def test_gains_that_are_smaller_on_rich_soils_are_found() -> None:
    draw = np.random.default_rng(5)
    starts = draw.uniform(20, 90, 60)
    gains = 12.0 / starts * draw.lognormal(0, 0.2, 60)
    found = fpm.rate_dependence(grown(starts, gains, np.array([10, 20]))).sel(comparison="all")
    assert float(found["stock_elasticity"]) == pytest.approx(-2.0, abs=0.2)
    assert float(found["stock_elasticity"]) < float(found["stock_elasticity_null_low"])
    assert float(found["stock_p_value"]) < 0.01


def test_steady_gains_and_gains_all_at_once() -> None:
    starts, gains = np.array([30.0, 40, 50, 60, 70]), np.array([0.2, 0.3, 0.4, 0.3, 0.2])
    steady = fpm.rate_dependence(grown(starts, gains, np.array([5, 20, 60])))
    assert float(steady["duration_elasticity"]) == pytest.approx(0.0, abs=1e-9)
    rows = [
        ("field", f"plot {i}", 2000 + year, np.nan, start + (4.0 if year else 0.0), 30)
        for i, start in enumerate(starts)
        for year in (0, 5, 20, 60)
    ]
    at_once = fpm.rate_dependence(fpm.trial_rates(table(rows)))
    assert float(at_once["duration_elasticity"]) == pytest.approx(-1.0)


def test_errors_make_a_slope_and_are_taken_out_of_it() -> None:
    draw = np.random.default_rng(6)
    true = draw.normal(50, 8, 4000)
    sd = 4.0
    for slope in (0.0, -0.3):
        change = 3.0 + slope * (true - 50) + draw.normal(0, 2, true.size)
        start = true + draw.normal(0, sd, true.size)
        end = true + change + draw.normal(0, sd, true.size)
        found = fpm.change_on_start(start, end, sd, draws=200)
        share = sd**2 / (sd**2 + 8**2)
        assert float(found["slope"]) == pytest.approx((1 - share) * slope - share, abs=0.03)
        assert float(found["slope_blomqvist"]) == pytest.approx(slope, abs=0.03)
        inside = found["slope_null_low"] < found["slope"] < found["slope_null_high"]
        assert bool(inside) == (slope == 0.0)


def test_the_null_covers_as_often_as_it_says() -> None:
    draw = np.random.default_rng(7)
    inside = 0
    for number in range(300):
        true = draw.normal(50, 8, 40)
        start = true + draw.normal(0, 3, 40)
        end = true + draw.normal(2, 3, 40) + draw.normal(0, 3, 40)
        found = fpm.change_on_start(start, end, 3.0, draws=200, seed=number)
        inside += bool(found["slope_null_low"] < found["slope"] < found["slope_null_high"])
    assert 0.83 < inside / 300 < 0.95


def test_oldham_is_blind_to_errors_alone() -> None:
    draw = np.random.default_rng(8)
    true = draw.normal(50, 8, 4000)
    start, end = (true + draw.normal(0, 6, true.size) for _ in range(2))
    found = fpm.change_on_start(start, end, 6.0, draws=20)
    assert float(found["slope"]) < -0.3
    assert float(found["slope_oldham"]) == pytest.approx(0.0, abs=0.05)


def test_without_an_error_null_and_correction_lack() -> None:
    found = fpm.change_on_start([30.0, 40, 50, 60], [32.0, 41, 50, 59], np.nan)
    assert float(found["slope"]) == pytest.approx(-0.1)
    assert np.isnan([found["slope_null_low"], found["slope_blomqvist"]]).all()


@pytest.mark.parametrize(
    ("start", "error", "kind", "words"),
    [
        ([30.0, 40, 50], 1.0, InputError, "too few"),
        ([40.0, 40, 40, 40], 1.0, InputError, "same start"),
        ([30.0, 40, 50, 60], -1.0, OutOfRangeError, "error_sd_tc_ha"),
        ([30.0, 40, 50, 60], 50.0, OutOfRangeError, "error_sd_tc_ha"),
    ],
)
def test_slopes_that_mean_nothing(
    start: list[float], error: float, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        fpm.change_on_start(start, [41.0] * len(start), error)


def test_starts_and_ends_are_of_the_same_series() -> None:
    start, end = [30.0, 40, 50, 60], [32.0, 41, 50, 59]
    with pytest.raises(ShapeError, match=r"end_tc_ha.*Found 3\. Allowed 4"):
        fpm.change_on_start(start, end[:3], 1.0)
    one = xr.DataArray(start, dims="s", coords={"s": list("abcd")})
    other = xr.DataArray(end, dims="s", coords={"s": list("abde")})
    with pytest.raises(ShapeError, match="are not the same"):
        fpm.change_on_start(one, other, 1.0)
    same = xr.DataArray(end, dims="s", coords={"s": list("abcd")})
    xr.testing.assert_identical(
        fpm.change_on_start(one, same[::-1], 1.0), fpm.change_on_start(one, same, 1.0)
    )
    with pytest.raises(InputError, match="error_sd_tc_ha: numbers"):
        fpm.change_on_start(start, end, "1.0")
    with pytest.raises(ShapeError, match="error_sd_tc_ha: one number"):
        fpm.change_on_start(start, end, [1.0, 1.0])
    with pytest.raises(OutOfRangeError, match="draws"):
        fpm.change_on_start(start, end, 1.0, draws=0)


@pytest.mark.parametrize(
    ("column", "value", "kind", "words"),
    [
        ("years", np.nan, OutOfRangeError, r"row 1, column years.*above zero.*Found nan"),
        ("start_tc_ha", 0.0, OutOfRangeError, "start_tc_ha.*Found 0"),
        ("end_tc_ha", np.inf, OutOfRangeError, "end_tc_ha.*finite"),
        ("rate_tc_ha_yr", "x", InputError, "rate_tc_ha_yr: numbers"),
    ],
)
def test_rates_that_are_no_numbers(
    column: str, value: object, kind: type[Exception], words: str
) -> None:
    rates = grown(np.linspace(30, 60, 6), np.full(6, 0.3), np.array([10, 20]))
    values = rates[column].values.astype(object if isinstance(value, str) else float)
    values[0] = value
    with pytest.raises(kind, match=words):
        fpm.rate_dependence(rates.assign({column: ("observation", values)}))
    with pytest.raises(InputError, match=r"too few series gain.*Found 0"):
        fpm.rate_dependence(rates.isel(observation=[]))


def test_wrong_tables() -> None:
    with pytest.raises(MissingVariableError, match="kind"):
        fpm.trial_rates(xr.Dataset())
    with pytest.raises(MissingVariableError, match="start_tc_ha"):
        fpm.rate_dependence(xr.Dataset())
    with pytest.raises(MissingVariableError, match="trial_rates"):
        fpm.trial_rates_figure(xr.Dataset())
    rates = grown(np.array([30.0, 40]), np.array([0.1, 0.2]), np.array([5]))
    with pytest.raises(InputError, match="too few series gain"):
        fpm.rate_dependence(rates)
    for name in rates:
        if name not in ("source", "treatment", "series_name"):
            with pytest.raises(MissingVariableError, match=str(name)):
                fpm.rate_dependence(rates.drop_vars(str(name)))
    with pytest.raises(UnknownNameError, match="wide"):
        fpm.trial_rates_figure(rates, edition="wid")
    with pytest.raises(UnknownNameError, match="pairs"):
        fpm.trial_rates(table([("a", "b", 2000, np.nan, 40.0, 30)]), kind="pair")


def test_the_drawing_holds_every_rate(tmp_path: Path) -> None:
    draw = np.random.default_rng(9)
    rates = grown(draw.uniform(30, 60, 8), np.full(8, 0.3), np.array([10, 20]))
    path = fpm.write_trial_rates(rates, tmp_path / "rates.svg")
    root = ET.fromstring(path.read_text("utf-8"))
    circles = [one for one in root.iter() if one.tag.endswith("circle")]
    values = rates["relative_rate_permille_yr"].values
    low, high = np.quantile(values, [0.01, 0.99])
    last = rates["is_last"].values
    inside = values <= max(high, 4.0)  # the axis may reach further, to a round number
    assert len(circles) >= inside.sum() + (inside & last).sum()
    assert len(circles) <= values.size + last.sum()
    assert low > 0.0
    assert "4 per 1000" in path.read_text("utf-8")
    with pytest.raises(InputError, match="exists"):
        fpm.write_trial_rates(rates, path)
    with pytest.raises(InputError, match="SVG"):
        fpm.write_trial_rates(rates, tmp_path / "rates.png")


@needs_data
def test_decline_of_rates_with_the_start_is_no_more_than_arithmetic() -> None:
    """What the deck's figure shows, in the trials that are here."""
    rates = fpm.trial_rates(fpm.trials())
    assert set(rates["source"].values) == {"rothamsted", "ultuna", "woburn"}
    found = fpm.rate_dependence(rates)
    on_stock = found.sel(comparison="all")
    assert on_stock["stock_elasticity_null_low"] < on_stock["stock_elasticity"] < 0
    assert on_stock["stock_elasticity"] < on_stock["stock_elasticity_null_high"]
    assert found["slope_null_low"] < found["slope"] < found["slope_null_high"]
    assert abs(float(found["slope_blomqvist"])) < 0.2
    assert float(found["duration_elasticity_low"]) > -1.0
    assert float(found["duration_elasticity_high"]) < -0.1  # yet rates do fall with the years
    pairs = fpm.trial_rates(fpm.trials(), kind="pairs")
    base = fpm.trials()
    native = ((base["kind"] == "pairs") & (base["treatment"] == "Native")).values
    shallow = (base["depth_bottom_cm"] <= 30).values & np.isfinite(base["soc_stock_tc_ha"].values)
    every = int((base["kind"] == "pairs").sum())
    assert pairs.sizes["observation"] + pairs.attrs["left_out"] == every - (native & shallow).sum()
    assert float(pairs["rate_tc_ha_yr"].median()) < -0.1
    plots = fpm.trial_rates(fpm.trials(), kind="plots")
    assert set(plots["source"].values) == {"ley_arable"}
