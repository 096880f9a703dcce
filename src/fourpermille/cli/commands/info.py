"""``4p1000 info``: what this installation knows."""

from __future__ import annotations

from typing import Annotated

import typer

from fourpermille.cli.talk import show, show_json
from fourpermille.cli.words import N_

HELP = N_("Show the version, parameter sets, samples, scenarios, variables and JSON schemas.")


def info(
    topic: Annotated[
        str,
        typer.Argument(
            help=N_("version, parameters, samples, scenarios, variables, schemas; or one of them."),
        ),
    ] = "version",
    name: Annotated[
        str | None, typer.Argument(help=N_("One parameter set, variable, sample or schema."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print as JSON."))] = False,
) -> None:
    """Show what is there."""
    from fourpermille.api import resolve  # slow import

    answer = resolve("info")(topic, name)
    if as_json or topic == "schemas":
        show_json(answer)
        return
    for key, value in answer.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        show(f"{key}: {shown}")
