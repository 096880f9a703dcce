"""``4p1000 check-map``: a map of stocks against measured profiles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.talk import show, show_json
from fourpermille.cli.words import N_

HELP = N_("Compare a map of stocks with measured stocks at points.")


def check_map(
    reference: Annotated[
        str,
        typer.Argument(help=N_("The map: dataset:variable, or file.nc:variable.")),
    ],
    points: Annotated[
        Path, typer.Argument(help=N_("Table (CSV) with longitude, latitude and stock."))
    ],
    column: Annotated[
        str, typer.Option("--column", help=N_("Column of the measured stocks [t C/ha]."))
    ] = "soc_stock_tc_ha",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=N_("Table to write, one row a point."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print the result as JSON."))] = False,
) -> None:
    """Check a map."""
    from fourpermille.api import resolve  # slow import

    found = resolve("check_map")(reference, points, column=column)
    if out is not None:
        found.points.to_csv(out, index=False)
    if as_json:
        show_json(found.to_dict())
    else:
        show(found.to_text())
