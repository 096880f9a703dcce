"""A practice as stock change factors of the IPCC, reached evenly over twenty years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from fourpermille.core.errors import InputError
from fourpermille.core.factors import load_factors
from fourpermille.core.parameters import load_parameters
from fourpermille.kernels.saturation import even_gain
from fourpermille.practices.schema import Practice
from fourpermille.soil.annual_map import Array

FACTORS = ("FLU", "FMG", "FI")
PERCENT = 100.0


@dataclass(frozen=True)
class Level:
    """A stock change factor and its relative standard deviation."""

    value: float
    relative_sd: float


@dataclass(frozen=True)
class Zone:
    """Ratio of the stocks after and before, its parts, and what they rest on.

    ``before`` and ``after`` by factor; a factor that stays stands in ``before`` alone.
    """

    before: dict[str, Level]
    after: dict[str, Level]

    @property
    def stock_before(self) -> float:
        """Product of the factors before, per reference stock."""
        return float(np.prod([level.value for level in self.before.values()]))

    @property
    def stock_after(self) -> float:
        """Product of the factors after, per reference stock."""
        levels = {**self.before, **self.after}
        return float(np.prod([level.value for level in levels.values()]))


def zone_of(
    practices: Sequence[Practice], climate_zone: str, edition: str, unverified: bool
) -> Zone | None:
    """Factors of practices in a climate zone; None where one of them has none there.

    Of several practices that change one factor, that with the larger ratio counts: levels of one
    factor are steps of one ladder. Different factors are multiplied.
    """
    table = load_factors("ipcc_stock_change_factors")
    sd = load_parameters("practice_response")["factor_error_sd"]

    def level(land_use: str, factor: str, name: str) -> Level:
        words = {"vintage": edition, "land_use": land_use, "factor": factor, "level": name}
        row = table.one(unverified=unverified, climate_zone=climate_zone, **words)
        error = row["error_pct_2sd"]
        return Level(
            table.number("value", unverified=unverified, climate_zone=climate_zone, **words),
            (error if isinstance(error, float) else np.nan) / (sd * PERCENT),
        )

    before: dict[str, Level] = {}
    after: dict[str, Level] = {}
    ratios: dict[str, float] = {}
    for one in practices:
        if one.ipcc is None:
            continue
        for factor in FACTORS:
            old_name, new_name = one.ipcc.before[factor], one.ipcc.after[factor]
            try:
                old = level(one.ipcc.land_use, factor, old_name)
                new = level(one.ipcc.land_use, factor, new_name)
            except InputError:  # a level that this zone or edition doesn't have, or not for sure
                return None
            if old_name == new_name:
                before.setdefault(factor, old)
            elif new.value / old.value > ratios.get(factor, 0.0):
                ratios[factor] = new.value / old.value
                before[factor], after[factor] = old, new
    return Zone(before, after) if before else None


def reference(climate_zone: str, soil_class: str, edition: str) -> tuple[float, float]:
    """Reference stock (t C/ha, 0-30 cm) and its relative standard deviation; NaN without one."""
    rows = load_factors("ipcc_soc_ref").where(
        vintage=edition, climate_zone=climate_zone, soil_class=soil_class
    )
    if len(rows) != 1:
        return np.nan, np.nan
    stock, half_width = rows[0]["soc_ref_tc_ha"], rows[0]["uncertainty_pct"]
    if not isinstance(stock, float) or not isinstance(half_width, float):
        return np.nan, np.nan
    return stock, half_width / (PERCENT * two_sided())


def two_sided() -> float:
    """Standard deviations from the mean to the end of the interval."""
    coverage = load_parameters("practice_response")["error_coverage"]
    return NormalDist().inv_cdf(0.5 + coverage / 2.0)


def factor_change(
    practices: Sequence[Practice],
    zones: Sequence[str],
    classes: Sequence[str] | None,
    stock: Array,
    years: int,
    *,
    edition: str,
    unverified: bool,
) -> tuple[Array, Array, Array]:
    """Change of the stock (years, places): central, low, high (95 %).

    ``zones`` and ``classes`` (places). With a class of soil, from the reference stock; without, in
    proportion to today's ``stock``. Missing where the zone has no factor or is not known.
    """
    total, spread = np.full_like(stock, np.nan), np.full_like(stock, np.nan)
    kinds = [(z, "" if classes is None else classes[i]) for i, z in enumerate(zones)]
    for zone, soil in dict.fromkeys(kinds):
        found = zone_of(practices, zone, edition, unverified) if zone else None
        if found is None:
            continue
        here = np.array([kind == (zone, soil) for kind in kinds])
        if classes is None:
            total[here], spread[here] = _from_today(found, stock[here])
        else:
            total[here], spread[here] = _from_reference(found, *reference(zone, soil, edition))
    age = np.arange(1, years + 1, dtype=float)[:, None]
    span = load_parameters("practice_response")["ipcc_years"]
    half = two_sided() * spread
    return tuple(even_gain(age, end / span, span) for end in (total, total - half, total + half))  # type: ignore[return-value]


def _from_today(found: Zone, stock: Array) -> tuple[Array, Array]:
    """Change and its sd, in proportion to a stock taken as known."""
    ratio = found.stock_after / found.stock_before
    levels = [*found.after.values(), *(found.before[f] for f in found.after)]
    error = ratio * float(np.sqrt(sum(level.relative_sd**2 for level in levels)))
    return stock * (ratio - 1.0), stock * error


def _from_reference(found: Zone, ref: float, ref_sd: float) -> tuple[float, float]:
    """Change and its sd: reference stock and factors that stay are the same before and after."""
    before, after = ref * found.stock_before, ref * found.stock_after
    same = [level for factor, level in found.before.items() if factor not in found.after]
    shared = ref_sd**2 + sum(level.relative_sd**2 for level in same)
    old = sum(found.before[factor].relative_sd ** 2 for factor in found.after)
    new = sum(level.relative_sd**2 for level in found.after.values())
    variance = (after - before) ** 2 * shared + before**2 * old + after**2 * new
    return after - before, float(np.sqrt(variance))
