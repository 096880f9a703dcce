"""``4p1000 export``: maps of a run for other programs, tables over zones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.talk import show, show_json
from fourpermille.cli.words import N_

HELP = N_("Write the maps of a run over a grid as COG, NetCDF or CSV, or sum them up over zones.")


def export(
    run: Annotated[Path, typer.Argument(help=N_("Run folder, or its results."))],
    out: Annotated[
        Path, typer.Option("--out", "-o", help=N_("Folder for the maps; with --zones, a CSV file."))
    ],
    variables: Annotated[
        list[str] | None,
        typer.Option(
            "--variable", metavar="NAME", help=N_("Map to write; repeat. All if not given.")
        ),
    ] = None,
    file_format: Annotated[str, typer.Option("--format", help=N_("cog, netcdf or csv."))] = "cog",
    zones: Annotated[
        str | None,
        typer.Option(
            "--zones", help=N_("country, climate_zone or a file of polygons: a table over these.")
        ),
    ] = None,
    label: Annotated[
        str | None, typer.Option("--label", help=N_("Column of the polygons that names them."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print the result as JSON."))] = False,
) -> None:
    """Export maps."""
    from fourpermille.api import resolve  # slow import

    if zones is not None:
        table = resolve("zone_table")(run, zones, variables, label=label)
        out.parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(out, index=False)
        paths = [out]
    else:
        paths = resolve("export_run")(run, out, variables, format=file_format)
    if as_json:
        show_json({"files": [str(path) for path in paths]})
    else:
        show("\n".join(str(path) for path in paths))
