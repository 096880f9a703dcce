"""``4p1000 cite``: the references of a result, ready for a bibliography."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.talk import show
from fourpermille.cli.words import N_

HELP = N_("Print BibTeX of everything a result was made with.")


def cite(
    result: Annotated[Path, typer.Argument(help=N_("Run folder, results.nc or results.zarr."))],
) -> None:
    """Print the references of a result."""
    from fourpermille.api import resolve  # slow import

    show(resolve("cite")(result).rstrip("\n"))
