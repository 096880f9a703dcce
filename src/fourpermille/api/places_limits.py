"""What bounds the supply of practices, and whether the practices of a scenario are there."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence

import xarray as xr

from fourpermille.api import places_check as checks
from fourpermille.api.places_check import key_found
from fourpermille.api.places_land import land_use_of
from fourpermille.core.errors import (
    ApplicabilityWarning,
    InputError,
    MissingVariableError,
    NotUsedError,
    UnknownNameError,
)
from fourpermille.core.i18n import _
from fourpermille.core.scenario import Scenario
from fourpermille.core.scenario.keyed import Found
from fourpermille.core.variables import is_known

NPP = "npp_tc_ha_yr"
WEATHER = ("air_temperature_degc", "precipitation_mm")


def with_limits(ds: xr.Dataset, scenario: Scenario, found: list[Found]) -> xr.Dataset:
    """Put the numbers of ``[limits]`` on every place."""
    if scenario.limits is None:
        return ds
    for name in type(scenario.limits).model_fields:
        value = getattr(scenario.limits, name)
        if value is None or not is_known(name):
            continue
        key = f"limits.{name}"
        if name in ds.variables:
            found.append(checks.unused_default(key, value, name))
            continue
        here = checks.on_places(ds, value).assign_attrs(source=f"default (scenario, {key})")
        ds = ds.assign({name: here})
    if scenario.limits.npp == "given" and NPP not in ds:
        found.append(
            key_found(
                "limits.npp",
                _("nobody gives the plant growth"),
                MissingVariableError,
                found="given",
                todo=_("Add a column {name}, or limits.{name} to the scenario.").format(name=NPP),
            )
        )
    found += _growth(ds, scenario.limits.npp)
    return ds


def warn_empty_limits(ds: xr.Dataset, scenario: Scenario, empty: Sequence[str]) -> None:
    """Tell columns of limits without a single value that nothing else gives: they bound nothing."""
    if scenario.limits is None:
        return
    blank = checks.blank_columns(ds, empty) - set(map(str, ds.variables))
    if names := [name for name in type(scenario.limits).model_fields if name in blank]:
        text = _("{names}: no place has a value, so this does not limit the supply.")
        warnings.warn(ApplicabilityWarning(text.format(names=", ".join(names))), stacklevel=3)


def _growth(ds: xr.Dataset, npp: str | None) -> Iterator[Found]:
    """Find a plant growth that nobody looks at, and a climate that doesn't tell it."""
    if NPP in ds and npp != "given":
        yield key_found(
            "limits.npp",
            _("the places have a plant growth that nothing uses"),
            NotUsedError,
            found=npp,
            allowed="given",
            todo=_('Set limits.npp = "given", or remove {name}.').format(name=NPP),
        )
    lacking = [name for name in WEATHER if name not in ds]
    if npp == "miami" and lacking:
        yield key_found(
            "limits.npp",
            _("the Miami model needs a climate that the places don't have"),
            MissingVariableError,
            found=npp,
            todo=_("Add {names}, or give the plant growth (npp_tc_ha_yr).").format(
                names=", ".join(lacking)
            ),
        )


def unknown_practices(ds: xr.Dataset, scenario: Scenario) -> Iterator[Found]:
    """Find practices that can't be: unknown, on no land, without effect, excluding each other."""
    if not scenario.practices:
        return
    from fourpermille.api.run_supply import chosen_of  # slow import
    from fourpermille.assessment.supply.plans import check_effect
    from fourpermille.practices.combine import refuse_exclusive
    from fourpermille.practices.load import practice

    lost = False
    for number, one in enumerate(scenario.practices, start=1):
        try:
            practice(one.id)
        except UnknownNameError as error:
            lost = True
            key = f"practices[{number}].id"
            yield Found(checks.keyed(error.problems[0], key), type(error))
    if lost:
        return
    yield from _of_other_lands(ds, scenario)
    for number, planned in enumerate(chosen_of(scenario), start=1):
        try:
            check_effect(planned, f"practices[{number}].")
        except InputError as error:
            problem = error.problems[0]
            yield Found(checks.keyed(problem, str(problem.column)), type(error))
    try:
        refuse_exclusive([practice(one.id) for one in scenario.practices])
    except InputError as error:
        yield Found(checks.keyed(error.problems[0], "practices"), type(error))


def _of_other_lands(ds: xr.Dataset, scenario: Scenario) -> Iterator[Found]:
    """Find practices that belong nowhere, since all places have the land use of the scenario."""
    from fourpermille.practices.load import practice  # slow import

    land = None if "land_use" in ds else land_use_of(scenario, ds)
    for number, one in enumerate(scenario.practices, start=1):
        known = practice(one.id).applies_to
        if land is not None and land not in known:
            yield key_found(
                f"practices[{number}].id",
                _("this practice doesn't belong on this land use"),
                InputError,
                found=f"{one.id}, {land}",
                allowed=", ".join(known),
            )
