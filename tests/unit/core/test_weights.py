import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.core.weights import (
    cumulative,
    weighted_mean,
    weighted_quantile,
    weighted_total,
)

values = st.lists(st.integers(-50, 50), min_size=1, max_size=12)


@given(values, st.data())
def test_whole_weights_are_repetitions(found: list[int], data: st.DataObject) -> None:
    """A weight of n is the value written n times; the median of that list is the truth."""
    size = len(found)
    weights = data.draw(st.lists(st.integers(1, 6), min_size=size, max_size=size))
    repeated = np.repeat(found, weights)
    assert weighted_quantile(found, weights, 0.5) == pytest.approx(np.median(repeated))
    assert weighted_mean(found, weights) == pytest.approx(repeated.mean())
    assert weighted_total(found, weights) == pytest.approx(repeated.sum())


@given(values, st.floats(0.01, 0.99), st.floats(1e-3, 1e9))
def test_only_ratios_of_weights_count(found: list[int], share: float, scale: float) -> None:
    weights = np.arange(1, len(found) + 1)
    assert weighted_quantile(found, weights, share) == weighted_quantile(
        found, weights * scale, share
    )


@given(values, st.floats(0.01, 0.98))
def test_quantiles_rise_with_the_share(found: list[int], share: float) -> None:
    weights = np.ones(len(found))
    assert weighted_quantile(found, weights, share) <= weighted_quantile(
        found, weights, share + 0.01
    )


def test_missing_values_and_areas_take_no_part() -> None:
    assert weighted_quantile([1, np.nan, 5, 9], [1, 100, np.nan, 0], 0.5) == 1
    assert np.isnan(weighted_mean([np.nan], [1]))
    assert np.isnan(weighted_quantile([], [], 0.5))


def test_the_curve_of_shares_ends_at_one() -> None:
    ordered, share = cumulative([3, 1, 2], [1, 1, 2])
    assert ordered.tolist() == [1, 2, 3]
    assert share.tolist() == [0.25, 0.75, 1.0]
