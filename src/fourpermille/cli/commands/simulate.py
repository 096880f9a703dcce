"""``4p1000 simulate``: the model forward from file to file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.talk import progress_bar, show, show_json
from fourpermille.cli.words import N_

HELP = N_("Run the model forward over the places of a Zarr store or NetCDF file, block by block.")


def simulate(
    drivers: Annotated[
        Path,
        typer.Argument(help=N_("Zarr store or NetCDF file of climate, soil and inputs.")),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help=N_("Zarr store to write."))],
    parameters: Annotated[
        str, typer.Option("--parameters", help=N_("Parameter set of the model."))
    ] = "rothc_26_3",
    device: Annotated[str, typer.Option("--device", help=N_("cpu, cuda or auto."))] = "cpu",
    resume: Annotated[
        bool, typer.Option("--resume", help=N_("Go on with a run that was cut off."))
    ] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help=N_("Throw away what a cut-off run had done."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print the result as JSON."))] = False,
) -> None:
    """Simulate from file to file."""
    from fourpermille.api import resolve  # slow import

    with progress_bar() as progress:
        path = resolve("simulate_file")(
            drivers,
            out,
            progress=progress,
            resume=resume,
            restart=restart,
            parameters=parameters,
            device=device,
        )
    if as_json:
        show_json({"store": str(path)})
    else:
        show(str(path))
