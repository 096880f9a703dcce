"""``4p1000 reproduce``: run a run folder again and compare the tables byte by byte."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.talk import progress_bar, show, show_json
from fourpermille.cli.words import N_

HELP = N_("Run a run folder's frozen scenario again and compare its tables byte by byte.")


def reproduce(
    folder: Annotated[Path, typer.Argument(help=N_("Run folder."))],
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print the answer as JSON."))] = False,
) -> None:
    """Repeat a run and compare."""
    from fourpermille.api import resolve  # slow import

    with progress_bar() as progress:
        answer = resolve("reproduce")(folder, progress=progress)
    if as_json:
        show_json(answer.to_dict())
    else:
        show(answer.to_text())
    if not answer.identical:
        raise typer.Exit(1)
