"""What a trial consists of: treatments with their inputs, and what was measured on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.soil.annual_map import Array

FIT = "fit"
SAME_AS = "series:"


@dataclass(frozen=True)
class Series:
    """A treatment: a number for the yearly plant input, "fit", or "series:<id>" for another's.

    ``manure_years`` (first, last; inclusive) bounds the manure; None is every year.
    """

    id: str
    place: str
    plant_input_tc_ha_yr: float | str
    manure_input_tc_ha_yr: float = 0.0
    manure_years: tuple[int, int] | None = None


@dataclass(frozen=True)
class Measurements:
    """Measured stocks of one series: years, t C/ha, and whether each may judge the model.

    ``measured`` is False for estimated start values, which neither fit nor score.
    """

    year: Array
    stock_tc_ha: Array
    measured: Array


def check_trial(
    series: Sequence[Series], measurements: dict[str, Measurements], start_year: int, end_year: int
) -> None:
    """Refuse years and inputs that mean nothing, before anything is computed."""
    problems = []
    if end_year <= start_year:
        problems.append(
            Problem(
                what=_("the trial ends before it begins"),
                column="trial.end_year",
                found=end_year,
                allowed=f"> {start_year}",
            )
        )
    for one in series:
        value = one.plant_input_tc_ha_yr
        if isinstance(value, str) and value != FIT and not value.startswith(SAME_AS):
            problems.append(
                Problem(
                    what=_("unknown plant input"),
                    column=f"series.{one.id}.plant_input_tc_ha_yr",
                    found=value,
                    allowed=f'{_("a number")}, "{FIT}", "{SAME_AS}…"',
                )
            )
    for name, found in measurements.items():
        outside = found.year[(found.year < start_year) | (found.year > end_year)]
        if outside.size:
            problems.append(
                Problem(
                    what=_("measured outside the years of the trial"),
                    column=f"{name}, year",
                    found=int(outside[0]),
                    allowed=f"{start_year} … {end_year}",
                )
            )
    if problems:
        raise InputError(*problems)
