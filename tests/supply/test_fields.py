"""What fields can grow themselves, shares that are given up, and practices that stand together."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.assessment.supply.chosen import Chosen, belongs
from fourpermille.assessment.supply.forward import forward
from fourpermille.assessment.supply.plan import Limits
from fourpermille.assessment.supply.plans import check_effect
from fourpermille.assessment.supply.shares import on_fields
from fourpermille.assessment.supply.together import Question, gains_of
from fourpermille.core.errors import InputError
from fourpermille.practices.load import practice
from fourpermille.practices.response import practice_response
from fourpermille.practices.spread import Spread
from fourpermille.soil.setup import set_up
from tests.supply.test_forward import AT_ONCE, YEARS, plan, slow_soil

HUNDRED = 100  # fields of a land


@given(
    shares=st.lists(st.integers(0, HUNDRED), min_size=1, max_size=4),
    grown=st.lists(st.floats(0.0, 5.0), min_size=4, max_size=4),
    room=st.floats(-1.0, 5.0),
)
def test_fields_grow_their_own(shares: list[int], grown: list[float], room: float) -> None:
    """Against a hundred fields, one by one: the first ones have every practice."""
    wide = [np.array([one / HUNDRED]) for one in shares]
    amounts = [np.array([one]) for one in grown[: len(shares)]]
    served = np.zeros(len(shares))
    for field in range(HUNDRED):
        here = [field < one for one in shares]
        wanted = sum(a for a, is_here in zip(grown, here, strict=False) if is_here)
        ration = min(1.0, max(room, 0.0) / wanted) if wanted > 0 else 1.0
        rations = [ration if amount > 0 else 1.0 for amount in grown[: len(shares)]]
        served += np.array(here) * np.array(rations) / HUNDRED
    found = np.concatenate(on_fields(wide, amounts, np.array([room])))
    assert found == pytest.approx(served)


def test_room_of_other_fields_is_of_no_use() -> None:
    half = Spread(2025.0, curve="immediate", final_fraction=0.5)
    found = forward(slow_soil(), [plan("a", 2.0, half)], Limits(plant_room=np.ones(3)), 2)
    assert found.stages["adoption"][1] == pytest.approx(1.0)
    assert found.supplied[1] == pytest.approx(0.5)  # each of the half grows 1 of its 2


def test_a_full_soil_gains_no_more() -> None:
    room = np.tile(np.array([0.5, 1e9, 0.0]), (YEARS + 1, 1))
    found = forward(slow_soil(), [plan("a", 1.0)], Limits(capacity=room), YEARS)
    free = forward(slow_soil(), [plan("a", 1.0)], Limits(), YEARS)
    assert found.gain.max(axis=0)[[0, 2]] == pytest.approx([0.5, 0.0])
    assert found.gain[:, 1] == pytest.approx(free.gain[:, 1])
    assert found.stages["plant_growth"][1:] == pytest.approx(free.supplied[1:])


def test_fields_that_give_up() -> None:
    ramp = Spread(2025.0, curve="linear", ramp_years=10.0, current_fraction=0.2, final_fraction=0.8)
    found = plan("a", 1.0, ramp, abandonment_per_yr=0.05).in_place(30)
    begun = np.full(10 * HUNDRED, 0.6 / (10 * HUNDRED))  # of the land, in small steps
    age = 30.0 - (np.arange(begun.size) + 0.5) / HUNDRED
    assert found[-1] == pytest.approx((begun * np.exp(-0.05 * age)).sum(), rel=1e-3)
    assert plan("a", 1.0, ramp).in_place(30)[-1] == pytest.approx(0.6)


def test_a_place_without_an_answer_has_none_today_either() -> None:
    limits = Limits({"manure": np.array([np.nan, 1.0, 1.0])})
    found = forward(slow_soil(), [plan("a", 0.5, resource="manure")], limits, 2)
    assert np.isnan(found.gain[0, 0])
    assert found.gain[0, 1] == 0.0


def question(places: xr.Dataset, years: int = 30, *, elsewhere: bool = False) -> Question:
    setup = set_up(places, start="equilibrium")
    here = np.ones(setup.cells.size, bool)
    first = here.copy()
    first[0] = not elsewhere
    return Question(setup, [""] * here.size, years, [first, here])


def test_methods_are_never_plainly_added(three_fields: xr.Dataset) -> None:
    cover = Chosen(practice("cover_crops"), AT_ONCE)
    manure = Chosen(practice("manure"), AT_ONCE, "evidence")
    asked = question(three_fields)
    found = gains_of(asked, [cover, manure])
    alone = [
        gains_of(Question(asked.setup, asked.zones, 30, asked.belongs[:1]), [one])[0]
        for one in (cover, manure)
    ]
    most = np.maximum(*alone) + 0.5 * np.minimum(*alone)
    assert sum(found) == pytest.approx(most)


def test_where_one_does_not_belong_the_other_counts_alone(three_fields: xr.Dataset) -> None:
    tillage = Chosen(practice("no_till"), AT_ONCE, "evidence")
    manure = Chosen(practice("manure"), AT_ONCE, "evidence")
    found = gains_of(question(three_fields, elsewhere=True), [tillage, manure])
    alone = practice_response("manure", three_fields, 30, method="evidence")
    single = alone["soc_change_tc_ha"].isel(approach=0, year=-1).values
    assert found[0][0] == 0.0
    assert found[1][0] == pytest.approx(single[0])
    assert (found[1][1:] < single[1:]).all()


def test_where_practices_belong() -> None:
    one = Chosen(practice("cover_crops"), AT_ONCE)
    lands = np.array(["cropland", "grassland", "", "cropland"])
    zones = np.array(["", "", "boreal_dry", "tropical_wet"])
    assert belongs(one, lands, zones).tolist() == [True, False, False, True]


def test_an_end_that_nobody_published_is_told() -> None:
    one = Chosen(practice("cover_crops"), AT_ONCE, "evidence", "high")
    with pytest.raises(InputError, match=r"without an interval.*cover_crops, high.*central"):
        check_effect(one, "practices[1].")
