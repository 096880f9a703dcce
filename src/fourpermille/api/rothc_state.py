"""The state of one place month by month, and the two ways to start it."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourpermille.core.errors import ConvergenceError, Problem
from fourpermille.core.i18n import _
from fourpermille.kernels.places import annual_map, last_deficit, month_modifiers, run_months
from fourpermille.kernels.rothc import MONTHS_PER_YEAR, RothCParameters, decompose, remaining_share

Array = NDArray[np.float64]
Four = tuple[float, float, float, float]
STOPPING_CHANGE_TC_HA = 1e-6  # the reference programs' rule, part of the file layout
LONGEST_SPIN_UP_YEARS = 200_000
PERMILLE = 1000.0


class State(NamedTuple):
    """Pools and their radiocarbon at the end of a month, t C/ha; deficit in mm (<= 0)."""

    deficit: float
    pools: Array
    activity: Array


class Isotope(NamedTuple):
    """Constants of radiocarbon: decay a year, mean life of the delta scale, age of inert carbon."""

    decay_per_year: float
    mean_life_years: float
    inert_age_years: float

    @classmethod
    def of(cls, parameters: Any) -> Isotope:
        """From the rows ``radiocarbon_*`` and ``iom_age_years`` of a parameter set."""
        return cls(
            log(2.0) / parameters["radiocarbon_half_life_years"],
            parameters["radiocarbon_delta_mean_life_years"],
            parameters["iom_age_years"],
        )

    @property
    def kept_each_month(self) -> float:
        """Share of the activity that has not disintegrated after a month."""
        return exp(-self.decay_per_year / MONTHS_PER_YEAR)

    def age_years(self, carbon: float, activity: float) -> float:
        """Equivalent age; 0 where there is no carbon."""
        if carbon <= 0 or activity <= 0:
            return 0.0
        return log(carbon / activity) / self.decay_per_year

    def delta_permille(self, carbon: float, activity: float) -> float:
        """Delta 14C of carbon with an activity (t C/ha times fraction modern)."""
        age = self.age_years(carbon, activity)
        return PERMILLE * (exp(-age / self.mean_life_years) - 1.0)


class Driven(NamedTuple):
    """A place and the months that drive it, in the kernel's terms.

    ``weather``: temperature, precipitation, evaporation (mm, after the pan factor), cover, each
    (months); ``carbon`` and ``modern`` (months, 4): carbon of the inputs by pool, and its activity.
    """

    weather: tuple[Array, Array, Array, Array]
    carbon: Array
    modern: Array
    limits: Array
    humified: float
    parameters: RothCParameters

    def months(self, first: int, last: int | None = None) -> Driven:
        """The same place over months ``first`` (from 0) to ``last`` (not included)."""
        part = slice(first, last)
        temperature, rain, evaporation, cover = self.weather
        return self._replace(
            weather=(temperature[part], rain[part], evaporation[part], cover[part]),
            carbon=self.carbon[part],
            modern=self.modern[part],
        )

    def modifiers(self, deficit: float) -> Array:
        """(months, 4): temperature, moisture and cover modifier, deficit after each month."""
        out = np.empty((len(self.carbon), 4))
        month_modifiers(*self.weather, self.limits, deficit, self.parameters, out)
        return out

    def run(self, rate: Array, state: State, isotope: Isotope) -> tuple[Array, Array]:
        """Pools and activities (months, 4) after each month, from a state."""
        pools, activity = np.empty_like(self.carbon), np.empty_like(self.carbon)
        run_months(rate, self.carbon, state.pools, 1.0, self.humified, self.parameters, pools)
        kept = isotope.kept_each_month
        run_months(
            rate, self.modern, state.activity, kept, self.humified, self.parameters, activity
        )
        return pools, activity


def rates(modifiers: Array) -> Array:
    """Rate modifier (months): temperature times moisture times cover."""
    return np.asarray(modifiers[:, 0] * modifiers[:, 1] * modifiers[:, 2])


def spin_up(year: Driven, isotope: Isotope) -> tuple[State, int]:
    """Repeat a year from empty pools until they change by 1e-6 t C/ha or less; months it took.

    The reference programs' rule, kept for comparison with their files: it stops up to
    1e-3 t C/ha short of the equilibrium (see ``converged``).
    """
    p, kept = year.parameters, isotope.kept_each_month
    to_bio, to_hum = p.bio_share * year.humified, (1.0 - p.bio_share) * year.humified
    decay: Callable[..., Four] = decompose
    speeds = (p.k_dpm, p.k_rpm, p.k_bio, p.k_hum)
    carbon, modern = year.carbon.tolist(), year.modern.tolist()
    pools: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    activity = pools
    deficit, total, repeated, keeps = 0.0, 0.0, False, []
    for years in range(1, LONGEST_SPIN_UP_YEARS + 1):
        if not repeated:
            modifiers = year.modifiers(deficit)
            keeps = [tuple(remaining_share(rate, k) for k in speeds) for rate in rates(modifiers)]
            repeated, deficit = modifiers[-1, 3] == deficit, float(modifiers[-1, 3])
        for month, keep in enumerate(keeps):
            left = decay(*pools, *keep, to_bio, to_hum)
            old = decay(*activity, *keep, to_bio, to_hum)
            pools = tuple(a + b for a, b in zip(left, carbon[month], strict=True))
            activity = tuple(a * kept + b for a, b in zip(old, modern[month], strict=True))
        before, total = total, sum(pools)
        if abs(total - before) <= STOPPING_CHANGE_TC_HA:
            return State(deficit, np.array(pools), np.array(activity)), years * MONTHS_PER_YEAR
    raise ConvergenceError(
        Problem(
            what=_("the spin-up does not settle within {years} years").format(
                years=LONGEST_SPIN_UP_YEARS
            ),
            todo=_("Check the temperatures: nothing decomposes in a soil that is always frozen."),
        )
    )


def converged(year: Driven, isotope: Isotope) -> State:
    """The exact state that a year repeats: fixed points of deficit, carbon and radiocarbon."""
    deficit = repeating_deficit(year)
    rate = rates(year.modifiers(deficit))
    matrix, unused = np.empty((4, 4)), np.empty((4, 2))
    nothing = np.zeros(len(rate))
    annual_map(
        rate, nothing, nothing, nothing, np.zeros(3), year.humified, year.parameters, matrix, unused
    )
    empty = State(deficit, np.zeros(4), np.zeros(4))
    pools, activity = year.run(rate, empty, isotope)
    kept = isotope.kept_each_month**MONTHS_PER_YEAR
    try:
        return State(
            deficit,
            np.linalg.solve(np.eye(4) - matrix, pools[-1]),
            np.linalg.solve(np.eye(4) - kept * matrix, activity[-1]),
        )
    except np.linalg.LinAlgError as error:
        raise ConvergenceError(
            Problem(
                what=_("there is no equilibrium: nothing decomposes in this year"),
                todo=_("Check the temperatures."),
            )
        ) from error


def repeating_deficit(year: Driven, most_years: int = LONGEST_SPIN_UP_YEARS) -> float:
    """Deficit (mm) after December that the year repeats, from field capacity."""
    deficit = 0.0
    for _year in range(most_years):
        after = last_deficit(*year.weather[1:], year.limits, deficit, year.parameters)
        if after == deficit:
            break
        deficit = after
    return float(deficit)
