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
MOST_SHEET_ROWS = 50_000  # longer tables are for programs: CSV only
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
) -> list[Path]:
    """Write everything a run leaves; returns the paths of the reports."""
    told = list(log)
    stored = store(list(inputs), folder)
    entries = [one.to_dict() for one in stored]
    text = frozen(scenario, stored, own_columns(places)).resolved_toml()
    (folder / SCENARIO).write_text(text, encoding="utf-8")
    _json(folder / "inputs.json", {"fingerprint": fingerprint, "inputs": entries})
    _results(folder, results)
    _tables(folder, places, results, summary, languages[0])
    told += _layer(folder / LAYER, results)
    _json(folder / "summary.json", summary)
    (folder / "CITATION.bib").write_text(_bibliography(results), encoding="utf-8")
    reports = _report(folder, scenario, places, results, summary, languages) if report else []
    started, ended = (time.isoformat(timespec="seconds") for time in times)
    lines = [f"{started} fourpermille {__version__}", *told, f"{ended} done"]
    (folder / "log.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _journal(folder / JOURNAL, fingerprint, scenario.id, started, ended)
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
    return reports


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


def _layer(path: Path, results: xr.Dataset) -> list[str]:
    """Write the places as points, where they have positions; returns what the log says of it."""
    from fourpermille.core.errors import MissingExtraError
    from fourpermille.data.writers.layer import write_places  # slow import

    if "series" in results.dims and "cell" not in results.dims:
        return []
    flat = as_cells(results)
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


def _tables(
    folder: Path,
    places: xr.Dataset,
    results: xr.Dataset,
    summary: Mapping[str, Any],
    language: str,
) -> None:
    from fourpermille.core.errors import MissingExtraError
    from fourpermille.data.writers.tables import write_tables  # slow import
    from fourpermille.data.writers.workbook import write_workbook  # slow import

    with use_language(language):
        found = frames(places, as_cells(results), summary)
        write_tables(found, folder / "tables")
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


def _report(
    folder: Path,
    scenario: Scenario,
    places: xr.Dataset,
    results: xr.Dataset,
    summary: Mapping[str, Any],
    languages: Sequence[str],
) -> list[Path]:
    from fourpermille.data.outlines import load_outlines
    from fourpermille.report import tables  # slow import
    from fourpermille.report.write import write_report  # slow import

    flat = as_cells(results)
    return write_report(
        flat,
        scenario=scenario.resolved(),
        summary=summary,
        provenance=dict(results.attrs),
        folder=folder,
        outlines=load_outlines(),
        inputs_table=[
            {str(key): value for key, value in row.items()}
            for row in tables.inputs_frame(places).to_dict("records")
        ],
        languages=languages,
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
