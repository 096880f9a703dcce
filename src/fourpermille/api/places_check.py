"""What places lack for the question asked, and what they hold in vain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, MissingVariableError, NotUsedError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.scenario import Scenario
from fourpermille.core.scenario.keyed import Found, KeyProblem
from fourpermille.core.variables import variable

CHANGES = ("temperature_change_k", "precipitation_change_ratio")
STEPS = ("month", "time")
POOLS = ("dpm_tc_ha", "rpm_tc_ha", "bio_tc_ha", "hum_tc_ha")
WEATHER = ("air_temperature_degc", "precipitation_mm")
EVAPORATION = ("pet_mm", "open_pan_evaporation_mm")
DRYLAND = ("silt_percent", "bulk_density_g_cm3", "soc_content_g_kg")
# Another variable that says the same, or makes a default pointless.
INSTEAD = {
    "plant_input_tc_ha_yr": ("plant_input_tc_ha_month",),
    "manure_input_tc_ha_yr": ("manure_input_tc_ha_month",),
    "plant_cover": ("rate_modifier",),
    "minimum_moisture_modifier": ("rate_modifier",),
    **dict.fromkeys(DRYLAND, ("rate_modifier",)),
}


def place_dims(ds: xr.Dataset) -> list[str]:
    """Return the dims of the places: all but the months and the futures of a changing climate."""
    dims: dict[str, None] = {}
    futures = {dim for name in CHANGES if name in ds for dim in ds[name].dims}
    for name in ds.variables:
        if name in CHANGES or (name in ds.dims and name in futures and name not in dims):
            continue
        dims |= dict.fromkeys(str(dim) for dim in ds[name].dims if dim not in STEPS)
    return list(dims)


def on_places(ds: xr.Dataset, value: float) -> xr.DataArray:
    """Return one value at every place."""
    dims = place_dims(ds)
    shape = [ds.sizes[dim] for dim in dims]
    return xr.DataArray(np.full(shape, value, dtype=float), dims=dims)


def key_found(key: str, what: str, kind: type[InputError], **more: Any) -> Found:
    """Return a problem with a key of the scenario."""
    return Found(KeyProblem(what=what, column=key, **more), kind)


def keyed(problem: Problem, key: str) -> KeyProblem:
    """Return a problem as one of a key of the scenario."""
    return KeyProblem(
        problem.what, column=key, found=problem.found, allowed=problem.allowed, todo=problem.todo
    )


def given_instead(ds: xr.Dataset, name: str) -> str | None:
    """Return the variable of the file that makes a default pointless; None if there is none."""
    return next((one for one in (name, *INSTEAD.get(name, ())) if one in ds.variables), None)


def unused_default(key: str, value: object, column: str) -> Found:
    """Return the problem of a default beside a column that gives the same."""
    return key_found(
        key,
        _("nothing uses this key here"),
        NotUsedError,
        found=value,
        allowed=_("only where the table of places has no column {name}").format(name=column),
        todo=_("Remove {key}. Empty cells of a column stay empty.").format(key=key),
    )


def file_of(ds: xr.Dataset, scenario: Scenario) -> str:
    """Name of the table of places, for messages."""
    return str(ds.attrs.get("source_file") or scenario.places.file or scenario.places.sample)


def unused_columns(ds: xr.Dataset, scenario: Scenario) -> Iterator[Found]:
    """Find columns on the start of the soil that the chosen start doesn't use."""
    method = scenario.start.method if scenario.start is not None else "equilibrium"
    if scenario.is_trial or method in ("trend", "history"):
        yield from _unused_inputs(ds, scenario)
    found = [
        (name, wanted)
        for wanted, names in (("measured_pools", POOLS), ("trend", ("trend_permille_yr",)))
        for name in names
        if name in ds and method != wanted
    ]
    for name, wanted in found:
        yield Found(
            Problem(
                what=_("nothing uses this column here"),
                file=file_of(ds, scenario),
                column=name,
                todo=_('Set start.method = "{method}", or remove the column.').format(
                    method=wanted
                ),
            ),
            NotUsedError,
        )
    if (
        "trend_permille_yr" in ds
        and scenario.start
        and scenario.start.trend_permille_yr is not None
    ):
        yield unused_default(
            "start.trend_permille_yr", scenario.start.trend_permille_yr, "trend_permille_yr"
        )


def _unused_inputs(ds: xr.Dataset, scenario: Scenario) -> Iterator[Found]:
    """Yearly inputs of places, where the series give them or the start solves for them."""
    names = ["plant_input_tc_ha_yr"] + ["manure_input_tc_ha_yr"] * scenario.is_trial
    for name in names:
        if name in ds:
            yield Found(
                Problem(
                    what=_("nothing uses this column here"),
                    file=file_of(ds, scenario),
                    column=name,
                    todo=_("Remove the column: the series give the input.")
                    if scenario.is_trial
                    else _("Remove the column: the input since the change is solved for."),
                ),
                NotUsedError,
            )


def placed(found: Found, scenario: Scenario) -> Found:
    """The problem of a key with the file of the scenario and the line of the key."""
    problem = found.problem
    if not isinstance(problem, KeyProblem) or problem.file is not None or not problem.column:
        return found
    origin = scenario.origin
    line = origin.line(problem.column)
    return Found(replace(problem, file=origin.file, row=line), found.kind)


def blank_columns(ds: xr.Dataset, empty: Sequence[str] = ()) -> set[str]:
    """Return the columns without a single value, those that reading left out and ``empty``."""
    return {*empty, *str(ds.attrs.get("empty_columns", "")).split(", ")}


def missing(ds: xr.Dataset, scenario: Scenario, empty: Sequence[str] = ()) -> Iterator[Found]:
    """Find what the model needs and nobody gives; ``empty``: columns without a single value."""
    file = file_of(ds, scenario)
    blank = blank_columns(ds, empty)
    for names in _needed(ds, scenario):
        if any(name in ds.variables for name in names):
            continue
        if there := [name for name in names if name in blank]:
            yield Found(
                Problem(
                    what=_("the column is there, but holds no value: {about}").format(
                        about=_(variable(there[0]).about)
                    ),
                    file=file,
                    column=_(" or ").join(there),
                    todo=_("Fill it in, for one place at least."),
                ),
                MissingVariableError,
            )
            continue
        yield Found(
            Problem(
                what=_("a variable is missing: {about}").format(about=_(variable(names[0]).about)),
                file=file,
                column=_(" or ").join(names),
                todo=_where_to_add(names, scenario),
            ),
            MissingVariableError,
        )


def _needed(ds: xr.Dataset, scenario: Scenario) -> Iterator[tuple[str, ...]]:
    start = scenario.start
    yield ("clay_percent",)
    yield ("depth_cm",)
    yield ("dpm_rpm_ratio",)
    if start is not None and start.method == "measured_pools":
        yield from ((name,) for name in POOLS)
    else:
        yield ("soc_stock_tc_ha",)
    if start is not None and start.method == "trend" and start.trend_permille_yr is None:
        yield ("trend_permille_yr",)
    if "rate_modifier" in ds:
        return
    yield from ((name,) for name in WEATHER)
    yield EVAPORATION
    yield ("plant_cover",)
    if scenario.soil.moisture_option != 1:
        yield from ((name,) for name in DRYLAND)


def _where_to_add(names: tuple[str, ...], scenario: Scenario) -> str:
    name = names[0]
    if name in (*WEATHER, *EVAPORATION):
        text = _("Add it to the table of places ({name}_01 to {name}_12) or to a climate_file")
        if scenario.places.file is not None:
            text = _(
                "Add it to the table of places ({name}_01 to {name}_12) or to a climate_file, "
                'or set places.climate = "country_mean".'
            )
        return text.format(name=name)
    if name == "trend_permille_yr":
        return _("Add the column, or start.trend_permille_yr to the scenario.")
    if name in type(scenario.defaults).model_fields:
        return _("Add the column, or defaults.{name} to the scenario.").format(name=name)
    return _("Add the column to the table of places.")
