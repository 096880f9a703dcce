"""Whether three maps of relative rates can come from a model that is linear in its inputs.

Inputs of +5, +10 and +20 % raise the stock in exact proportion: RSR3 = 4 RSR1 = 2 RSR2, cell by
cell. A map that breaks this was filtered, mixed from runs with different inputs, or not computed
by the model it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from fourpermille.core.errors import InputError, Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.soil.annual_map import Array

NAMES = ("SSM1", "SSM2", "SSM3")
QUANTILES = tuple(percent / 1e2 for percent in (1, 5, 25, 50, 75, 95, 99))
PAIRS = ((2, 0), (2, 1), (1, 0))  # the larger input first


class Relation(NamedTuple):
    """Two of the maps: the expected ratio, cells, those within tolerance, quantiles found."""

    larger: str
    smaller: str
    expected: float
    cells: int
    within: int
    quantiles: tuple[float, ...]

    @property
    def share(self) -> float:
        """Share of the cells within tolerance; missing where there are none."""
        return self.within / self.cells if self.cells else float("nan")


@dataclass(frozen=True)
class Linearity:
    """The test's answer.

    ``all_within`` counts cells that meet all three relations; ``missing_in`` cells that a map
    lacks though another has them, and ``beyond_filter`` those of them that the scripts' filter
    of large rates explains.
    """

    relations: tuple[Relation, ...]
    cells: int
    all_within: int
    missing_in: dict[str, int]
    beyond_filter: dict[str, int]
    tolerance: float
    rounding_tc_ha_yr: float
    required_share: float

    @property
    def share(self) -> float:
        """Share of the cells of all three maps that meet all relations."""
        return self.all_within / self.cells if self.cells else float("nan")

    @property
    def is_linear(self) -> bool:
        """Whether the required share of the cells is within tolerance."""
        return bool(self.share >= self.required_share)

    def rows(self) -> list[dict[str, Any]]:
        """One row for each relation, for tables."""
        return [
            {
                "relation": f"{one.larger}/{one.smaller}",
                "expected_ratio": one.expected,
                "cells": one.cells,
                "within_tolerance": one.within,
                "share_within": _number(one.share),
            }
            | {f"q{q:g}": _number(value) for q, value in zip(QUANTILES, one.quantiles, strict=True)}
            for one in self.relations
        ]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "linear": self.is_linear,
            "cells": self.cells,
            "within_tolerance": self.all_within,
            "share_within": _number(self.share),
            "tolerance": self.tolerance,
            "rounding_tc_ha_yr": self.rounding_tc_ha_yr,
            "required_share": self.required_share,
            "missing_in": self.missing_in,
            "beyond_filter": self.beyond_filter,
            "relations": self.rows(),
        }


def _number(value: float) -> float | None:
    return None if value != value else float(value)


def compare_rates(
    rates: tuple[Array, Array, Array],
    *,
    tolerance: float,
    rounding_tc_ha_yr: float,
    required_share: float,
) -> Linearity:
    """Compare the maps of SSM1, SSM2 and SSM3 (t C/ha/yr, any shape, missing as NaN).

    A relation is met where the two sides differ by at most ``tolerance`` of the larger one, and
    by what rounding each map to within ``rounding_tc_ha_yr`` explains. Raises InputError.
    """
    _check(rates, tolerance, rounding_tc_ha_yr, required_share)
    p = load_parameters("gsocseq")
    steps = [p[f"{name.lower()}_factor"] - 1.0 for name in NAMES]
    there = [np.isfinite(rate) for rate in rates]
    common = there[0] & there[1] & there[2]
    every = common.copy()
    relations = []
    for one, other in PAIRS:
        expected = steps[one] / steps[other]
        both = there[one] & there[other]
        with np.errstate(invalid="ignore"):
            predicted = expected * rates[other]
            allowed = tolerance * np.maximum(np.abs(rates[one]), np.abs(predicted))
            allowed = allowed + rounding_tc_ha_yr * (1.0 + expected)
            met = both & (np.abs(rates[one] - predicted) <= allowed)
        every &= met
        ratios = rates[one][both & (rates[other] != 0)] / rates[other][both & (rates[other] != 0)]
        found = np.quantile(ratios, QUANTILES) if ratios.size else np.full(len(QUANTILES), np.nan)
        relations.append(
            Relation(
                NAMES[one],
                NAMES[other],
                float(np.round(expected, 9)),
                int(both.sum()),
                int(met.sum()),
                tuple(found.tolist()),
            )
        )
    missing, filtered = _missing(rates, there, steps, p["filter_rate_tc_ha_yr"])
    return Linearity(
        tuple(relations),
        int(common.sum()),
        int(every.sum()),
        missing,
        filtered,
        tolerance,
        rounding_tc_ha_yr,
        required_share,
    )


def _missing(
    rates: tuple[Array, ...], there: list[Array], steps: list[float], limit: float
) -> tuple[dict[str, int], dict[str, int]]:
    """Cells that one map lacks and another has; those that the filter of large rates explains."""
    anywhere = there[0] | there[1] | there[2]
    unit = np.full(rates[0].shape, -np.inf)
    for rate, step in zip(rates, steps, strict=True):
        unit = np.fmax(unit, rate / step)
    missing, filtered = {}, {}
    for name, here, step in zip(NAMES, there, steps, strict=True):
        gone = anywhere & ~here
        missing[name] = int(gone.sum())
        filtered[name] = int((gone & (unit * step > limit)).sum())
    return missing, filtered


def _check(
    rates: tuple[Array, ...], tolerance: float, rounding: float, required_share: float
) -> None:
    shapes = {rate.shape for rate in rates}
    if len(shapes) > 1:
        raise ShapeError(
            Problem(
                what=_("the maps have different sizes"),
                found=", ".join(" x ".join(map(str, rate.shape)) for rate in rates),
                todo=_("Give three maps of the same grid."),
            )
        )
    for name, value, highest in (
        ("tolerance", tolerance, 1.0),
        ("rounding_tc_ha_yr", rounding, np.inf),
        ("required_share", required_share, 1.0),
    ):
        if not 0.0 <= value <= highest:
            raise InputError(
                Problem(what=_("value out of range"), column=name, found=value, allowed=">= 0")
            )
    if not any(np.isfinite(rate).any() for rate in rates):
        raise InputError(Problem(what=_("the maps hold no value at all")))
