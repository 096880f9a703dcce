"""What functions of studies are given: labels are matched, and bad numbers are refused."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.core.errors import (
    InputError,
    MissingVariableError,
    NotUsedError,
    OutOfRangeError,
    ShapeError,
    UnitsError,
    UnknownNameError,
)

NUMBERS = [0.1, 0.3, 0.5, 0.2]
VARIANCES = [0.01, 0.02, 0.01, 0.04]


def on(labels: str, values: list[float], dim: str = "study") -> xr.DataArray:
    return xr.DataArray(values, dims=dim, coords={dim: list(labels)})


def test_studies_with_other_labels_are_not_paired() -> None:
    pairs = [
        (on("abcd", NUMBERS), on("abcd", VARIANCES, "trial")),
        (pd.Series(NUMBERS, list("abcd")), pd.Series(VARIANCES, list("abce"))),
        (pd.Series(NUMBERS, [0, 1, 2, 4]), pd.Series(VARIANCES)),
    ]
    for effects, variances in pairs:
        with pytest.raises(ShapeError, match="effects and variances are not the same"):
            fpm.pool_effects(effects, variances)
    wanted = fpm.pool_effects(NUMBERS, VARIANCES)
    for effects, variances in [
        (on("abcd", NUMBERS), on("abcd", VARIANCES)),
        (pd.Series(NUMBERS, list("abcd")), pd.Series(VARIANCES, list("abcd"))),
        (pd.Series(NUMBERS, list("abcd")), VARIANCES),
        (tuple(NUMBERS), np.array(VARIANCES)),
    ]:
        xr.testing.assert_identical(fpm.pool_effects(effects, variances), wanted)
    turned = [VARIANCES[i] for i in (1, 0, 3, 2)]  # the same studies in another order
    for effects, variances in [
        (on("abcd", NUMBERS), on("badc", turned)),
        (pd.Series(NUMBERS, list("abcd")), pd.Series(turned, list("badc"))),
    ]:
        xr.testing.assert_allclose(fpm.pool_effects(effects, variances), wanted)


def test_regression_looks_at_labels_and_shapes() -> None:
    pytest.importorskip("statsmodels")
    clay = [10.0, 20.0, 25.0, 40.0]
    with pytest.raises(ShapeError, match=r"moderators\.clay are not the same"):
        fpm.regress_effects(on("abcd", NUMBERS), VARIANCES, {"clay": on("abde", clay)})
    square = np.array(NUMBERS).reshape(2, 2)
    with pytest.raises(ShapeError, match=r"Found 2 × 2\. Allowed one dimension"):
        fpm.regress_effects(square, square, {"clay": square})
    with pytest.raises(ShapeError, match=r"Found 2 × 2\. Allowed one dimension"):
        fpm.pool_effects(square, square)


@pytest.mark.parametrize(
    ("moderators", "words"),
    [
        ({"intercept": [1.0, 2.0, 3.0, 5.0]}, "name of the constant"),
        ({"clay": [7.0] * 4}, r"moderators\.clay: a moderator that is the same for all"),
        ({"a": [1.0, 2, 3, 5], "b": [3.0, 5, 7, 11]}, r"moderators\.b: .*follows from the others"),
        ({"clay": ["low", "high", "low", "high"]}, r"moderators\.clay: numbers are expected"),
        ({"clay": [1.0, 2.0, np.inf, 3.0]}, r"moderators\.clay: a finite number"),
        ([1.0, 2.0, 3.0, 5.0], "numbers by name are expected.*list"),
        (None, "numbers by name"),
    ],
)
def test_moderators_that_tell_nothing(moderators: object, words: str) -> None:
    pytest.importorskip("statsmodels")
    with pytest.raises(InputError, match=words):
        fpm.regress_effects(NUMBERS, VARIANCES, moderators)


def test_a_moderator_may_lie_far_from_zero() -> None:
    pytest.importorskip("statsmodels")
    years = np.array([2000.0, 2001.0, 2003.0, 2004.0])
    far = fpm.regress_effects(NUMBERS, VARIANCES, {"year": years})
    near = fpm.regress_effects(NUMBERS, VARIANCES, {"year": years - 2000})
    assert float(far["coefficient"][1]) == pytest.approx(float(near["coefficient"][1]), rel=1e-4)


@pytest.mark.parametrize(
    ("effects", "variances", "words"),
    [
        ([], [], "no study.*Found 0"),
        ([np.nan, 0.1], [1.0, np.nan], "no study.*Found 2"),
        ([np.inf, 0.1], [1.0, 1.0], "effects: a finite number"),
        ([0.1, 0.2], [1.0, np.inf], "variances: a finite number"),
        ([0.1, "0.2"], [1.0, 1.0], "effects: numbers are expected"),
        (None, [1.0], "one number|no study"),
    ],
)
def test_effects_that_are_no_numbers(effects: object, variances: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        fpm.pool_effects(effects, variances)


def test_regression_without_studies() -> None:
    pytest.importorskip("statsmodels")
    for effects, variances in (([], []), ([np.nan] * 3, [1.0] * 3)):
        with pytest.raises(InputError, match=r"too few studies.*Found 0"):
            fpm.regress_effects(effects, variances, {})


@pytest.mark.parametrize("method", [1, None, ["dl"]])
def test_a_method_is_a_name(method: object) -> None:
    with pytest.raises(UnknownNameError, match="Allowed dl"):
        fpm.pool_effects(NUMBERS, VARIANCES, method=method)
    with pytest.raises(UnknownNameError, match="response_ratio"):
        fpm.effect_size(method, treatment_tc_ha=1.0, control_tc_ha=1.0)


@pytest.mark.parametrize("method", ["dl", "pm", "reml", "fixed"])
def test_one_study_does_not_tell_how_far_studies_differ(method: str) -> None:
    for effect in (0.1, 1 / 3, 2e-17):
        found = fpm.pool_effects([effect], [0.04], method=method)
        assert float(found["mean"]) == pytest.approx(effect)
        assert float(found["se"]) == pytest.approx(0.2)
        assert np.isnan(float(found["i2"]))
        for name in ("tau2", "prediction_low", "prediction_high"):
            assert np.isnan(float(found[name])) == (method != "fixed")


FIELD = {"treatment_tc_ha": 55.0, "control_tc_ha": 50.0}
RATIO, DIFFERENCE = "response_ratio", "stock_difference"


@pytest.mark.parametrize(
    ("metric", "given", "kind", "words"),
    [
        (DIFFERENCE, {"treatment_tc_ha": "55"}, InputError, "treatment_tc_ha: numbers"),
        (DIFFERENCE, {"treatment_tc_ha": -1.0}, OutOfRangeError, "treatment_tc_ha.*-1.*>= 0"),
        (RATIO, {"control_tc_ha": 0.0}, OutOfRangeError, "control_tc_ha.*> 0"),
        (RATIO, {"control_sd_tc_ha": -3.0}, OutOfRangeError, "control_sd_tc_ha.*-3"),
        (RATIO, {"n_control": 0}, OutOfRangeError, "n_control.*whole number from 1"),
        (RATIO, {"n_treatment": 2.5}, OutOfRangeError, "n_treatment.*2.5"),
        (RATIO, {"treatment_tc_ha": np.inf}, OutOfRangeError, "finite"),
        (RATIO, {"years": 10.0}, NotUsedError, "years: response_ratio does not use this"),
        (DIFFERENCE, {"start_tc_ha": 48.0}, NotUsedError, "start_tc_ha"),
        ("difference_rate", {}, MissingVariableError, "difference_rate needs years"),
        ("difference_rate", {"years": 0.0}, OutOfRangeError, "years.*> 0"),
        ("rate", {"years": 10.0}, MissingVariableError, "rate needs start_tc_ha"),
        ("rate", {"years": 10.0, "start_tc_ha": 48.0}, NotUsedError, "control_tc_ha"),
        (
            RATIO,
            {"treatment_tc_ha": [1.0, 2.0], "control_tc_ha": [1.0] * 3},
            ShapeError,
            "study: 3",
        ),
        (
            RATIO,
            {"treatment_tc_ha": on("ab", [50.0, 60.0]), "control_tc_ha": on("bc", [40.0, 50.0])},
            ShapeError,
            r"study: \['b', 'c'\]",
        ),
        (
            RATIO,
            {
                "treatment_tc_ha": on("ab", [50.0, 60.0]),
                "control_tc_ha": on("ab", [40.0, 50.0], "trial"),
            },
            ShapeError,
            "trial",
        ),
    ],
)
def test_effects_that_mean_nothing(
    metric: str, given: dict, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        fpm.effect_size(metric, **{**FIELD, **given})


def test_units_of_stocks_and_years_are_looked_at() -> None:
    stock = xr.DataArray([50_000.0], dims="study", attrs={"units": "kg ha-1"})
    with pytest.raises(UnitsError, match=r"treatment_tc_ha.*kg ha-1.*t ha-1"):
        fpm.effect_size(DIFFERENCE, treatment_tc_ha=stock, control_tc_ha=45.0)
    months = xr.DataArray(120.0, attrs={"units": "month"})
    with pytest.raises(UnitsError, match=r"years.*month"):
        fpm.effect_size("difference_rate", **FIELD, years=months)
    fine = fpm.effect_size(
        DIFFERENCE, treatment_tc_ha=stock.assign_attrs(units="t/ha"), control_tc_ha=1
    )
    assert float(fine["effect"][0]) == 49_999.0


def test_series_keep_their_index() -> None:
    found = fpm.effect_size(
        DIFFERENCE,
        treatment_tc_ha=pd.Series([50.0, None], list("ab")),
        control_tc_ha=[40.0, 45.0],
    )
    assert float(found["effect"].sel(study="a")) == 10.0
    assert np.isnan(float(found["effect"].sel(study="b")))


def test_what_is_a_number_and_what_is_not() -> None:
    for effects in (
        np.ma.masked_array([1.0, 2.0, 3.0], [False, True, False]),
        pd.Series([1, None, 3], dtype="Int64"),
        [1.0, None, 3.0],
    ):
        assert int(fpm.pool_effects(effects, [1.0] * 3)["studies_missing"]) == 1
    for effects in ([True], [1j], [10**400], {"a": 1}, [[1], [2, 3]]):
        with pytest.raises(InputError, match="effects: numbers are expected"):
            fpm.pool_effects(effects, [1.0])
    index = pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])
    series = pd.Series([1.0, 2.0], index)
    assert float(fpm.pool_effects(series, [1.0, 1.0])["mean"]) == 1.5
    backwards = pd.Series([1.0, 3.0], index[::-1])
    assert float(fpm.pool_effects(series, backwards)["mean"]) == pytest.approx(
        (1 / 3 + 2) / (4 / 3)
    )


def test_what_is_no_table() -> None:
    for ask in (fpm.trial_rates, fpm.rate_dependence):
        with pytest.raises(MissingVariableError, match="not a table"):
            ask(None)
    with pytest.raises(OutOfRangeError, match="seed"):
        fpm.change_on_start([1, 2, 3, 4], [2, 3, 4, 5], 0.1, seed=-1)
