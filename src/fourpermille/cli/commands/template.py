"""``4p1000 template``: files to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.talk import say, show_json
from fourpermille.cli.words import N_
from fourpermille.core.i18n import _, current_language

HELP = N_("Write a file to fill in: plots (XLSX, CSV), climate (CSV) or scenario (TOML).")
NAMES = {"places": "places.xlsx", "plots": "plots.xlsx", "climate": "climate.csv"}


def template(
    kind: Annotated[
        str, typer.Argument(help=N_("plots, places, climate or scenario."), show_default=False)
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help=N_("File to write; its ending chooses the format.")),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=N_("Replace a file that exists."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print the path as JSON."))] = False,
) -> None:
    """Write a template."""
    from fourpermille.api.specification import write_template  # slow import

    target = out or Path(NAMES.get(kind, "scenario.toml"))
    path = write_template(kind, target, current_language(), overwrite=force)
    if as_json:
        show_json({"file": str(path), "kind": kind, "language": current_language()})
        return
    say(_("Written: {path}").format(path=path))
    if path.suffix != ".toml":
        say(_("Fill it in, then check it: 4p1000 validate {path}").format(path=path))
