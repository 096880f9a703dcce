"""``4p1000 trials``: long-term trials, and how the model does against them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.talk import progress_bar, show, show_json
from fourpermille.cli.words import N_
from fourpermille.core.i18n import current_language

HELP = N_("Long-term trials: what there is, and how RothC does against them.")

trials = typer.Typer(rich_markup_mode=None, no_args_is_help=True, add_completion=False)

AsJson = Annotated[bool, typer.Option("--json", help=N_("Print as JSON."))]


@trials.command("list", help=N_("List the trials that are here, and those that are not."))
def list_(as_json: AsJson = False) -> None:
    """List the trials."""
    from fourpermille.api import resolve  # slow import
    from fourpermille.cli.trials import list_content, list_lines

    content = list_content(resolve("trials")())
    if as_json:
        show_json(content)
        return
    for line in list_lines(content):
        show(line)


@trials.command("score", help=N_("Score the model against each series of the trials."))
def score(
    names: Annotated[
        list[str] | None,
        typer.Argument(help=N_("Trials, by name; all that are here if none is named.")),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help=N_("Folder for the page, the table and the results.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score the model."""
    from fourpermille.api import resolve  # slow import
    from fourpermille.cli.trials import score_content, score_lines

    with progress_bar() as progress:
        scores = resolve("score_trials")(names or None, progress=progress)
    written = [] if out is None else resolve("write_trial_scores")(scores, out, current_language())
    content = score_content(scores, [str(path) for path in written])
    if as_json:
        show_json(content)
        return
    for line in score_lines(content):
        show(line)


@trials.command("rates", help=N_("How rates depend on stock and years, beside what chance makes."))
def rates(
    kind: Annotated[
        str, typer.Option(help=N_("Series, plots or pairs: they are never mixed."))
    ] = "series",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help=N_("File for the drawing (SVG); it must not exist.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell how rates of change depend on the start and on the years."""
    from fourpermille.api import resolve  # slow import
    from fourpermille.cli.trials import rate_content, rate_lines

    found = resolve("trial_rates")(resolve("trials")(), kind=kind)
    told = resolve("rate_dependence")(found)
    written = [] if out is None else [str(resolve("write_trial_rates")(found, out))]
    content = rate_content(told, found, written)
    if as_json:
        show_json(content)
        return
    for line in rate_lines(content):
        show(line)
