"""A run over a grid: blocks into the store, then tables, summary and report of the whole."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

from fourpermille.api.blocks.run import run_blocks, store_of
from fourpermille.api.run_folder import JOURNAL
from fourpermille.core.errors import ApplicabilityWarning
from fourpermille.core.i18n import _, use_language
from fourpermille.core.progress import Progress
from fourpermille.core.scenario import Scenario, doubt_scenario

if TYPE_CHECKING:
    import xarray as xr

    from fourpermille.api.run import RunResult, Wanted
    from fourpermille.api.run_inputs import Input

MASKED, MISSING = "cells_masked", "missing_by_variable"


def run_grid(
    scenario: Scenario, inputs: Sequence[Input], wanted: Wanted, tell: Progress, folder: Path | None
) -> RunResult:
    """Answer a grid; with ``folder``, a killed run goes on where it stopped. See ``api.run``."""
    from fourpermille.api.blocks.folder import finish, open_unfinished  # slow import
    from fourpermille.api.blocks.stops import resumable

    if folder is None:
        with TemporaryDirectory() as scratch, resumable(Path(scratch), kept=False):
            return _answered(scenario, inputs, wanted, Path(scratch), tell)
    options = wanted.options
    part = open_unfinished(folder, resume=options.resume, restart=options.restart)
    with resumable(part):
        result = _answered(scenario, inputs, wanted, part, tell)
        finish(part, folder)
    return result


def _answered(
    scenario: Scenario,
    inputs: Sequence[Input],
    wanted: Wanted,
    folder: Path,
    tell: Progress,
) -> RunResult:
    from fourpermille.api.blocks.flat import flatten
    from fourpermille.api.blocks.folder import clear_around
    from fourpermille.api.blocks.journal import Journal
    from fourpermille.api.blocks.sampled import is_wanted, with_sampled_spread
    from fourpermille.api.blocks.work import Task, forget_source
    from fourpermille.api.run import RunResult, headline_of
    from fourpermille.api.run_compute import result_attributes
    from fourpermille.api.run_provenance import attributes
    from fourpermille.soil.device import choose

    started = datetime.now(UTC)
    begun = perf_counter()
    task = Task(scenario, store_of(folder), wanted.languages[0], wanted.options.device)
    head = {
        "event": "start",
        "time": started.isoformat(timespec="seconds"),
        "scenario": scenario.id,
        "fingerprint": wanted.fingerprint,
        "device": choose(wanted.options.device),
    }
    lines = run_blocks(task, Journal(folder / JOURNAL), head, wanted.options, tell)
    if not is_wanted(scenario):
        forget_source()  # before the list of all cells takes its place
    with use_language(wanted.languages[0]):
        flat = flatten(task.store, lines, _target_years(scenario))
        flat.attrs |= result_attributes(scenario) | corrected(lines) | _said(lines)
        flat = with_sampled_spread(flat, task, tell)
        forget_source()
        told = _told(scenario, flat, lines)
        summary = grid_summary(flat, lines, perf_counter() - begun)
        sets = {name for line in lines for name in line.get("parameter_sets", ())}
        flat.attrs |= attributes(scenario, inputs, sets, flat, wanted.fingerprint, started, told)
        headline = tuple(headline_of(flat))
    if wanted.out is None:
        return RunResult(scenario, flat.load(), summary, warnings=told, headline=headline)
    tell(0, 0, _("writing"))
    _describe_store(task.store, flat.attrs)  # before the crate notes the sizes of all files
    clear_around(folder)
    names = write_grid(folder, scenario, flat, summary, lines, inputs, wanted, told)
    reports = tuple(wanted.out / name for name in names)
    return RunResult(scenario, flat, summary, wanted.out, reports, told, headline)


def corrected(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Which correction of bias is in the results, and for how many cells it was cut."""
    known = [line["correction"] for line in lines if line.get("correction")]
    out: dict[str, Any] = {}
    for one in known:
        for name, value in one.items():
            out[name] = out.get(name, 0) + value if isinstance(value, int) else value
    return out


def _said(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What every block says alike of the start of its soils and of the variants."""
    return dict(next((line["said"] for line in lines if line.get("said")), {}))


def _target_years(scenario: Scenario) -> int:
    return 0 if scenario.target is None else scenario.target.years


def grid_summary(
    flat: xr.Dataset, lines: Sequence[Mapping[str, Any]], seconds: float
) -> dict[str, Any]:
    """Headline figures of a grid: those of ``report.summary``, and the cells that don't count."""
    from fourpermille.report.amounts import MILLION  # slow import
    from fourpermille.report.summary import summarise

    found = summarise(flat, seconds=seconds)
    missing: dict[str, int] = {}
    for line in lines:
        for name, count in line["missing"].items():
            missing[name] = missing.get(name, 0) + count
    found["cells_missing"] = sum(line.get("gaps", 0) for line in lines)
    found["area_missing_mha"] = sum(line.get("gap_area_ha", 0.0) for line in lines) / MILLION
    found[MASKED] = sum(line["masked"] for line in lines)
    found[MISSING] = missing
    return found


def write_grid(
    folder: Path,
    scenario: Scenario,
    flat: xr.Dataset,
    summary: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    inputs: Sequence[Input],
    wanted: Wanted,
    told: Sequence[str],
) -> list[str]:
    """Write everything beside the store; returns the names of the reports."""
    from fourpermille.api.blocks.inputs import inputs_frame
    from fourpermille.api.run_write import grid_frames, write_around  # slow import

    frame = inputs_frame(lines)
    frames = grid_frames(flat, frame, summary)
    rows = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    started = str(flat.attrs["created"])
    return write_around(
        folder,
        scenario,
        flat,
        summary,
        inputs,
        frames=frames,
        inputs_table=rows,
        times=(started, datetime.now(UTC).isoformat(timespec="seconds")),
        log=[_("Warning: {text}").format(text=text) for text in told],
        languages=wanted.languages if wanted.report else (),
        fingerprint=str(flat.attrs["fingerprint"]),
        warned=_told_again(scenario, flat, lines, wanted.languages),
    )


def _told_again(
    scenario: Scenario,
    flat: xr.Dataset,
    lines: Sequence[Mapping[str, Any]],
    languages: Sequence[str],
) -> dict[str, tuple[str, ...]]:
    """Return the warnings of a run in each further language of its reports."""
    found = {}
    for language in languages[1:]:
        with use_language(language), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found[language] = _told(scenario, flat, lines)
    return found


def _told(
    scenario: Scenario, flat: xr.Dataset, lines: Sequence[Mapping[str, Any]]
) -> tuple[str, ...]:
    """Warn of an odd target, of assumed units and of cells outside the domain, once for all."""
    from fourpermille.api.blocks.inputs import told_units
    from fourpermille.api.run_compute import warn_outside
    from fourpermille.api.run_supply import warn_elsewhere
    from fourpermille.core.errors import PlausibilityWarning, told_once

    with told_once() as found:
        doubt_scenario(scenario)
        if text := told_units(lines):
            warnings.warn(PlausibilityWarning(text), stacklevel=2)
        warn_outside(flat)
        warn_elsewhere(flat)
        _warn_of_no_zones(flat)
    return tuple(map(str, found))


def _warn_of_no_zones(flat: xr.Dataset) -> None:
    """Say for want of what the cells have no climate zones."""
    from fourpermille.api.blocks.answer import NO_ZONES  # slow import

    lacking = str(flat.attrs.get(NO_ZONES, ""))
    if lacking:
        text = _("There are no climate zones: they need {variables}.").format(variables=lacking)
        warnings.warn(ApplicabilityWarning(text), stacklevel=2)


def _describe_store(path: Path, attrs: Mapping[str, Any]) -> None:
    """Put what the results say about themselves on the store."""
    import zarr  # optional dependency

    group = zarr.open_group(path, mode="r+", use_consolidated=False)
    plain = {k: v if isinstance(v, str | int | float) else json.dumps(v) for k, v in attrs.items()}
    group.attrs.update({"Conventions": "CF-1.11", **plain})
