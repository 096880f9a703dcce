"""Pooling against hand arithmetic, a well-kept library and the BCG trials."""

import sys

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import fourpermille as fpm
from fourpermille.core.errors import (
    InputError,
    MissingExtraError,
    OutOfRangeError,
    ShapeError,
    UnknownNameError,
)
from fourpermille.evidence.between import METHODS

# Thirteen trials of BCG vaccination (Colditz et al. 1994): cases and healthy, treated and control;
# latitude. Facts used by every program of meta-analysis as its example.
BCG = np.array(
    [
        [4, 119, 11, 128, 44], [6, 300, 29, 274, 55], [3, 228, 11, 209, 42],
        [62, 13536, 248, 12619, 52], [33, 5036, 47, 5761, 13], [180, 1361, 372, 1079, 44],
        [8, 2537, 10, 619, 19], [505, 87886, 499, 87892, 13], [29, 7470, 45, 7232, 27],
        [17, 1699, 65, 1600, 42], [186, 50448, 141, 27197, 18], [5, 2493, 3, 2338, 33],
        [27, 16886, 29, 17825, 33],
    ],
    dtype=float,
)  # fmt: skip


def bcg() -> tuple[np.ndarray, np.ndarray]:
    """Logarithms of the risk ratios and their variances."""
    a, b, c, d, _latitude = BCG.T
    y = np.log(a / (a + b)) - np.log(c / (c + d))
    return y, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def test_two_studies_by_hand() -> None:
    found = fpm.pool_effects([0.10, 0.30], [0.01, 0.01])
    assert float(found["mean"]) == pytest.approx(0.20)
    assert float(found["q"]) == pytest.approx(2.0)
    assert float(found["tau2"]) == pytest.approx(0.01)
    assert float(found["se"]) == pytest.approx(0.10)
    assert float(found["i2"]) == pytest.approx(0.5)
    fixed = fpm.pool_effects([0.10, 0.30], [0.01, 0.01], method="fixed")
    assert float(fixed["mean"]) == pytest.approx(0.20)
    assert float(fixed["se"]) == pytest.approx(np.sqrt(0.005))


@pytest.mark.parametrize(
    ("method", "mean", "tau2"), [("reml", -0.7145, 0.3132), ("dl", -0.7141, 0.3088)]
)
def test_bcg_trials(method: str, mean: float, tau2: float) -> None:
    found = fpm.pool_effects(*bcg(), method=method)
    assert float(found["mean"]) == pytest.approx(mean, abs=5e-5)
    assert float(found["tau2"]) == pytest.approx(tau2, abs=5e-5)
    assert float(found["q"]) == pytest.approx(152.233, abs=1e-3)


def test_bcg_with_latitude() -> None:
    pytest.importorskip("statsmodels")
    found = fpm.regress_effects(*bcg(), {"latitude": BCG[:, 4]})
    coefficient = dict(zip(found["term"].values, found["coefficient"].values, strict=True))
    assert coefficient["latitude"] == pytest.approx(-0.0291, abs=1e-4)
    assert float(found["tau2"]) == pytest.approx(0.0764, abs=1e-4)
    assert float(found["r2"]) == pytest.approx(1 - 0.0764 / 0.3132, abs=1e-3)
    alone = fpm.regress_effects(*bcg(), {})
    pooled = fpm.pool_effects(*bcg(), method="reml")
    assert float(alone["coefficient"][0]) == pytest.approx(float(pooled["mean"]))
    assert float(alone["se"][0]) == pytest.approx(float(pooled["se"]))


@pytest.mark.parametrize(("ours", "theirs"), [("dl", "chi2"), ("pm", "iterated")])
def test_against_a_library(ours: str, theirs: str) -> None:
    meta = pytest.importorskip("statsmodels.stats.meta_analysis")
    y, v = bcg()
    wanted = meta.combine_effects(y, v, method_re=theirs)
    found = fpm.pool_effects(y, v, method=ours)
    assert float(found["tau2"]) == pytest.approx(wanted.tau2, rel=1e-4)
    assert float(found["mean"]) == pytest.approx(wanted.mean_effect_re, rel=1e-4)
    assert float(found["q"]) == pytest.approx(wanted.q, rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(
    studies=st.lists(st.tuples(st.floats(-3, 3), st.floats(1e-3, 4.0)), min_size=2, max_size=12),
    method=st.sampled_from(sorted(METHODS)),
    shift=st.floats(-5, 5),
    scale=st.floats(0.1, 10),
)
def test_pooling_follows_shift_and_scale(
    studies: list[tuple[float, float]], method: str, shift: float, scale: float
) -> None:
    y, v = (np.array(x) for x in zip(*studies, strict=True))
    one = fpm.pool_effects(y, v, method=method)
    two = fpm.pool_effects(scale * y + shift, scale**2 * v, method=method)
    assert y.min() - 1e-9 <= float(one["mean"]) <= y.max() + 1e-9
    assert float(two["mean"]) == pytest.approx(scale * float(one["mean"]) + shift, abs=2e-3 * scale)
    assert float(two["tau2"]) == pytest.approx(scale**2 * float(one["tau2"]), abs=2e-3 * scale**2)
    assert float(one["prediction_low"]) <= float(one["ci_low"]) + 1e-12


def test_intervals_cover_a_known_truth() -> None:
    draw = np.random.default_rng(5)
    inside = new_inside = 0
    for _ in range(400):
        v = draw.uniform(0.005, 0.03, 30)
        true = draw.normal(0.2, 0.2, 31)
        found = fpm.pool_effects(true[:30] + draw.normal(0, np.sqrt(v)), v, coverage=0.9)
        inside += float(found["ci_low"]) <= 0.2 <= float(found["ci_high"])
        new_inside += float(found["prediction_low"]) <= true[30] <= float(found["prediction_high"])
    assert 0.84 < inside / 400 < 0.95
    assert 0.84 < new_inside / 400 < 0.95


def test_studies_that_lack_something_are_counted() -> None:
    found = fpm.pool_effects([0.1, np.nan, 0.3, 0.2], [0.01, 0.01, 0.01, np.nan])
    assert (int(found["studies"]), int(found["studies_missing"])) == (2, 2)
    assert float(found["mean"]) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("effects", "variances", "keys", "kind", "words"),
    [
        ([0.1, 0.2], [0.1], {}, ShapeError, "one number for each study"),
        ([0.1], [0.0], {}, OutOfRangeError, "> 0"),
        ([0.1], [-1.0], {}, OutOfRangeError, "-1"),
        ([np.nan], [1.0], {}, InputError, "no study"),
        (["a"], [1.0], {}, InputError, "numbers are expected"),
        ([0.1], [1.0], {"method": "dll"}, UnknownNameError, "dl"),
        ([0.1], [1.0], {"coverage": 1.0}, OutOfRangeError, "coverage"),
        ([0.1, 0.2], [1.0, 1.0], {"metric": ["rate", "ratio"]}, InputError, "never pooled"),
    ],
)
def test_what_cannot_be_pooled(
    effects: list, variances: list, keys: dict, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        fpm.pool_effects(effects, variances, **keys)


def test_effect_sizes_by_hand() -> None:
    given = {
        "treatment_tc_ha": 55.0, "control_tc_ha": 50.0, "treatment_sd_tc_ha": 5.0,
        "control_sd_tc_ha": 4.0, "n_treatment": 4, "n_control": 4, "years": 10.0, "start_tc_ha": 48.0,
        "start_sd_tc_ha": 3.0, "n_start": 9,
    }  # fmt: skip
    expected = {
        "response_ratio": (np.log(1.1), 25 / (4 * 55**2) + 16 / (4 * 50**2)),
        "stock_difference": (5.0, 25 / 4 + 16 / 4),
        "difference_rate": (0.5, (25 / 4 + 16 / 4) / 100),
        "rate": (0.7, (25 / 4 + 9 / 9) / 100),
    }
    for metric, (effect, variance) in expected.items():
        other = "start" if metric == "rate" else "control"
        names = ("{}_tc_ha", "{}_sd_tc_ha", "n_{}")
        wanted = [name.format(one) for one in ("treatment", other) for name in names]
        if metric.endswith("rate"):
            wanted.append("years")
        used = {name: given[name] for name in wanted}
        found = fpm.effect_size(metric, **used, basis="equal_mass")
        assert float(found["effect"]) == pytest.approx(effect)
        assert float(found["effect_variance"]) == pytest.approx(variance)
        assert found.attrs["basis"] == "equal_mass"
    with pytest.raises(OutOfRangeError, match="control_tc_ha"):
        fpm.effect_size("response_ratio", treatment_tc_ha=5.0, control_tc_ha=0.0)
    with pytest.raises(UnknownNameError, match="rate"):
        fpm.effect_size("rates", treatment_tc_ha=5.0, control_tc_ha=4.0)


def test_a_mean_bears_the_units_of_its_effects() -> None:
    effect = fpm.effect_size(
        "stock_difference", treatment_tc_ha=[50.0, 60.0], control_tc_ha=[45.0, 51.0],
        treatment_sd_tc_ha=2.0, control_sd_tc_ha=2.0, n_treatment=4, n_control=4,
    )  # fmt: skip
    found = fpm.pool_effects(effect["effect"], effect["effect_variance"])
    assert found["mean"].attrs["units"] == "t ha-1"
    assert found["tau2"].attrs["units"] == "(t ha-1)2"
    assert found["i2"].attrs["units"] == "1"


def test_effects_keep_the_dims_of_what_they_come_from() -> None:
    stocks = xr.DataArray([[50.0, 60.0], [np.nan, 40.0]], dims=("field", "year"))
    controls = xr.DataArray([40.0, 50.0], dims="field")
    found = fpm.effect_size("stock_difference", treatment_tc_ha=stocks, control_tc_ha=controls)
    assert found["effect"].dims == ("field", "year")
    assert found["effect"].sel(field=0).values.tolist() == [10.0, 20.0]
    assert np.isnan(found["effect"].values[1, 0])
    assert found["effect_variance"].isnull().all()


def test_the_log_ratio_varies_as_its_variance_says() -> None:
    draw = np.random.default_rng(3)
    t = draw.normal(55, 5, (20_000, 4))
    c = draw.normal(50, 4, (20_000, 4))
    ratios = np.log(t.mean(1) / c.mean(1))
    found = fpm.effect_size(
        "response_ratio", treatment_tc_ha=55.0, control_tc_ha=50.0, treatment_sd_tc_ha=5.0,
        control_sd_tc_ha=4.0, n_treatment=4, n_control=4,
    )  # fmt: skip
    assert ratios.var() == pytest.approx(float(found["effect_variance"]), rel=0.03)


def test_regression_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    monkeypatch.setitem(sys.modules, "statsmodels.api", None)
    with pytest.raises(MissingExtraError, match="stats"):
        fpm.regress_effects([0.1, 0.2, 0.3], [1.0] * 3, {"clay": [1.0, 2.0, 3.0]})


def test_regression_refuses_what_it_cannot_do() -> None:
    pytest.importorskip("statsmodels")
    with pytest.raises(ShapeError, match="clay"):
        fpm.regress_effects([0.1, 0.2, 0.3], [1.0, 1.0, 1.0], {"clay": [1.0, 2.0]})
    with pytest.raises(OutOfRangeError, match="above zero"):
        fpm.regress_effects([0.1, 0.2, 0.3], [1.0, 0.0, 1.0], {"clay": [1.0, 2.0, 3.0]})
    with pytest.raises(InputError, match="too few"):
        fpm.regress_effects([0.1, 0.2], [1.0, 1.0], {"clay": [1.0, 2.0]})
