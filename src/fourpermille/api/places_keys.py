"""Keys of a scenario of which only the places show that nothing uses them, or that nobody has."""

from __future__ import annotations

from collections.abc import Iterator

import xarray as xr

from fourpermille.api.places_check import key_found
from fourpermille.core.errors import NotUsedError, UnknownNameError
from fourpermille.core.i18n import _
from fourpermille.core.scenario import Scenario
from fourpermille.core.scenario.keyed import Found

SPLIT = ("manure_dpm_fraction", "manure_rpm_fraction", "manure_hum_fraction")
MANURE = ("manure_input_tc_ha_yr", "manure_input_tc_ha_month")
PLANT = ("plant_input_tc_ha_yr", "plant_input_tc_ha_month")
RELATIVE = "relative"  # what is asked of a declining soil where the scenario doesn't say


def unused_keys(ds: xr.Dataset, scenario: Scenario) -> Iterator[Found]:
    """Find keys that have no effect on these places (``ds``, with the defaults put in)."""
    yield from _amendment(ds, scenario)
    yield from _declining(ds, scenario)


def unknown_model(scenario: Scenario) -> Iterator[Found]:
    """Find a soil model that is not registered."""
    from fourpermille.soil.base import SOIL_MODELS  # slow import

    if scenario.soil.model not in SOIL_MODELS:
        yield key_found(
            "soil.model",
            _("there is no such soil model"),
            UnknownNameError,
            found=scenario.soil.model,
            allowed=", ".join(SOIL_MODELS.names()),
        )


def _amendment(ds: xr.Dataset, scenario: Scenario) -> Iterator[Found]:
    """The split of an amendment that nobody spreads."""
    spread = any(name in ds for name in MANURE) or any(
        one.manure_input_tc_ha_yr for one in scenario.series
    )
    given = [name for name in SPLIT if getattr(scenario.defaults, name) is not None]
    if given and not spread:
        yield key_found(
            f"defaults.{given[0]}",
            _("nothing uses this key here"),
            NotUsedError,
            found=getattr(scenario.defaults, given[0]),
            allowed=_("only where manure_input_tc_ha_yr is given"),
            todo=_("Remove the three shares, or give the manure."),
        )


def _declining(ds: xr.Dataset, scenario: Scenario) -> Iterator[Found]:
    """What is asked of declining soils, where none can decline: in balance, under one climate."""
    target, start, sure = scenario.target, scenario.start, scenario.sensitivity
    if target is None or target.declining_baseline == RELATIVE:
        return
    balanced = (start is None or start.method == "equilibrium") and not any(
        name in ds for name in PLANT
    )
    varied = () if sure is None else (*sure.variants, *sure.decompose)
    if balanced and "climate_change" not in varied:
        yield key_found(
            "target.declining_baseline",
            _("nothing uses this key here"),
            NotUsedError,
            found=target.declining_baseline,
            allowed=_("only where a soil can decline: soils in balance stay as they are"),
            todo=_("Remove it, or set start.method, or give plant_input_tc_ha_yr."),
        )
