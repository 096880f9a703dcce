"""A run over a grid: blocks into the store, then tables, summary and report of the whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

from fourpermille.api.blocks.run import Options, run_blocks, store_of
from fourpermille.api.run_folder import JOURNAL
from fourpermille.core.i18n import _, use_language
from fourpermille.core.progress import Progress
from fourpermille.core.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

    from fourpermille.api.run import RunResult
    from fourpermille.api.run_inputs import Input

MASKED, MISSING = "cells_masked", "missing_by_variable"


@dataclass(frozen=True)
class Wanted:
    """What a run over a grid is to write, and who does it."""

    out: Path | None
    report: bool
    languages: tuple[str, ...]
    force: bool
    options: Options


def run_grid(
    scenario: Scenario, inputs: Sequence[Input], fingerprint: str, wanted: Wanted, tell: Progress
) -> RunResult:
    """Answer a grid; with ``out``, a killed run goes on where it stopped. See ``api.run``."""
    from fourpermille.api.blocks.folder import finish, open_unfinished  # slow import
    from fourpermille.api.blocks.stops import resumable
    from fourpermille.api.run_folder import check_free

    if wanted.out is None:
        with TemporaryDirectory() as scratch, resumable(Path(scratch), kept=False):
            return _answered(scenario, inputs, fingerprint, wanted, Path(scratch), tell)
    check_free(wanted.out, fingerprint, force=wanted.force)
    options = wanted.options
    part = open_unfinished(wanted.out, resume=options.resume, restart=options.restart)
    with resumable(part):
        result = _answered(scenario, inputs, fingerprint, wanted, part, tell)
        finish(part, wanted.out)
    return result


def _answered(
    scenario: Scenario,
    inputs: Sequence[Input],
    fingerprint: str,
    wanted: Wanted,
    folder: Path,
    tell: Progress,
) -> RunResult:
    from fourpermille.api.blocks.flat import flatten
    from fourpermille.api.blocks.folder import clear_around
    from fourpermille.api.blocks.journal import Journal
    from fourpermille.api.blocks.sampled import with_sampled_spread
    from fourpermille.api.blocks.work import Task
    from fourpermille.api.run import RunResult, headline_of
    from fourpermille.api.run_compute import result_attributes

    started = datetime.now(UTC)
    begun = perf_counter()
    task = Task(scenario, store_of(folder), wanted.languages[0])
    head = {
        "event": "start",
        "time": started.isoformat(timespec="seconds"),
        "scenario": scenario.id,
        "fingerprint": fingerprint,
    }
    lines = run_blocks(task, Journal(folder / JOURNAL), head, wanted.options, tell)
    with use_language(wanted.languages[0]):
        flat = flatten(task.store, lines, _target_years(scenario))
        flat.attrs |= result_attributes(scenario) | corrected(lines)
        flat = with_sampled_spread(flat, task, tell)
        told = _told(flat)
        summary = grid_summary(flat, lines, perf_counter() - begun)
        flat.attrs |= _provenance(scenario, inputs, flat, fingerprint, started, told)
        headline = tuple(headline_of(flat))
    if wanted.out is None:
        return RunResult(scenario, flat.load(), summary, warnings=told, headline=headline)
    tell(0, 0, _("writing"))
    clear_around(folder)
    names = write_grid(folder, scenario, flat, summary, lines, inputs, wanted, told)
    _describe_store(task.store, flat.attrs)
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


def _target_years(scenario: Scenario) -> int:
    return 0 if scenario.target is None else scenario.target.years


def grid_summary(
    flat: xr.Dataset, lines: Sequence[Mapping[str, Any]], seconds: float
) -> dict[str, Any]:
    """Headline figures of a grid: those of ``report.summary``, and the cells that don't count."""
    from fourpermille.report.summary import summarise

    found = summarise(flat, seconds=seconds)
    missing: dict[str, int] = {}
    for line in lines:
        for name, count in line["missing"].items():
            missing[name or "other"] = missing.get(name or "other", 0) + count
    found["cells_missing"] = sum(line.get("gaps", 0) for line in lines)
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
    )


def _told(flat: xr.Dataset) -> tuple[str, ...]:
    """Warn of cells outside the domain, once for the whole grid."""
    import warnings

    from fourpermille.api.run_compute import warn_outside
    from fourpermille.core.errors import ApplicabilityWarning

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ApplicabilityWarning)
        warn_outside(flat)
    for one in caught:
        warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)
    return tuple(str(one.message) for one in caught)


def _provenance(
    scenario: Scenario,
    inputs: Sequence[Input],
    flat: xr.Dataset,
    fingerprint: str,
    started: datetime,
    told: Sequence[str],
) -> dict[str, Any]:
    from fourpermille.api.run import attributes

    return attributes(scenario, inputs, flat, flat, fingerprint, started, told)


def _describe_store(path: Path, attrs: Mapping[str, Any]) -> None:
    """Put what the results say about themselves on the store."""
    import zarr  # optional dependency

    group = zarr.open_group(path, mode="r+", use_consolidated=False)
    plain = {k: v if isinstance(v, str | int | float) else json.dumps(v) for k, v in attrs.items()}
    group.attrs.update({"Conventions": "CF-1.11", **plain})
