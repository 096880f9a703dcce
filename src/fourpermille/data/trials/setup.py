"""A trial as a model is run against it: places, treatments with their inputs, measured stocks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import is_among, unknown_name
from fourpermille.core.i18n import _
from fourpermille.data.trials.base import TRIAL_SOURCES, number, rows_of
from fourpermille.data.trials.places import located, places_of
from fourpermille.data.trials.read import paths_of, read_source

ENDING = ".toml"


@dataclass(frozen=True)
class Treatment:
    """A series: what it gets, and which of the source's rows measure it.

    ``treatments``: words of the source, several where one followed the other on the same plots.
    ``outside``: why the model wasn't made for it; "" where it was.
    """

    id: str
    title: str
    place: str
    treatments: tuple[str, ...]
    trial: str
    plant_input_tc_ha_yr: float | str
    manure_input_tc_ha_yr: float = 0.0
    manure_years: tuple[int, int] | None = None
    outside: str = ""


@dataclass(frozen=True)
class Assumed:
    """What the source doesn't give: the value that was used, why, and how sure it is."""

    what: str
    value: str
    why: str
    confidence: str


@dataclass(frozen=True)
class TrialSetup:
    """A trial to be modelled: ``places`` as for ``simulate``; measured rows by series."""

    id: str
    title: str
    site: str
    start_year: int
    end_year: int
    places: xr.Dataset
    series: tuple[Treatment, ...]
    measured: Mapping[str, list[dict[str, Any]]]
    assumed: tuple[Assumed, ...]


@cache
def setup_names() -> tuple[str, ...]:
    """Names of the set-ups that come with the package, in alphabetical order."""
    found = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(ENDING) for name in found if name.endswith(ENDING)))


def setup_title(id: str) -> str:
    """Title of a set-up, whether or not its data are here."""
    return str(_text(id)["title"])


def lacking(id: str) -> str:
    """Title of what of a set-up is not on this machine; "" where all is here."""
    told = _text(id)
    source = TRIAL_SOURCES.get(told["source"])
    if paths_of(source) is None:
        return source.title
    for reference in told["places"].get("climate", {}).values():
        try:
            located(reference)
        except FileNotFoundError:
            return str(reference)
    return ""


def load_setup(id: str) -> TrialSetup:
    """Read a set-up; UnknownNameError for a wrong name, DataUnavailableError without its data."""
    told = _text(id)
    rows = read_source(told["source"])
    series = _series(told)
    return TrialSetup(
        id,
        told["title"],
        told["site"],
        told["start_year"],
        told["end_year"],
        places_of(told["places"]),
        series,
        {one.id: _measured(rows, one) for one in series},
        tuple(Assumed(**row) for row in told["assumed"]),
    )


def _text(id: str) -> dict[str, Any]:
    if not is_among(id, setup_names()):
        raise unknown_name(_("trial"), id, setup_names())
    told = tomllib.loads((_folder() / f"{id}{ENDING}").read_text(encoding="utf-8"))
    return _of_scenario(told) if "scenario" in told else told


def _of_scenario(told: dict[str, Any]) -> dict[str, Any]:
    """A set-up whose series, places and years a scenario of the package states."""
    path = files("fourpermille") / "scenarios" / f"{told['scenario']}{ENDING}"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    years = {key: found["trial"][key] for key in ("start_year", "end_year")}
    return {**told, **years, "places": found["places"], "series": found["series"]}


def _folder() -> Any:
    return files("fourpermille.data.trials") / "setups"


def _measured(rows: Sequence[Mapping[str, Any]], one: Treatment) -> list[dict[str, Any]]:
    """Stocks of a series by year, each the mean of its plots."""
    by_year: dict[float, list[Mapping[str, Any]]] = {}
    for row in rows:
        mine = row["treatment"] in one.treatments and one.trial in ("", row["trial"])
        if mine and np.isfinite(row["soc_stock_tc_ha"]):
            by_year.setdefault(row["year"], []).append(row)
    mean = {
        year: float(np.mean([row["soc_stock_tc_ha"] for row in plots]))
        for year, plots in by_year.items()
    }
    return [{**plots[0], "soc_stock_tc_ha": mean[year]} for year, plots in sorted(by_year.items())]


def _series(told: Mapping[str, Any]) -> tuple[Treatment, ...]:
    """Series of the file, or one for each treatment of a table of inputs."""
    if "inputs" in told:
        return _from_inputs(told["site"], told["source"], told["inputs"])
    found = []
    for row in told["series"]:
        years = row.get("manure_years")
        found.append(
            Treatment(
                row["id"],
                row["title"],
                row["place"],
                tuple(row.get("treatments", [row["id"]])),
                row.get("trial", ""),
                row["plant_input_tc_ha_yr"],
                row.get("manure_input_tc_ha_yr", 0.0),
                None if years is None else (years[0], years[1]),
                row.get("outside", ""),
            )
        )
    return tuple(found)


def _from_inputs(site: str, source: str, told: Mapping[str, Any]) -> tuple[Treatment, ...]:
    """One series for each treatment, with the mean of its stated inputs."""
    path = (paths_of(TRIAL_SOURCES.get(source)) or {})[told["file"]]
    kinds = {"plant": told["plant"], "manure": told["manure"]}
    sums: dict[str, dict[str, list[float]]] = {}
    needed = ("treatment", *told["plant"], *told["manure"])
    for line, row in enumerate(rows_of(path, needed), start=2):
        mine = sums.setdefault(row["treatment"], {"plant": [], "manure": []})
        for kind, columns in kinds.items():
            mine[kind].append(float(np.nansum([number(row, c, path, line) for c in columns])))
    return tuple(
        Treatment(
            f"{source}_{code}",
            f"{site} {code}: {title}",
            told.get("places", {}).get(code, told["place"]),
            (code,),
            told["trial"],
            float(np.mean(sums[code]["plant"])),
            float(np.mean(sums[code]["manure"])),
            outside=told.get("outside", {}).get(code, ""),
        )
        for code, title in told["treatments"].items()
    )
