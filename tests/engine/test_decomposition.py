"""Decomposition of variance: against its definition, closed forms, and answers one by one."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.assessment import Target
from fourpermille.assessment.case import Case
from fourpermille.assessment.decompose import decompose
from fourpermille.assessment.decomposition import (
    first_order_shares,
    main_effects,
    total_shares,
    variance_shares,
)
from fourpermille.assessment.method import Method, solve_case
from fourpermille.assessment.systematic import positions, sample
from fourpermille.assessment.variants import VARIANTS, cases
from fourpermille.core.errors import InputError, UnknownNameError
from fourpermille.core.weights import weighted_quantile

from .test_variants import data

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4)


def by_definition(table: np.ndarray) -> tuple[list[float], list[float]]:
    """Conditional means and variances, entry by entry."""
    everywhere = list(product(*(range(size) for size in table.shape)))
    values = [table[at] for at in everywhere]
    mean = sum(values) / len(values)
    variance = sum((v - mean) ** 2 for v in values) / len(values)
    first, total = [], []
    for axis in range(table.ndim):
        groups: dict[int, list[float]] = {}
        rest: dict[tuple[int, ...], list[float]] = {}
        for at in everywhere:
            groups.setdefault(at[axis], []).append(table[at])
            rest.setdefault(at[:axis] + at[axis + 1 :], []).append(table[at])
        means = [sum(g) / len(g) for g in groups.values()]
        first.append(sum((m - mean) ** 2 for m in means) / len(means) / variance)
        within = [sum((v - sum(g) / len(g)) ** 2 for v in g) / len(g) for g in rest.values()]
        total.append(sum(within) / len(within) / variance)
    return first, total


@given(shapes, st.integers(0, 10_000))
def test_shares_are_those_of_the_definition(shape: list[int], seed: int) -> None:
    table = np.random.default_rng(seed).normal(size=shape)
    if table.size == 1:
        assert np.isnan(first_order_shares(table)).all()
        return
    first, total = by_definition(table)
    np.testing.assert_allclose(first_order_shares(table), first, atol=1e-12)
    np.testing.assert_allclose(total_shares(table), total, atol=1e-12)


@given(shapes, st.integers(0, 10_000))
def test_all_sets_of_choices_together_explain_everything(shape: list[int], seed: int) -> None:
    table = np.random.default_rng(seed).normal(size=shape)
    if table.size == 1:
        return
    shares = variance_shares(table)
    axes = range(table.ndim)
    assert set(shares) == {s for n in axes for s in combinations(axes, n + 1)}
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-10)
    for axis in axes:
        assert shares[(axis,)] == pytest.approx(first_order_shares(table)[axis], abs=1e-10)
        having = sum(share for s, share in shares.items() if axis in s)
        assert having == pytest.approx(total_shares(table)[axis], abs=1e-10)


def test_additive_choices_have_no_interaction() -> None:
    a, b, c = np.array([0.0, 1.0]), np.array([0.0, 2.0, 7.0]), np.zeros(4)
    table = a[:, None, None] + b[:, None] + c
    variances = np.array([a.var(), b.var(), 0.0])
    expected = variances / variances.sum()
    np.testing.assert_allclose(first_order_shares(table), expected, atol=1e-14)
    np.testing.assert_allclose(total_shares(table), expected, atol=1e-14)


def test_multiplied_choices() -> None:
    """Var(ab) = va vb + va mb^2 + vb ma^2, and each term is the share of one set."""
    a, b = np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0])
    shares = variance_shares(a[:, None] * b)
    parts = {
        (0,): a.var() * b.mean() ** 2,
        (1,): b.var() * a.mean() ** 2,
        (0, 1): a.var() * b.var(),
    }
    for subset, part in parts.items():
        assert shares[subset] == pytest.approx(part / sum(parts.values()), rel=1e-12)


def test_function_of_ishigami_and_homma() -> None:
    """On a fine grid the shares approach the analytic ones (a = 7, b = 0.1)."""
    count = 120
    x = (np.arange(count) + 0.5) / count * 2 * np.pi - np.pi
    one, two, three = np.sin(x), 7 * np.sin(x) ** 2, 0.1 * x**4
    table = one[:, None, None] * (1 + three) + two[:, None]
    v1 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2
    v2 = 49 / 8
    v13 = 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = v1 + v2 + v13
    np.testing.assert_allclose(first_order_shares(table), np.array([v1, v2, 0]) / whole, atol=1e-3)
    np.testing.assert_allclose(
        total_shares(table), np.array([v1 + v13, v2, v13]) / whole, atol=1e-3
    )


def test_nothing_to_share_where_nothing_varies() -> None:
    table = np.full((2, 3), 0.1)
    assert np.isnan(first_order_shares(table)).all()
    assert np.isnan(total_shares(table)).all()
    for means, size in zip(main_effects(table), table.shape, strict=True):
        np.testing.assert_allclose(means, np.full(size, 0.1), rtol=1e-15)


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=60).filter(lambda w: sum(w) > 1),
    st.integers(1, 40),
)
def test_sample_stands_for_the_whole_area(weights: list[float], most: int) -> None:
    index, weight = positions(np.array(weights), most)
    assert len(index) <= most
    assert len(set(index.tolist())) == len(index)
    assert weight.sum() == pytest.approx(sum(weights), rel=1e-9)
    assert (np.array(weights)[index] > 0).all()


def test_sample_is_proportional_to_area_along_the_row() -> None:
    index, weight = positions(np.array([1.0, 1, 1, 1, 8, 4]), 4)
    assert index.tolist() == [1, 4, 5]  # middles at 2, 6, 10 and 14 of 16
    assert weight.tolist() == [4, 8, 4]


def test_sample_of_a_grid_keeps_each_place_together() -> None:
    ds = data(count=12)
    stacked = ds.assign_coords(cell=np.arange(12)).assign_coords(
        lat=("cell", np.repeat([3.0, 2.0, 1.0], 4)), lon=("cell", np.tile(range(4), 3))
    )
    square = stacked.set_index(cell=["lat", "lon"]).unstack("cell")
    few = sample(square, 5)
    assert few.sizes["cell"] <= 5
    for i in range(few.sizes["cell"]):
        at = {"lat": float(few["lat"][i]), "lon": float(few["lon"][i])}
        for name in ("soc_stock_tc_ha", "air_temperature_degc", "temperature_change_k"):
            np.testing.assert_array_equal(
                few[name].isel(cell=i).values, square[name].sel(at).values
            )


def test_table_holds_the_answer_of_every_combination() -> None:
    """Composed, solved and put in order by hand, one combination after the other."""
    ds = data(count=7)
    factors = ["growth", "irrigation", "climate_change", "bias_correction", "depth"]
    found = decompose(ds, factors, cells=7)
    area = ds["area_ha"].values
    answers = {}
    base = Case(ds, Target())
    levels = [found[name].values.tolist() for name in factors]
    for combination in product(*levels):
        case = base
        named = dict(zip(factors, combination, strict=True))
        for name in sorted(named, key=lambda n: VARIANTS.get(n).order):
            if named[name] != "reference":
                case = cases(case, [name])[named[name]]
        answers[combination] = solve_case(case, Method()).extra
    always = np.isfinite(list(answers.values())).all(axis=0)
    for combination, extra in answers.items():
        expected = weighted_quantile(extra[always], area[always], 0.5)
        at = dict(zip(factors, combination, strict=True))
        value = float(found["extra_input_factorial_tc_ha_yr"].sel(at))
        assert value == pytest.approx(expected, rel=1e-12), combination
    assert found.attrs["cells_used"] == always.sum()


def test_places_without_an_answer_somewhere_are_left_out_and_counted() -> None:
    found = decompose(data(), ["growth", "stock_map"], cells=100)
    assert found.attrs["cells_sampled"] == 6
    assert found.attrs["cells_missing"] == 1
    assert np.isfinite(found["extra_input_factorial_tc_ha_yr"].values).all()
    assert float(found["first_order_share"].sum()) <= 1 + 1e-12


def test_choices_without_levels_are_named() -> None:
    ds = data().drop_vars("irrigated_fraction")
    found = decompose(ds, ["growth", "irrigation"])
    assert found.attrs["factors_without_levels"] == "irrigation"
    assert found["total_share"].values.tolist() == [1.0]
    with pytest.raises(InputError, match="no other level"):
        decompose(ds, ["irrigation"])


def test_unknown_choice_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"sensitivity\.decompose"):
        decompose(data(), ["weather"])


def test_too_many_answers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fourpermille.assessment.factorial.MOST_ANSWERS", 10)
    with pytest.raises(InputError, match="fewer choices"):
        decompose(data(), ["growth", "depth"])
