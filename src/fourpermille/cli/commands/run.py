"""``4p1000 run``: a scenario in, a run folder out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.answers import run_answer, show_plan, show_run
from fourpermille.cli.talk import progress_bar, show_json
from fourpermille.cli.words import N_

HELP = N_("Run a scenario and write its results, tables and report into a folder.")


def run(
    scenario: Annotated[Path, typer.Argument(help=N_("Scenario file (TOML)."), show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help=N_("Folder of the run; <id>_run if not given.")),
    ] = None,
    override: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help=N_("Change a key, such as target.years=20.")
        ),
    ] = None,
    report: Annotated[bool, typer.Option("--report/--no-report", help=N_("Write the report."))] = (
        True
    ),
    report_language: Annotated[
        list[str] | None,
        typer.Option("--report-lang", metavar="LANG", help=N_("Language of the report; repeat.")),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help=N_("Replace a run of another scenario."))
    ] = False,
    workers: Annotated[
        int, typer.Option("--workers", min=1, help=N_("Processes that answer a grid."))
    ] = 1,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help=N_("A cluster of dask.distributed: tcp://…")
        ),
    ] = None,
    device: Annotated[
        str, typer.Option("--device", help=N_("Where answers are computed: cpu, cuda or auto."))
    ] = "cpu",
    resume: Annotated[
        bool, typer.Option("--resume", help=N_("Go on with a run over a grid that was cut off."))
    ] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help=N_("Throw away what a cut-off run had done."))
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help=N_("Say what would be done; write nothing."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print the result as JSON."))] = False,
) -> None:
    """Run a scenario."""
    from fourpermille.api import resolve  # slow import

    overrides = tuple(override or ())
    out = out or Path(f"{resolve('load_scenario')(scenario).id}_run")
    if dry_run:
        show_plan(resolve("plan")(scenario, out, overrides=overrides), as_json)
        return
    with progress_bar() as progress:
        result = resolve("run")(
            scenario,
            out,
            progress=progress,
            report=report,
            languages=tuple(report_language) if report_language else None,
            overrides=overrides,
            force=force,
            workers=workers,
            scheduler=scheduler,
            resume=resume,
            restart=restart,
            device=device,
        )
    if as_json:
        show_json(run_answer(result))
    else:
        show_run(result)
