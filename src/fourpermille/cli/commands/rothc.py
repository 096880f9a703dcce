"""``4p1000 rothc``: RothC on tables in the layout of the reference cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.talk import progress_bar, say, show_json
from fourpermille.cli.words import N_
from fourpermille.core.i18n import _

HELP = N_("Run RothC month by month on tables in the layout of the reference cases.")


def rothc(
    sites: Annotated[
        Path, typer.Option("--sites", help=N_("Sites: clay, depth, inert carbon, options."))
    ],
    forcing: Annotated[Path, typer.Option("--forcing", help=N_("Months: weather, cover, inputs."))],
    out: Annotated[Path, typer.Option("--out", "-o", help=N_("Folder of the tables written."))],
    initial: Annotated[
        Path | None,
        typer.Option("--initial", help=N_("Pools of sites that start from given ones.")),
    ] = None,
    inverse: Annotated[
        Path | None, typer.Option("--inverse", help=N_("Questions: case, kind, years, target."))
    ] = None,
    parameters: Annotated[str, typer.Option("--parameters", help=N_("Parameter set."))] = (
        "rothc_26_3"
    ),
    force: Annotated[bool, typer.Option("--force", help=N_("Replace files that exist."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print the paths as JSON."))] = False,
) -> None:
    """Run the cases."""
    from fourpermille.api import resolve  # slow import

    with progress_bar() as progress:
        paths = resolve("rothc")(
            sites,
            forcing,
            out,
            initial=initial,
            inverse=inverse,
            parameters=parameters,
            progress=progress,
            force=force,
        )
    if as_json:
        show_json({"files": {name: str(path) for name, path in paths.items()}})
        return
    for path in paths.values():
        say(_("Written: {path}").format(path=path))
