"""The products of the sequestration map from its runs: stocks, rates and uncertainties."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourpermille.assessment.gsocseq_bounds import CENTRAL, HIGH, LOW
from fourpermille.assessment.gsocseq_rules import ScriptDefects
from fourpermille.core.parameters import ParameterSet
from fourpermille.kernels.gsocseq import Outcome
from fourpermille.soil.annual_map import Array

PERCENT = 100.0
BAU = 0  # place of business as usual among the scenarios
SSM2 = "SSM2"


class Products(NamedTuple):
    """Central stocks and rates (scenarios, places); None for uncertainties not computed.

    The first scenario is business as usual. ``relative_*`` (practices, places) leave it out.
    """

    present: Array
    final: Array
    difference: Array
    rate: Array
    relative_difference: Array
    relative_rate: Array
    present_bounds: Array | None = None
    final_bounds: Array | None = None
    present_uncertainty: Array | None = None
    final_uncertainty: Array | None = None
    uncertainty: Array | None = None
    relative_uncertainty: Array | None = None


def products(
    runs: Outcome,
    factors: Array,
    practices: tuple[str, ...],
    years: float,
    p: ParameterSet,
    defects: ScriptDefects,
) -> Products:
    """All products; ``factors`` (bounds, practices) multiply the usual input.

    The stock is linear in the input, so that every scenario follows from the gain per input.
    """
    with np.errstate(all="ignore"):  # missing and diverged places stay what they are
        more = (factors - 1.0)[:, :, None] * runs.usual_input[:, None]
        gained = more * runs.gain[:, None]
        final = np.concatenate([runs.final[:, None], runs.final[:, None] + gained], axis=1)
        present = runs.present
        if defects.value_filters:
            present = _within(present, p["filter_stock_tc_ha"], 0.0)
            final = _within(final, p["filter_stock_tc_ha"], 0.0)
            gained = np.where(np.isfinite(final[:, 1:] - final[:, :1]), gained, np.nan)
        difference = final[CENTRAL] - present[CENTRAL]
        rate, relative_rate = difference / years, gained[CENTRAL] / years
        if defects.value_filters:
            limit = p["filter_rate_tc_ha_yr"]
            rate = _within(rate, limit, -limit)
            relative_rate = _within(relative_rate, limit, 0.0)
        central = Products(
            present[CENTRAL], final[CENTRAL], difference, rate, gained[CENTRAL], relative_rate
        )
        if len(present) == 1:
            return central
        return _with_uncertainty(central, present, final, practices, p, defects)


def _with_uncertainty(
    central: Products,
    present: Array,
    final: Array,
    practices: tuple[str, ...],
    p: ParameterSet,
    defects: ScriptDefects,
) -> Products:
    of_present, of_final = _half_range(present), _half_range(final)
    if defects.ssm2_uncertainty_for_all and SSM2 in practices:
        of_final[1:] = of_final[1 + practices.index(SSM2)]
    total = defects.sum_in_difference_uncertainty
    of_difference = _of_difference(
        central.final, of_final, central.present, of_present, central.difference, total
    )
    of_relative = _of_difference(
        central.final[1:],
        of_final[1:],
        central.final[BAU],
        of_final[BAU],
        central.relative_difference,
        total,
    )
    if defects.value_filters:
        limit = p["filter_uncertainty_percent"]
        of_present, of_final, of_difference, of_relative = (
            _within(a, limit, -np.inf) for a in (of_present, of_final, of_difference, of_relative)
        )
    return central._replace(
        present_bounds=present[[LOW, HIGH]],
        final_bounds=final[[LOW, HIGH]],
        present_uncertainty=of_present,
        final_uncertainty=of_final,
        uncertainty=of_difference,
        relative_uncertainty=of_relative,
    )


def _half_range(values: Array) -> Array:
    """Half the range between the bounds, in per cent of the central value."""
    return np.asarray(PERCENT * (values[HIGH] - values[LOW]) / (2.0 * values[CENTRAL]))


def _of_difference(
    one: Array, u_one: Array, other: Array, u_other: Array, difference: Array, total: bool
) -> Array:
    """Uncertainty of a difference of two values (%), taken as independent."""
    spread = np.hypot(u_one * one, u_other * other)
    whole = np.abs(one + other) if total else np.abs(difference)
    return np.where(whole > 0, spread / whole, np.nan)


def _within(values: Array, highest: float, lowest: float) -> Array:
    return np.where((values >= lowest) & (values <= highest), values, np.nan)
