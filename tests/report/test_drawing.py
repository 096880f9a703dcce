import itertools
from io import BytesIO

import matplotlib.image
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Proj

from fourpermille.report.drawing import palette
from fourpermille.report.drawing.png import indexed_png
from fourpermille.report.drawing.projection import equal_earth
from fourpermille.report.drawing.scale import Scale, decimals, nice_ticks
from fourpermille.report.drawing.svg import path_data, wrapped
from fourpermille.report.figures.bars import bar_chart, tornado
from fourpermille.report.figures.classes import equal_classes
from fourpermille.report.figures.distribution import steps
from fourpermille.report.figures.lines import Line, Mark, line_chart
from fourpermille.report.runs import plain, runs

finite = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_equal_earth_agrees_with_proj(longitude: float, latitude: float) -> None:
    truth = Proj("+proj=eqearth +R=1")(longitude, latitude)
    assert np.allclose(equal_earth(longitude, latitude), truth, atol=1e-9)


@given(finite, st.floats(1e-3, 1e6))
def test_ticks_cover_the_range_in_even_steps(low: float, span: float) -> None:
    ticks = nice_ticks(low, low + span, 5)
    steps = np.diff(ticks)
    assert ticks[0] <= low + 1e-6 * span
    assert ticks[-1] >= low + span - 1e-6 * span
    assert np.allclose(steps, steps[0])
    assert len(ticks) <= 9


def test_ticks_need_no_more_digits_than_they_have() -> None:
    assert decimals([0, 2.5, 5]) == 1
    assert decimals([0, 50]) == 0


def test_paths_close_and_skip_steps_of_nothing() -> None:
    assert path_data([(0, 0), (0.01, 0.01), (1, 2)], close=True) == "M0 0l1 2z"
    assert path_data([(1, 1), (1, 1)]) == ""


@given(st.lists(finite, min_size=2, max_size=200))
def test_every_value_falls_into_a_class(values: list[float]) -> None:
    classes = equal_classes(values)
    assert 1 <= len(classes) <= 6
    assert len(classes.labels()) == len(classes)
    assert all(0 <= classes.index(v) < len(classes) for v in values)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", [palette.PAPER, "#f4f5f1", "#e8f1ec"])
@pytest.mark.parametrize("ink", [palette.INK, palette.SOFT, palette.ACCENT])
def test_texts_stand_out(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("colour", [*palette.LINES, palette.EARTH])
def test_lines_stand_out(colour: str) -> None:
    assert contrast(colour, palette.PAPER) >= 3


@pytest.mark.parametrize("scale", [palette.GREENS, palette.BROWNS])
def test_ordered_scales_darken_step_by_step(scale: tuple[str, ...]) -> None:
    assert all(contrast(a, b) > 1.2 for a, b in itertools.pairwise(scale))
    assert [luminance(c) for c in scale] == sorted(map(luminance, scale), reverse=True)


def test_marks_are_read_and_units_kept_together() -> None:
    assert runs("a **b** `c`") == [
        ("plain", "a "), ("strong", "b"), ("plain", " "), ("code", "c"),
    ]  # fmt: skip
    assert plain("**0.9 t C** a year, 31 %") == "0.9\u00a0t\u00a0C a year, 31\u00a0%"


def test_long_titles_are_broken() -> None:
    assert wrapped("one two three", 50, 10) == ["one two", "three"]


def test_a_picture_reads_back_as_it_was() -> None:
    """Matplotlib's reader is the judge of our writer."""
    pixels = np.array([[0, 1, 2], [2, 1, 0]], np.uint8)
    image = matplotlib.image.imread(BytesIO(indexed_png(pixels, ("#ff0000", "#0000ff"))))
    assert image.shape == (2, 3, 4)
    assert image[0, 0, 3] == 0
    assert image[0, 1].tolist() == [1, 0, 0, 1]
    assert image[1, 0].tolist() == [0, 0, 1, 1]


FLAT = [np.zeros(3), np.full(3, 51.3), 1e-14 * np.array([-1, 0, 1.0]), np.full(3, np.nan)]


@pytest.mark.parametrize("values", FLAT, ids=["zero", "same", "rounding", "nothing"])
def test_flat_and_empty_series_are_drawn(values: np.ndarray) -> None:
    x = np.arange(3.0)
    for from_zero in (False, True):
        line = Line("a", x, values, "#000000")
        drawn = line_chart([line], "x", "y", from_zero=from_zero, marks=[Mark(1.0, "m")])
        assert "nan" not in drawn.wide
        assert "nan" not in drawn.narrow
    assert "nan" not in bar_chart(["a", "b", "c"], list(values), "u").wide
    first = float(values[0]) if np.isfinite(values[0]) else 0.0
    assert "nan" not in tornado(["a", "b", "c"], list(values), first, "u").wide


@pytest.mark.parametrize("value", [0.0, 51.3, 1e-13])
def test_a_range_of_nothing_has_two_ticks(value: float) -> None:
    ticks = nice_ticks(value, value + 1e-13, 5)
    assert len(set(ticks)) == len(ticks) >= 2
    assert ticks[0] <= value + 1e-9
    assert ticks[-1] >= value


def test_a_scale_of_nothing_stands_in_the_middle() -> None:
    assert Scale(2.0, 2.0, 0.0, 10.0)(2.0) == 5.0


def test_noise_makes_no_classes() -> None:
    assert len(equal_classes(1e-14 * np.arange(-5, 5))) == 1


def test_the_classes_of_many_values_are_those_of_each() -> None:
    classes = equal_classes(np.arange(50.0))
    values = np.array([-1.0, *classes.limits, 7.3, 99.0])
    assert classes.indices(values).tolist() == [classes.index(v) for v in values]


@pytest.mark.parametrize("count", [1, 9, 20_000])
def test_a_stair_is_drawn_as_if_corner_by_corner(count: int) -> None:
    rng = np.random.default_rng(count)
    x, y = np.sort(rng.uniform(30, 700, count)), -np.sort(-rng.uniform(20, 310, count))
    corners, before = [(25.0, 316.6)], 316.6
    for across, up in zip(x.tolist(), y.tolist(), strict=True):
        corners += [(across, before), (across, up)]
        before = up
    kept = steps((25.0, 316.6), x, y)
    assert path_data(kept) == path_data(corners)
    assert len(kept) <= 1 + 2 * min(count, 10 * (700 + 310))  # no more than tenths of a pixel


@given(finite, finite, st.lists(finite, min_size=1))
def test_many_values_lie_where_each_lies(low: float, high: float, values: list[float]) -> None:
    scale = Scale(low, high, 10.0, 500.0)
    assert scale.many(np.array(values)).tolist() == [scale(v) for v in values]
