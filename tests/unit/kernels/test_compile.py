"""Compiled kernels against the same functions as they are."""

from math import exp, isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.kernels import cells, rothc
from fourpermille.kernels import compile as compiling
from fourpermille.kernels.compile import compiled, compiled_loop
from fourpermille.kernels.fast_exp import fast_exp, fast_exp_double
from fourpermille.kernels.threads import parts

from .grids import PARAMETERS

rounded = st.floats(-87, 0, width=32)


@given(rounded)
def test_the_fast_exponential_is_close(x: float) -> None:
    assert compiled(fast_exp, "fast")(np.float32(x)) == pytest.approx(exp(x), rel=2.5e-7)


@given(rounded)
def test_the_fast_exponential_in_plain_python_is_the_same(x: float) -> None:
    assert fast_exp(np.float32(x)) == pytest.approx(exp(x), rel=3e-7)


@given(st.floats(-87, 0))
def test_the_fast_exponential_in_double_precision_is_closer(x: float) -> None:
    wanted = pytest.approx(exp(x), rel=1e-11)
    assert fast_exp_double(x) == wanted
    assert compiled(fast_exp_double, "exact")(x) == wanted


def test_each_precision_meets_its_own_exponential() -> None:
    share = compiled(rothc.remaining_share, "fast")
    k = np.float32(0.02)
    wide, narrow = share(0.7, float(k)), share(np.float32(0.7), k)
    wanted = exp(-0.7 * float(np.float32(0.02)) / 12)
    assert wide == pytest.approx(wanted, rel=1e-12)
    assert narrow == pytest.approx(wanted, rel=1e-7)


def test_the_fast_exponential_at_its_ends() -> None:
    fast = compiled(fast_exp, "fast")
    assert fast(np.float32(0)) == 1.0
    assert 0 <= fast(np.float32(-1e30)) < 2e-38
    assert 0 <= fast(np.float32(-np.inf)) < 2e-38
    assert isnan(fast(np.float32(np.nan)))


@given(st.floats(-60, 60))
def test_exact_means_the_same_number(temperature: float) -> None:
    arguments = (temperature, *PARAMETERS[:4])
    found = compiled(rothc.temperature_modifier, "exact")(*arguments)
    assert found == rothc.temperature_modifier(*arguments)


def test_unknown_flavour_is_named() -> None:
    with pytest.raises(ValueError, match="flavour is 'half'"):
        compiled(fast_exp, "half")


def climate(places: int, dtype: type) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(4)
    months = (places, 12)
    return (
        rng.uniform(-30, 35, months).astype(dtype),
        rng.gamma(1.0, 60.0, months).astype(dtype),
        rng.uniform(0, 180, months).astype(dtype),
        rng.integers(0, 2, months).astype(dtype),
        np.tile(np.array([-44.9, -25, -20, -44.9, 0.2], dtype), (places, 1)),
        np.zeros(places, dtype),
    )


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-13), (np.float32, 1e-5)])
@pytest.mark.parametrize("places", [1, 700])
def test_loops_over_places(places: int, dtype: type, tolerance: float) -> None:
    given = climate(places, dtype)
    plain, fast = (np.empty((places, 12, 4), dtype) for _ in range(2))
    deficits = [np.empty(places, dtype) for _ in range(2)]
    cells.all_modifiers(*given, PARAMETERS, plain, deficits[0])
    compiled_loop("all_modifiers")(*given, PARAMETERS, fast, deficits[1])
    np.testing.assert_allclose(fast, plain, rtol=tolerance, atol=30 * tolerance)
    np.testing.assert_allclose(*deficits, rtol=tolerance, atol=30 * tolerance)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-13), (np.float32, 1e-5)])
def test_annual_maps(dtype: type, tolerance: float) -> None:
    rng = np.random.default_rng(8)
    rate, plant = rng.uniform(0, 4, (20, 12)).astype(dtype), np.full((20, 12), 1 / 12, dtype)
    given = (rate, plant, plant, plant, np.full((20, 3), 0.3, dtype), np.full(20, 0.22, dtype))
    out = [(np.empty((20, 4, 4), dtype), np.empty((20, 4, 2), dtype)) for _ in range(2)]
    cells.all_annual_maps(*given, PARAMETERS, *out[0])
    compiled_loop("all_annual_maps")(*given, PARAMETERS, *out[1])
    for plain, fast in zip(*out, strict=True):
        np.testing.assert_allclose(fast, plain, rtol=tolerance, atol=1e-7 * (tolerance > 1e-9))


def test_arrays_that_are_views_or_locked_are_taken() -> None:
    given = [np.broadcast_to(a[:1], a.shape) for a in climate(300, np.float64)]
    out, deficit = np.empty((300, 12, 4)), np.empty(300)
    compiled_loop("all_modifiers")(*given, PARAMETERS, out, deficit)
    assert (out == out[0]).all()


def test_flavours_and_sources_do_not_share_a_cache() -> None:
    names = {
        compiled(function, flavour).py_func.__qualname__
        for function in (rothc.remaining_share, rothc.cover_modifier)
        for flavour in compiling.FLAVOURS
    }
    assert len(names) == 2 * len(compiling.FLAVOURS)
    assert all(compiling._source_hash() in name for name in names)


def test_without_a_folder_for_the_cache_it_compiles_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(function: object, flavour: str, on_disk: bool) -> object:
        if on_disk:
            raise RuntimeError("no locator available")
        return real(function, flavour, on_disk)

    real = compiling._numba
    monkeypatch.setattr(compiling, "_numba", refuse)
    kernel = compiling._entry.__wrapped__(rothc.cover_modifier, "exact")
    assert kernel(1.0, 0.6) == rothc.cover_modifier(1.0, 0.6)


@given(st.integers(0, 5000), st.integers(1, 9), st.sampled_from([1, 64, 256]))
def test_parts_cover_every_place_once(places: int, threads: int, multiple: int) -> None:
    cuts = parts(places, threads, multiple)
    assert [i for cut in cuts for i in range(cut.start, cut.stop)] == list(range(places))
    assert all(cut.start % multiple == 0 for cut in cuts)


def test_an_error_in_a_thread_comes_through() -> None:
    with pytest.raises(TypeError):
        compiled_loop("all_modifiers")(np.zeros((3000, 12)))


def test_the_only_physics_is_in_the_scalar_module() -> None:
    folder = Path(rothc.__file__).parent
    with_exp = [p.name for p in folder.glob("*.py") if "import exp" in p.read_text("utf-8")]
    others = {"npp.py", "retention.py", "gsocseq_month.py"}  # the last repeats defects on purpose
    assert set(with_exp) - others == {"rothc.py"}
