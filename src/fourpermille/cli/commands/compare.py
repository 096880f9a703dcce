"""``4p1000 compare``: what differs between two runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.talk import say, show, show_json
from fourpermille.cli.words import N_
from fourpermille.core.i18n import _

HELP = N_("Show what differs between two runs, by place and in total, with intervals.")


def compare(
    first: Annotated[Path, typer.Argument(help=N_("Run folder or results.nc."))],
    second: Annotated[Path, typer.Argument(help=N_("The run that is compared with it."))],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=N_("Write all differences as CSV."))
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=N_("Print the comparison as JSON."))
    ] = False,
) -> None:
    """Compare two runs."""
    from fourpermille.api import resolve  # slow import

    comparison = resolve("compare")(first, second)
    if out is not None:
        comparison.to_csv(out)
        say(_("Written: {path}").format(path=out))
    if as_json:
        show_json(comparison.to_dict())
    else:
        show(comparison.to_text())
