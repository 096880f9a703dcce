"""``4p1000 linearity``: whether three maps of RSR can come from a linear model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from fourpermille.cli.talk import say, show, show_json
from fourpermille.cli.trouble import FAILED
from fourpermille.cli.words import N_
from fourpermille.core.i18n import _

HELP = N_(
    "Test RSR(SSM3) = 4 RSR(SSM1) = 2 RSR(SSM2) on any maps; exit code 1 where it doesn't hold."
)


def linearity(
    ssm1: Annotated[
        str, typer.Argument(help=N_("RSR of SSM1 (+5 %): GeoTIFF, NetCDF, file.nc#variable."))
    ],
    ssm2: Annotated[str, typer.Argument(help=N_("RSR of SSM2 (+10 %)."))],
    ssm3: Annotated[str, typer.Argument(help=N_("RSR of SSM3 (+20 %)."))],
    tolerance: Annotated[
        float, typer.Option("--tolerance", help=N_("Largest relative difference of the two sides."))
    ] = 0.01,
    rounding: Annotated[
        float,
        typer.Option("--rounding", help=N_("Half the step of rounding, 0.005 for two decimals.")),
    ] = 0.0,
    required_share: Annotated[
        float,
        typer.Option("--required-share", help=N_("Share of cells that must be within tolerance.")),
    ] = 0.99,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=N_("Write the table as CSV or JSON."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print the answer as JSON."))] = False,
) -> int:
    """Test the maps."""
    from fourpermille.api import resolve  # slow import
    from fourpermille.api.linearity import write_linearity

    answer = resolve("linearity")(
        ssm1,
        ssm2,
        ssm3,
        tolerance=tolerance,
        rounding_tc_ha_yr=rounding,
        required_share=required_share,
    )
    if out is not None:
        say(_("Written: {path}").format(path=write_linearity(answer, out)))
    if as_json:
        show_json(answer.to_dict())
    else:
        for line in _lines(answer.to_dict()):
            show(line)
    return 0 if answer.is_linear else FAILED


def _lines(found: dict[str, Any]) -> list[str]:
    """The answer as a small table."""
    head = (_("ratio"), _("expected"), _("cells"), _("within"), "1 %", "50 %", "99 %")
    lines = ["".join(f"{word:>12}" for word in head)]
    for row in found["relations"]:
        keys = ("expected_ratio", "cells", "share_within", "q0.01", "q0.5", "q0.99")
        numbers = [row[key] for key in keys]
        lines.append(f"{row['relation']:>12}" + "".join(_cell(value) for value in numbers))
    for name, count in found["missing_in"].items():
        if count:
            text = _("Missing in {name} only: {count} cells, {filtered} of them beyond the filter")
            filtered = found["beyond_filter"][name]
            lines.append(text.format(name=name, count=count, filtered=filtered))
    share = found["share_within"]
    word = _("linear") if found["linear"] else _("NOT linear")
    text = _("{word}: all three relations hold in {share} of {cells} cells")
    shown = "-" if share is None else f"{100 * share:.2f} %"
    lines.append(text.format(word=word, share=shown, cells=found["cells"]))
    return lines


def _cell(value: float | None) -> str:
    return f"{'-' if value is None else format(value, '.5g'):>12}"
