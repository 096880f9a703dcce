"""Projections in the compiled loop and in NumPy: the same bits."""

import numpy as np
import pytest

from fourpermille.assessment.requirement import solve
from fourpermille.assessment.target import Target
from fourpermille.soil import linear
from fourpermille.soil.setup import set_up

from .places import places


@pytest.mark.filterwarnings("ignore:.*negative plant input")
@pytest.mark.parametrize("path", ["constant", "ramp", "logistic"])
def test_many_places_give_the_bits_of_few(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    setup = set_up(places(3, 40).assign(manure_input_tc_ha_yr=0.2, soc_stock_tc_ha=90.0))
    target = Target(path=path)
    few = solve(setup, target)
    monkeypatch.setattr(linear, "SMALLEST_LOOP", 1)
    many = solve(setup, target)
    for name in ("baseline", "gain", "wanted", "extra", "reached"):
        np.testing.assert_array_equal(getattr(many, name), getattr(few, name))


def test_the_plain_loop_gives_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    setup = set_up(places(4, 3))
    few = linear.project_stock(setup.year.map, setup.state.pools, setup.state.inputs, 6)
    monkeypatch.setattr(linear, "SMALLEST_LOOP", 1)
    many = linear.project_stock(setup.year.map, setup.state.pools, setup.state.inputs, 6)
    np.testing.assert_array_equal(many, few)
