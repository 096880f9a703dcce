"""Land use, climate zone, tillage and paddy rice: words, and the numbers that the model takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.api import places_check as checks
from fourpermille.core.errors import (
    NotUsedError,
    Problem,
    UnknownNameError,
    did_you_mean,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.core.scenario import Scenario
from fourpermille.core.scenario.keyed import Found
from fourpermille.core.words import plain_word

BY_LAND_USE = "default (land_use, "


def with_plain_words(ds: xr.Dataset, scenario: Scenario, found: list[Found]) -> xr.Dataset:
    """Spell land uses and climate zones as the tables do; find those that nobody knows."""
    from fourpermille.assessment.climate_zone import ZONES  # slow import

    known = {"climate_zone": tuple(filter(None, ZONES))}
    if scenario.practices:  # else a ratio beside it makes the land use a remark
        known["land_use"] = tuple(load_parameters("land_use"))
    for column, rows in known.items():
        if column not in ds.variables or ds[column].dtype.kind not in "UOS":
            continue
        names = np.where(ds[column].isnull(), "", ds[column].values).astype(str)
        plain = {name: plain_word(name) for name in np.unique(names).tolist()}
        strange = [name for name, word in plain.items() if word and word not in rows]
        found += [_unknown(ds, column, name, names, rows) for name in strange]
        spelt = np.vectorize(plain.get, otypes=[object])(names)
        ds = ds.assign({column: ds[column].copy(data=spelt.astype(str))})
    return ds


def land_use_of(scenario: Scenario, ds: xr.Dataset) -> str | None:
    """Land use of all places that have no column of it; None where nobody says.

    A DPM/RPM ratio of their own tells no land use; the scenario may.
    """
    soil = scenario.soil
    ratio = ds["dpm_rpm_ratio"] if "dpm_rpm_ratio" in ds.variables else None
    own = ratio is not None and not str(ratio.attrs.get("source", "")).startswith(BY_LAND_USE)
    return soil.land_use if not own or "land_use" in soil.model_fields_set else None


def add_land_use(ds: xr.Dataset, scenario: Scenario, found: list[Found]) -> xr.Dataset:
    """Add the DPM/RPM ratio: as given, by the land use of each place, or of the scenario."""
    soil = scenario.soil
    asked = soil.land_use if "land_use" in soil.model_fields_set else None
    given = next((name for name in ("dpm_rpm_ratio", "land_use") if name in ds.variables), None)
    # Beside a ratio the land use still tells where practices belong.
    tells = given == "dpm_rpm_ratio" and bool(scenario.practices)
    if given is not None and asked is not None and not tells:
        found.append(
            checks.key_found(
                "soil.land_use",
                _("nothing uses this key here"),
                NotUsedError,
                found=asked,
                todo=_("The table of places has a column {name}: remove one of them.").format(
                    name=given
                ),
            )
        )
    if "dpm_rpm_ratio" in ds or (given is None and soil.land_use is None):
        return ds
    if given == "land_use":
        return ds.assign(dpm_rpm_ratio=_looked_up(ds, "land_use", "land_use", found))
    name = str(soil.land_use)
    table = load_parameters("land_use")
    dims = checks.place_dims(ds)
    values = np.full([ds.sizes[dim] for dim in dims], table[name], dtype=float)
    attrs = {"source": f"{BY_LAND_USE}{name})"}
    return ds.assign(dpm_rpm_ratio=xr.DataArray(values, dims=dims, attrs=attrs))


def add_practices(ds: xr.Dataset, found: list[Found]) -> xr.Dataset:
    """Turn words for tillage and the mark of paddy rice into factors of decay."""
    if "tillage" in ds.variables and "tillage_modifier" not in ds:
        ds = ds.assign(tillage_modifier=_looked_up(ds, "tillage", "tillage", found))
    if "paddy" in ds.variables and "paddy_modifier" not in ds:
        factor = load_parameters("paddy")["paddy_modifier"]
        share = ds["paddy"].astype(float)
        attrs = {"source": "default (paddy, paddy_modifier)"}
        ds = ds.assign(paddy_modifier=(1.0 + (factor - 1.0) * share).assign_attrs(attrs))
    return ds


def _looked_up(ds: xr.Dataset, column: str, table: str, found: list[Found]) -> xr.DataArray:
    """Values of a parameter set by the names in a column; NaN where a cell is empty."""
    rows = load_parameters(table)
    names = ds[column].values.astype(str)
    known: dict[str, float] = {}
    for name in sorted(set(names.ravel().tolist()) - {""}):
        plain = plain_word(name)
        if plain in rows:
            known[name] = rows[plain]
        else:
            found.append(_unknown(ds, column, name, names, tuple(rows)))
    values = np.vectorize(lambda name: known.get(name, np.nan), otypes=[float])(names)
    source = f"default ({table}, {', '.join(known)})"
    return xr.DataArray(values, dims=ds[column].dims, attrs={"source": source})


def _unknown(ds: xr.Dataset, column: str, name: str, names: Any, rows: tuple[str, ...]) -> Found:
    first = unknown_name(column, name, rows).problems[0]
    where = np.flatnonzero(names.ravel() == name)[0]
    place = str(np.ravel(ds["place"].values)[where]) if "place" in ds.variables else None
    problem = Problem(
        what=_("unknown name")
        if place is None
        else _("unknown name, place {place}").format(place=place),
        file=str(ds.attrs.get("source_file", "")) or None,
        column=column,
        found=name,
        allowed=", ".join(rows),
        todo=did_you_mean(name, rows) or first.todo,
    )
    return Found(problem, UnknownNameError)
