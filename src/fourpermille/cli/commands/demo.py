"""``4p1000 demo``: the scenarios that come with the package, run and told in a few lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.answers import run_answer, show_run
from fourpermille.cli.talk import progress_bar, say, show_json
from fourpermille.cli.words import N_
from fourpermille.core.i18n import _

HELP = N_("Run the scenarios that come with the package, in under a minute.")


def demo(
    out: Annotated[
        Path, typer.Option("--out", "-o", help=N_("Folder of the two run folders."))
    ] = Path("4p1000_demo"),
    report: Annotated[bool, typer.Option("--report/--no-report", help=N_("Write the reports."))] = (
        True
    ),
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print the results as JSON."))] = False,
) -> None:
    """Run the shipped scenarios."""
    from fourpermille.api import resolve  # slow import

    with progress_bar() as progress:
        results = resolve("demo")(out, progress=progress, report=report)
    if as_json:
        show_json({"runs": [run_answer(result) for result in results]})
        return
    for result in results:
        show_run(result)
    say(_("Open the reports in a browser. Next: 4p1000 template plots -o plots.xlsx"))
