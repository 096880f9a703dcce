"""Supply within limits against plain loops, conservation and cases done by hand."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourpermille.assessment.supply.forward import forward
from fourpermille.assessment.supply.lifted import lifted
from fourpermille.assessment.supply.limiting import limiting_factor
from fourpermille.assessment.supply.plan import Limits, Plan
from fourpermille.assessment.supply.shares import share_of
from fourpermille.practices.spread import Spread
from fourpermille.soil.annual_map import AnnualMap

AT_ONCE = Spread(2025.0, curve="immediate")
YEARS = 40


def slow_soil(places: int = 3) -> AnnualMap:
    """Two pools: one that turns over fast, one slowly, fed by a quarter of what the first loses."""
    matrix = np.tile(np.array([[0.5, 0.0], [0.1, 0.97]]), (places, 1, 1))
    inputs = np.tile(np.array([[0.7], [0.05]]), (places, 1, 1))
    return AnnualMap(("fast", "slow"), ("plant",), matrix, inputs, np.zeros(places))


def plan(id: str, amount: float, spread: Spread = AT_ONCE, places: int = 3, **more: object) -> Plan:
    given = {"plant_carbon": np.full(places, amount), "other_carbon": np.zeros(places)}
    return Plan(id, spread, np.full(places, amount), **(given | more))


def by_hand(inputs: np.ndarray) -> np.ndarray:
    """Gain (years + 1) of yearly inputs on the soil above, one number at a time."""
    fast = slow = 0.0
    out = [0.0]
    for one in inputs:
        fast, slow = 0.5 * fast + 0.7 * one, 0.1 * fast + 0.97 * slow + 0.05 * one
        out.append(fast + slow)
    return np.array(out)


def limits_in(plans: list[Plan], limits: Limits, demand: np.ndarray, year: int) -> list[str]:
    """What limits by the amounts of one year."""
    found = forward(slow_soil(), plans, limits, year)
    stages = {name: stage[year] for name, stage in found.stages.items()}
    short = {name: share[year] for name, share in found.short.items()}
    alone = {name: row[year] for name, row in lifted(slow_soil(), plans, limits, year, found)}
    return limiting_factor(stages, demand, short, alone).tolist()


def test_two_practices_at_their_own_pace() -> None:
    ramp = Spread(2025.0, curve="linear", ramp_years=20.0, current_fraction=0.2, final_fraction=0.7)
    found = forward(slow_soil(), [plan("a", 0.8), plan("b", 0.5, ramp)], Limits(), YEARS)
    during = np.minimum((np.arange(YEARS) + 0.5) / 20.0, 1.0)
    expected = 0.8 + 0.5 * 0.5 * during
    assert found.supplied[1:, 0] == pytest.approx(expected)
    assert found.gain[:, 1] == pytest.approx(by_hand(expected))
    assert found.stages["everybody"][1:] == pytest.approx(0.8 + 0.8 * 0.5)


def test_a_resource_is_shared_by_those_who_need_it() -> None:
    one = plan("straw", 1.0, resource="residues")
    two = plan("mulch", 2.0, resource="residues")
    free = plan("cover", 0.4)
    limits = Limits({"residues": np.array([0.6, 3.0, 5.0])})
    found = forward(slow_soil(), [one, two, free], limits, 3)
    assert found.supplied[2] == pytest.approx([0.6 + 0.4, 3.4, 3.4])
    assert found.stages["adoption"][2] == pytest.approx([3.4] * 3)


def test_plants_cannot_return_more_than_grows() -> None:
    brought = plan("manure", 0.5, plant_carbon=np.zeros(3), other_carbon=np.full(3, 0.9))
    limits = Limits(plant_room=np.array([0.25, -1.0, 9.0]))
    found = forward(slow_soil(), [plan("cover", 1.0), brought], limits, 2)
    assert found.supplied[1] == pytest.approx([0.75, 0.5, 1.5])


def test_nutrients_bound_the_gain_of_a_year() -> None:
    ratio = {"nitrogen": 12.0}
    limits = Limits(nutrients={"nitrogen": np.array([5.0, 1e9, 0.0])}, carbon_per_nutrient=ratio)
    found = forward(slow_soil(), [plan("a", 1.0)], limits, YEARS)
    yearly = np.diff(found.gain, axis=0)
    assert yearly[:, 0].max() == pytest.approx(5.0 * 12.0 / 1000)
    assert found.gain[:, 1] == pytest.approx(by_hand(np.ones(YEARS)))
    assert found.gain[:, 2] == pytest.approx(0.0)
    brings = plan("b", 1.0, brought={"nitrogen": np.full(3, 5.0)})
    again = forward(slow_soil(), [brings], limits, YEARS)
    assert np.diff(again.gain, axis=0)[:, 2].max() == pytest.approx(5.0 * 12.0 / 1000)


def test_what_limits() -> None:
    late = Spread(2025.0, curve="linear", ramp_years=100.0)
    limits = Limits(
        {"manure": np.full(3, 0.1)},
        nutrients={"nitrogen": np.full(3, 50.0), "phosphorus": np.array([100.0, 100.0, 0.01])},
        carbon_per_nutrient={"nitrogen": 12.0, "phosphorus": 50.0},
    )
    rich = plan("a", 3.0, late, resource="manure")
    assert limits_in([rich], limits, np.array([0.01, 0.5, 9.0]), 10) == [
        "met",
        "manure",  # everybody would get no more than there is
        "practices",
    ]
    few = plan("a", 3.0, late)
    free = Limits(nutrients=limits.nutrients, carbon_per_nutrient=limits.carbon_per_nutrient)
    assert limits_in([few], Limits(), np.full(3, 1.0), 10) == ["adoption"] * 3
    assert limits_in([plan("a", 3.0, resource="manure")], limits, np.full(3, 2.0), 10) == [
        *("manure", "manure", "phosphorus")
    ]
    starved = limits_in([plan("a", 3.0)], free, np.array([2.0, np.nan, 2.0]), 1)
    assert starved == ["nitrogen", "", "phosphorus"]


def test_bounds_behind_each_other_are_told_by_the_largest_part() -> None:
    """Two nutrients that suffice for nothing: neither helps alone, one refuses as much."""
    none = np.zeros(3)
    limits = Limits(
        nutrients={"nitrogen": none, "phosphorus": none},
        carbon_per_nutrient={"nitrogen": 12.0, "phosphorus": 50.0},
    )
    assert limits_in([plan("a", 3.0)], limits, np.full(3, 1.0), 5) == ["nitrogen"] * 3
    # What practices lack is a small part, whatever a single nutrient brings.
    for amount in (0.0, 0.001):
        some = Limits(
            nutrients={"nitrogen": none, "phosphorus": none + amount},
            carbon_per_nutrient={"nitrogen": 12.0, "phosphorus": 50.0},
        )
        assert limits_in([plan("a", 0.95)], some, np.full(3, 1.0), 10) == ["nitrogen"] * 3
    nothing = Limits({"manure": none}, plant_room=none)
    both = plan("a", 0.9, resource="manure")
    assert limits_in([both], nothing, np.full(3, 1.0), 5) == ["manure"] * 3
    assert limits_in([both], Limits(plant_room=none), np.full(3, 1.0), 5) == ["plant_growth"] * 3


def test_a_missing_limit_gives_no_answer_and_no_free_lunch() -> None:
    limits = Limits({"manure": np.array([np.nan, 1.0, 1.0])})
    found = forward(slow_soil(), [plan("a", 0.5, resource="manure")], limits, 2)
    assert np.isnan(found.gain[2, 0])
    assert np.isfinite(found.gain[2, 1:]).all()


@settings(deadline=None, max_examples=50)
@given(
    amounts=st.lists(st.floats(0.0, 5.0), min_size=1, max_size=4),
    there=st.floats(0.0, 5.0),
    room=st.floats(0.0, 5.0),
    nitrogen=st.floats(0.0, 100.0),
)
def test_stages_only_take_away(
    amounts: list[float], there: float, room: float, nitrogen: float
) -> None:
    plans = [
        plan(str(n), a, places=1, resource="residues" if n % 2 else None)
        for n, a in enumerate(amounts)
    ]
    limits = Limits(
        {"residues": np.array([there])},
        np.array([room]),
        {"nitrogen": np.array([nitrogen])},
        {"nitrogen": 12.0},
    )
    found = forward(slow_soil(1), plans, limits, 12)
    rows = [stage[1:] for stage in found.stages.values()]
    for before, after in pairwise(rows):
        assert (after <= before + 1e-12).all()
    assert (found.supplied[1:] <= room + 1e-9).all()
    assert (np.diff(found.gain, axis=0) <= nitrogen * 12.0 / 1000 + 1e-9).all()


def test_share_of_nothing_is_all_of_it() -> None:
    found = share_of(np.array([1.0, 0.0, 2.0, np.nan]), np.array([0.0, 0.0, 4.0, 1.0]))
    assert found == pytest.approx([1.0, 1.0, 0.5, np.nan], nan_ok=True)
