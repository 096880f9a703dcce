"""Answers to inverse questions about one place, each run forward once more."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourpermille.api.rothc_state import Array, Driven, Isotope, State, rates
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.kernels.places import annual_map
from fourpermille.soil.annual_map import AnnualMap
from fourpermille.soil.inverse import extra_input
from fourpermille.soil.linear import equilibrium, unit_equilibrium

POOLS = ("dpm", "rpm", "bio", "hum")
STREAMS = ("plant", "other")
LONGEST_SETTLING_YEARS = 10_000
GOAL_RATE = 0.004  # the layout's two kinds are defined with the goal's 4 per 1000 a year


class Answer(NamedTuple):
    """One row of ``inverse.csv``: what was asked for, what answers it, what the answer reaches."""

    target_soc_t_ha: float
    result_name: str
    result: float
    soc_reached: float


class Start(NamedTuple):
    """Where the inverse questions start: a year that repeats, the state before it, inert carbon.

    ``plant`` (months, 2): DPM and RPM of the plant input; ``year.carbon`` holds all inputs.
    """

    year: Driven
    state: State
    inert: float
    plant: Array
    isotope: Isotope

    @property
    def stock(self) -> float:
        """Stock before the first month, t C/ha."""
        return float(self.state.pools.sum() + self.inert)

    def pattern(self) -> Array:
        """Plant carbon (months, 4) by pool of one t C/ha/yr more, spread like the input."""
        total = self.plant.sum()
        if total <= 0:
            raise InputError(
                Problem(
                    what=_("an inverse question needs a plant input in the first twelve months"),
                    column="c_inp_t_ha",
                    found=0,
                    allowed=_("more than 0 in one month at least"),
                )
            )
        pattern = np.zeros_like(self.year.carbon)
        pattern[:, :2] = self.plant / total
        return pattern


def answer(start: Start, kind: str, years: int | None, target: float | None) -> Answer:
    """Answer a question of one of ``KINDS``; ``years`` is None for a question without end."""
    return KINDS[kind](start, years, target)


def _equilibrium(start: Start, years: int | None, target: float | None) -> Answer:
    """Factor on the plant input whose equilibrium holds ``target``."""
    if target is None:
        raise InputError(
            Problem(
                what=_("a question of kind equilibrium needs its stock"),
                column="target_soc_t_ha",
                todo=_("Give the stock to be held, in t C/ha."),
            )
        )
    year = _maps(start, 0)[-1]
    given = np.array([[start.plant.sum(), 1.0]])
    plant = unit_equilibrium(year, "plant") * given[0, 0]
    other = unit_equilibrium(year, "other")
    factor = float((target - start.inert - other.sum()) / plant.sum())
    received = year.received(given * np.array([[factor, 1.0]]))
    reached = float(year.stock(equilibrium(year, received))[0])
    return Answer(target, "input_scale_factor", factor, reached)


def _constant_simple(start: Start, years: int | None, target: float | None) -> Answer:
    """Constant extra input that adds 0.4 % of the first stock a year."""
    wanted = start.stock * (1.0 + GOAL_RATE * float(years or 0))
    return _constant(start, years or 0, wanted if target is None else target)


def _constant_compound(start: Start, years: int | None, target: float | None) -> Answer:
    """Constant extra input that adds 0.4 % of the year before each year."""
    wanted = start.stock * (1.0 + GOAL_RATE) ** float(years or 0)
    return _constant(start, years or 0, wanted if target is None else target)


KINDS = {
    "equilibrium": _equilibrium,
    "constant_addition_simple": _constant_simple,
    "constant_addition_compound": _constant_compound,
}


def _constant(start: Start, years: int, target: float) -> Answer:
    maps = _maps(start, years)
    pattern = start.pattern()
    gap = np.array([target - _today(start, maps, years)])
    extra = float(extra_input(maps, gap, years)[0])
    return Answer(target, "extra_input_t_C_ha_yr", extra, _forward(start, years, extra * pattern))


def _today(start: Start, maps: list[AnnualMap], years: int) -> float:
    """Stock after ``years`` with today's inputs; exact also while the moisture settles."""
    amounts = np.array([[start.plant.sum(), 1.0]])
    pools = start.state.pools[None, :]
    for now in maps[:years]:
        pools = now.after_year(pools, now.received(amounts))
    return float(maps[-1].stock(pools)[0])


def _maps(start: Start, years: int) -> list[AnnualMap]:
    """One map a year: they differ until the moisture deficit repeats itself."""
    maps: list[AnnualMap] = []
    deficit, settled = start.state.deficit, False
    while not settled and len(maps) < LONGEST_SETTLING_YEARS:
        modifiers = start.year.modifiers(deficit)
        settled, deficit = bool(modifiers[-1, 3] == deficit), float(modifiers[-1, 3])
        maps.append(_map(start, rates(modifiers)))
    return maps + [maps[-1]] * (years - len(maps))


def _map(start: Start, rate: Array) -> AnnualMap:
    """The year as a map with two streams: a t C/ha/yr of plants, and all other inputs as given."""
    year = start.year
    other = year.carbon.copy()
    other[:, :2] -= start.plant
    total = start.plant.sum()
    shares = start.plant / total if total > 0 else start.plant
    matrix, inputs = np.empty((4, 4)), np.empty((4, 2))
    nothing = np.zeros(len(rate))
    annual_map(
        rate,
        np.ascontiguousarray(shares[:, 0]),
        np.ascontiguousarray(shares[:, 1]),
        nothing,
        np.zeros(3),
        year.humified,
        year.parameters,
        matrix,
        inputs,
    )
    empty = State(0.0, np.zeros(4), np.zeros(4))
    inputs[:, 1] = year._replace(carbon=other).run(rate, empty, start.isotope)[0][-1]
    return AnnualMap(POOLS, STREAMS, matrix[None], inputs[None], np.array([start.inert]))


def _forward(start: Start, years: int, extra: Array) -> float:
    """Stock after ``years`` of the year repeated month by month with an extra input."""
    state = start.state
    year = start.year._replace(carbon=start.year.carbon + extra)
    rate, settled = np.empty(0), False
    for _year in range(years):
        if not settled:
            modifiers = year.modifiers(state.deficit)
            rate = rates(modifiers)
            settled = bool(modifiers[-1, 3] == state.deficit)
            state = state._replace(deficit=float(modifiers[-1, 3]))
        pools, activity = year.run(rate, state, start.isotope)
        state = State(state.deficit, pools[-1], activity[-1])
    return float(state.pools.sum() + start.inert)
