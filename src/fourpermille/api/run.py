"""A scenario in, everything a run leaves out."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from fourpermille.core.errors import InputError, Problem, told_once
from fourpermille.core.i18n import LANGUAGES, _, use_language
from fourpermille.core.parameters import loaded_sets
from fourpermille.core.progress import Progress, no_progress

if TYPE_CHECKING:
    import xarray as xr

    from fourpermille.api.blocks.run import Options
    from fourpermille.api.run_inputs import Input
    from fourpermille.core.scenario import Scenario

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunResult:
    """What came out: results, headline figures, and where everything was written (or None)."""

    scenario: Scenario
    results: xr.Dataset
    summary: Mapping[str, Any]
    folder: Path | None = None
    reports: tuple[Path, ...] = ()
    warnings: tuple[str, ...] = ()
    headline: tuple[str, ...] = field(default=())
    unused_columns: str = ""  # of the table of places: known to nobody here

    @property
    def scenario_id(self) -> str:
        """Short name of the scenario."""
        return self.scenario.id

    @property
    def title(self) -> str:
        """Title of the scenario."""
        return self.scenario.title or self.scenario.id

    @property
    def files(self) -> list[Path]:
        """Every file of the run folder."""
        if self.folder is None:
            return []
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


def run(
    scenario: Scenario | str | Path,
    out: str | Path | None = None,
    *,
    progress: Progress | None = None,
    report: bool = True,
    languages: Sequence[str] | str | None = None,
    overrides: Sequence[str] | str = (),
    force: bool = False,
    workers: int = 1,
    scheduler: str | None = None,
    resume: bool = False,
    restart: bool = False,
    device: str = "cpu",
) -> RunResult:
    """Answer a scenario: results, tables, report and provenance.

    Parameters
    ----------
    scenario
        A scenario or the path of its TOML file.
    out
        Run folder; None writes nothing. It appears whole or not at all. A folder that holds a run
        of the same scenario and data is replaced, another run only with ``force``.
    progress
        Called with (done, total, what); may raise Cancelled.
    report, languages
        Whether to write reports, and in which of en, fr, es (else as the scenario says); one or
        several.
    overrides
        Keys to change, one or several, such as ``"target.years=20"``.
    workers, scheduler
        For grids: processes of this machine, or the address (``tcp://…``) of a cluster of
        dask.distributed. Neither changes a result.
    resume, restart
        For grids: a run that was cut off goes on by itself; ``resume`` insists that there is
        one, ``restart`` throws it away.
    device
        cpu, cuda, or auto: CUDA where there is a device. Places in balance are answered there, and
        annual maps made of weather; what follows a soil from year to year is stepped on the
        processor. Refused for a trial, and under a given rate modifier.

    Raises
    ------
    InputError
        The scenario, its data or the folder can't be used.
    DeviceUnavailableError, MissingExtraError
        No CUDA device answers, or numba-cuda isn't installed.
    RunStoppedError
        The disk is full, or the cluster gone; what is done of a grid is kept.
    DataUnavailableError
        A file that the scenario names isn't there.
    """
    from fourpermille.api.blocks.run import Options  # slow import
    from fourpermille.api.run_claim import claimed, plain_folder
    from fourpermille.api.run_folder import check_free
    from fourpermille.api.run_inputs import inputs_of
    from fourpermille.api.run_provenance import fingerprint_of_run
    from fourpermille.soil.device import choose, only_cpu

    tell = progress or no_progress
    if out is not None:
        plain_folder(Path(out))  # a bad name is told before anything else is done
    choose(device)
    chosen = scenario_of(scenario, overrides)
    if chosen.is_trial:
        only_cpu(device, _("a trial"))
    spoken = _languages(languages, chosen)
    chosen = _speaking(chosen, spoken)
    inputs = inputs_of(chosen)
    fingerprint = fingerprint_of_run(chosen, inputs)
    wanted = Wanted(
        None if out is None else Path(out),
        report,
        spoken,
        fingerprint,
        Options(workers, scheduler, resume, restart, device),
    )
    answer = _run_grid if chosen.is_grid else _run_places
    if out is None:
        return answer(chosen, inputs, wanted, tell, None)
    with claimed(Path(out)) as folder:
        check_free(folder, fingerprint, force=force)
        return answer(chosen, inputs, wanted, tell, folder)


@dataclass(frozen=True)
class Wanted:
    """What a run is to write, as named by whoever asked, and who does the work of a grid."""

    out: Path | None
    report: bool
    languages: tuple[str, ...]
    fingerprint: str
    options: Options


def _run_grid(
    scenario: Scenario, inputs: Sequence[Input], wanted: Wanted, tell: Progress, folder: Path | None
) -> RunResult:
    from fourpermille.api.run_grid import run_grid  # slow import

    return run_grid(scenario, inputs, wanted, tell, folder)


def _run_places(
    scenario: Scenario, inputs: Sequence[Input], wanted: Wanted, tell: Progress, folder: Path | None
) -> RunResult:
    """Answer a list of places; write into ``folder``, where there is one."""
    from fourpermille.api.run_compute import compute, places_of, warn_outside  # slow import
    from fourpermille.api.run_folder import new_folder
    from fourpermille.api.run_provenance import attributes, log_lines
    from fourpermille.api.run_supply import warn_elsewhere
    from fourpermille.api.run_write import write_run

    spoken = wanted.languages
    started = datetime.now(UTC)
    with told_once() as warned:
        tell(0, 0, _("reading"))
        with loaded_sets() as sets:
            places = places_of(scenario)
            begun = perf_counter()
            with use_language(spoken[0]):  # texts in results and tables are the report's
                results = compute(scenario, places, tell, wanted.options.device)
        seconds = perf_counter() - begun
        warn_outside(results)
        warn_elsewhere(results)
    told = tuple(map(str, warned))
    results.attrs |= attributes(scenario, inputs, sets, places, wanted.fingerprint, started, told)
    with use_language(spoken[0]):
        summary = summary_of(results, seconds)
    headline = tuple(headline_of(results))
    result = RunResult(
        scenario,
        results,
        summary,
        warnings=told,
        headline=headline,
        unused_columns=str(places.attrs.get("unused_columns", "")),
    )
    if wanted.out is None or folder is None:
        return result
    tell(0, 0, _("writing"))
    with new_folder(folder) as part:
        names = write_run(
            part,
            scenario,
            places,
            results,
            summary,
            inputs,
            fingerprint=wanted.fingerprint,
            times=(started, datetime.now(UTC)),
            log=log_lines(places, told),
            report=wanted.report,
            languages=spoken,
            warned=_in_each(spoken, warned),
        )
    written = tuple(wanted.out / name for name in names)
    return replace(result, folder=wanted.out, reports=written)


def _in_each(languages: Sequence[str], warned: Sequence[Warning]) -> dict[str, tuple[str, ...]]:
    """Texts of warnings in each language, as far as they can be told in it."""
    found = {}
    for language in languages:
        with use_language(language):
            found[language] = tuple(map(str, warned))
    return found


def scenario_of(scenario: Scenario | str | Path, overrides: Sequence[str] | str = ()) -> Scenario:
    """Load a scenario, or take one as it is, with keys changed. Raises InputError."""
    from fourpermille.core.scenario import apply_overrides, load_scenario  # slow import

    loaded = load_scenario(scenario) if isinstance(scenario, str | Path) else scenario
    return apply_overrides(loaded, [overrides] if isinstance(overrides, str) else overrides)


def summary_of(results: xr.Dataset, seconds: float) -> dict[str, Any]:
    """Return the content of ``summary.json``; ``seconds`` is computing time."""
    from fourpermille.api.run_summary import trial_summary
    from fourpermille.api.run_write import as_cells
    from fourpermille.report.amounts import MILLION  # slow import
    from fourpermille.report.summary import summarise  # slow import

    if "series" in results.dims:
        return trial_summary(results, seconds)
    found = summarise(as_cells(results), seconds=seconds)
    if "cell" not in results.dims:  # a grid: its list holds the cells with an answer only
        answers = results["extra_input_tc_ha_yr"].isel(year=0, missing_dims="ignore")
        found["cells"] = int(answers.size)
        found["cells_missing"] = int(answers.isnull().sum())
        if "area_ha" in results:
            lost = results["area_ha"].where(answers.isnull()).sum()
            found["area_missing_mha"] = float(lost) / MILLION
    return found


def headline_of(results: xr.Dataset) -> list[str]:
    """Return the answer in a few lines of plain text."""
    from fourpermille.api.run_summary import target_headline, trial_headline

    return trial_headline(results) if "series" in results.dims else target_headline(results)


def _languages(given: Sequence[str] | str | None, scenario: Scenario) -> tuple[str, ...]:
    languages = (given,) if isinstance(given, str) else tuple(given or scenario.output.languages)
    for one in languages:
        if one not in LANGUAGES:
            raise InputError(
                Problem(
                    what=_("unknown language"),
                    column="output.languages",
                    found=one,
                    allowed=", ".join(LANGUAGES),
                )
            )
    return tuple(dict.fromkeys(languages))


def _speaking(scenario: Scenario, languages: tuple[str, ...]) -> Scenario:
    """The scenario with the languages in effect, so that a repetition speaks them too."""
    output = scenario.output.model_copy(update={"languages": languages})
    return scenario.model_copy(update={"output": output})
