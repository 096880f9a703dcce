"""The files of a run folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourpermille import __version__
from fourpermille.api.run_crate import crate
from fourpermille.api.run_folder import JOURNAL, MARK, SCENARIO
from fourpermille.api.run_inputs import Input, frozen, store
from fourpermille.core.i18n import _, use_language
from fourpermille.core.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

MOST_TRAJECTORIES = 5_000  # places; beyond, the yearly values are in the results only
MOST_SHEET_ROWS = 20_000  # longer tables are for programs: CSV only
MOST_ROWS = 200_000  # cells; beyond, a table of cells is for nobody
MOST_POINTS = 50_000  # a map layer of more places is a grid
LAYER = "places.gpkg"
WITHOUT = ("seconds",)  # differs from run to run, and tables must not


def write_run(
    folder: Path,
    scenario: Scenario,
    places: xr.Dataset,
    results: xr.Dataset,
    summary: Mapping[str, Any],
    inputs: Sequence[Input],
    *,
    fingerprint: str,
    times: tuple[datetime, datetime],
    log: Sequence[str],
    report: bool,
    languages: Sequence[str],
    warned: Mapping[str, Sequence[str]] | None = None,
) -> list[str]:
    """Write everything a run leaves; returns the names of the reports.

    ``warned``: the warnings in each language.
    """
    from fourpermille.report import tables  # slow import

    started, ended = (time.isoformat(timespec="seconds") for time in times)
    _results(folder, results)
    _journal(folder / JOURNAL, fingerprint, scenario.id, started, ended)
    with use_language(languages[0]):
        found = frames(places, as_cells(results), summary)
    names = write_around(
        folder,
        scenario,
        as_cells(results),
        summary,
        inputs,
        frames=found,
        inputs_table=[
            {str(key): value for key, value in row.items()}
            for row in tables.inputs_frame(places).to_dict("records")
        ],
        own=own_columns(places),
        times=(started, ended),
        log=log,
        languages=languages if report else (),
        fingerprint=fingerprint,
        warned=warned,
    )
    return names


def write_around(
    folder: Path,
    scenario: Scenario,
    flat: xr.Dataset,
    summary: Mapping[str, Any],
    inputs: Sequence[Input],
    *,
    frames: Mapping[str, pd.DataFrame],
    inputs_table: Sequence[Mapping[str, Any]],
    times: tuple[str, str],
    log: Sequence[str],
    languages: Sequence[str],
    fingerprint: str,
    own: Sequence[str] = (),
    warned: Mapping[str, Sequence[str]] | None = None,
) -> list[str]:
    """Write everything but the results: scenario, tables, layer, report, provenance.

    ``flat``: results as a list of places. No ``languages``, no report. ``warned``: the warnings in
    each language.
    """
    spoken = scenario.output.languages[0]  # of tables, whatever the program speaks
    told = [*log, *_left_out(flat)]
    stored = store(list(inputs), folder)
    with use_language(spoken):
        entries = [one.to_dict() for one in stored]
    text = frozen(scenario, stored, own).resolved_toml()  # its files are named from here
    (folder / SCENARIO).write_text(text, encoding="utf-8")
    _json(folder / "inputs.json", {"fingerprint": fingerprint, "inputs": entries})
    with use_language(spoken):
        _tables(folder, frames)
        told += _layer(folder / LAYER, flat)
    _json(folder / "summary.json", summary)
    (folder / "CITATION.bib").write_text(_bibliography(flat), encoding="utf-8")
    reports = _report(folder, scenario, flat, summary, inputs_table, languages, warned)
    started, ended = times
    lines = [f"{started} fourpermille {__version__}", *told, f"{ended} done"]
    (folder / "log.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    content = crate(
        folder,
        title=scenario.title or scenario.id,
        description=scenario.description,
        version=__version__,
        started=started,
        ended=ended,
        inputs=entries,
    )
    _json(folder / MARK, content)
    return [path.name for path in reports]


def own_columns(places: xr.Dataset) -> list[str]:
    """Variables that the table of places gave itself."""
    return [
        str(name)
        for name in places.variables
        if str(places[name].attrs.get("source", "given")) == "given"
    ]


def frames(
    places: xr.Dataset, results: xr.Dataset, summary: Mapping[str, Any]
) -> dict[str, pd.DataFrame]:
    """Return the tables of a run by name; empty ones are left out."""
    from fourpermille.api.inputs_table import inputs_table  # slow import
    from fourpermille.report import tables  # slow import

    lasting = {name: value for name, value in summary.items() if name not in WITHOUT}
    found = {
        "places": tables.places_frame(results),
        "variants": tables.variants_frame(results),
        "supply": tables.supply_frame(results),
        "inputs": tables.inputs_frame(places),
        "summary": tables.summary_frame(lasting),
    }
    if max(results.sizes.get("cell", 0), results.sizes.get("series", 0)) <= MOST_TRAJECTORIES:
        found["trajectories"] = tables.trajectories_frame(results)
        found["inputs_by_place"] = inputs_table(places)
    if "measurement" in results.dims:
        found["measurements"] = _measurements(results)
    if "series" in results.dims and "cell" not in results.dims:
        found["series"] = found.pop("places")
    return {name: frame for name, frame in found.items() if len(frame)}


def _measurements(results: xr.Dataset) -> pd.DataFrame:
    names = ["measured_year", "measured_stock_tc_ha", "measured_status"]
    frame = results[names].to_dataframe().reset_index().drop(columns="measurement")
    return frame[frame["measured_year"].notna()].reset_index(drop=True)


def _results(folder: Path, results: xr.Dataset) -> None:
    from fourpermille.data.writers.labelled import write_netcdf, write_zarr  # slow import

    if {"cell", "series"} & set(results.dims):
        write_netcdf(results, folder / "results.nc")
    else:
        write_zarr(results, folder / "results.zarr")


def grid_frames(
    flat: xr.Dataset, inputs: pd.DataFrame, summary: Mapping[str, Any]
) -> dict[str, pd.DataFrame]:
    """Return the tables of a grid by name; of very many cells only the store holds each."""
    from fourpermille.report import tables  # slow import

    lasting = {name: value for name, value in summary.items() if name not in WITHOUT}
    found = {
        "countries": tables.countries_frame(flat),
        "climate_zones": tables.zones_frame(flat, "climate_zone"),
        "variants": tables.variant_medians_frame(flat),
        "years": tables.means_frame(flat),
        "inputs": inputs,
        "summary": tables.summary_frame(lasting),
    }
    if flat.sizes["cell"] <= MOST_ROWS:
        found["places"] = tables.places_frame(flat)
        found["supply"] = tables.supply_frame(flat)
    return {name: frame for name, frame in found.items() if len(frame)}


def _layer(path: Path, flat: xr.Dataset) -> list[str]:
    """Write the places as points, where they have positions; returns what the log says of it."""
    from fourpermille.core.errors import MissingExtraError
    from fourpermille.data.writers.layer import write_places  # slow import

    if "series" in flat.dims and "cell" not in flat.dims:
        return []
    if flat.sizes["cell"] > MOST_POINTS:
        return [
            _("{file} is not written: more than {count} places").format(
                file=LAYER, count=MOST_POINTS
            )
        ]
    try:
        write_places(flat, path)
    except MissingExtraError as error:
        return [_("{file} is not written: {reason}").format(file=LAYER, reason=error)]
    return []


def _tables(folder: Path, found: Mapping[str, pd.DataFrame]) -> None:
    from fourpermille.core.errors import MissingExtraError
    from fourpermille.data.writers.tables import write_tables  # slow import
    from fourpermille.data.writers.workbook import write_workbook  # slow import

    write_tables(dict(found), folder / "tables")
    with suppress(MissingExtraError):  # the CSV files hold the same
        short = {name: frame for name, frame in found.items() if len(frame) <= MOST_SHEET_ROWS}
        write_workbook(short, folder / "tables" / "results.xlsx")


def as_cells(results: xr.Dataset) -> xr.Dataset:
    """A grid as a list of the places that have an answer; lists come back unchanged."""
    if {"cell", "series"} & set(results.dims):
        return results
    dims = [dim for dim in results["extra_input_tc_ha_yr"].dims if dim != "year"]
    flat = results.stack(cell=dims, create_index=False)
    known = flat["extra_input_tc_ha_yr"].notnull()
    flat = flat.isel(cell=known.values.nonzero()[0]).reset_coords()
    if "place" not in flat:
        labels = [
            "/".join(f"{flat[d].values[i]:g}" for d in dims) for i in range(flat.sizes["cell"])
        ]
        flat["place"] = ("cell", labels)
    return flat


def _left_out(flat: xr.Dataset) -> list[str]:
    """Say which variants the data don't allow."""
    text = _("Variant {name} is left out: it needs {variables}")
    found = json.loads(str(flat.attrs.get("variants_left_out", "{}")))
    return [text.format(name=name, variables=needs or "?") for name, needs in found.items()]


def _report(
    folder: Path,
    scenario: Scenario,
    flat: xr.Dataset,
    summary: Mapping[str, Any],
    inputs_table: Sequence[Mapping[str, Any]],
    languages: Sequence[str],
    warned: Mapping[str, Sequence[str]] | None,
) -> list[Path]:
    if not languages:
        return []
    from fourpermille.data.outlines import load_outlines
    from fourpermille.report.write import write_report  # slow import

    return write_report(
        flat,
        scenario=scenario.resolved(),
        summary=summary,
        provenance=dict(flat.attrs),
        folder=folder,
        outlines=load_outlines(),
        inputs_table=inputs_table,
        languages=languages,
        warned=warned,
    )


def _bibliography(results: xr.Dataset) -> str:
    from fourpermille.api.cite import bibtex_of

    return bibtex_of(results.attrs)


def _journal(path: Path, fingerprint: str, name: str, started: str, ended: str) -> None:
    events = (
        {"time": started, "event": "start", "scenario": name, "fingerprint": fingerprint},
        {"time": ended, "event": "done"},
    )
    path.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")


def _json(path: Path, content: Any) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
