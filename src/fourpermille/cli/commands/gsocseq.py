"""``4p1000 gsocseq``: FAO's sequestration map from rasters, exact or with the scripts' defects."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourpermille.cli.talk import progress_bar, say, show_json
from fourpermille.cli.words import N_

HELP = N_("Compute the sequestration map of FAO (GSOCseq) and write its products.")


def gsocseq(
    file: Annotated[
        Path,
        typer.Argument(
            help=N_(
                "TOML that names the rasters of soil and phases, or a NetCDF or Zarr file of all."
            ),
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help=N_("Folder of the products."))],
    country: Annotated[
        str | None,
        typer.Option(
            "--country",
            help=N_("ISO code in the file names, three letters; else that of the TOML, or XXX."),
            show_default=False,
        ),
    ] = None,
    compat: Annotated[
        list[str] | None,
        typer.Option(
            "--compat",
            help=N_('Repeat a defect of the protocol\'s scripts; "scripts" for all. Repeatable.'),
            show_default=False,
        ),
    ] = None,
    no_uncertainty: Annotated[
        bool, typer.Option("--no-uncertainty", help=N_("Leave out the two bounding runs."))
    ] = False,
    no_masks: Annotated[
        bool,
        typer.Option(
            "--no-masks", help=N_("Keep organic, sandy, saline and flooded soils in the map.")
        ),
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help=N_("Go on with a run that was cut off."))
    ] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help=N_("Throw away what a cut-off run had done."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print the summary as JSON."))] = False,
) -> None:
    """Compute the map."""
    import json

    from fourpermille.api import resolve  # slow import
    from fourpermille.core.i18n import _

    masks = {"masks": ()} if no_masks else {}
    with progress_bar() as progress:
        paths = resolve("gsocseq_maps")(
            file,
            out,
            country=country,
            compat=compat,
            uncertainty=not no_uncertainty,
            resume=resume,
            restart=restart,
            progress=progress,
            **masks,
        )
    summary = json.loads(paths["gsocseq.json"].read_text("utf-8"))
    if as_json:
        show_json(summary | {"files": {name: str(path) for name, path in paths.items()}})
        return
    text = _("{count} of {all} cells computed")
    say(text.format(count=summary["computed_cells"], all=summary["cells"]))
    for reason, count in summary["missing_cells"].items():
        if count:
            say(_("Left out: {count} ({reason})").format(count=count, reason=reason))
    for path in paths.values():
        say(_("Written: {path}").format(path=path))
