"""``4p1000 practices``: the catalogue of practices."""

from __future__ import annotations

from typing import Annotated

import typer

from fourpermille.cli.talk import show, show_json
from fourpermille.cli.words import N_

HELP = N_("List and describe practices: what they bring, effects, costs, safeguards.")

practices = typer.Typer(rich_markup_mode=None, no_args_is_help=True, add_completion=False)

AsJson = Annotated[bool, typer.Option("--json", help=N_("Print as JSON."))]
LISTED = ("family", "family_label", "label", "about", "applies_to", "climate_zones")


@practices.command("list", help=N_("List the practices, all or some."))
def list_(
    family: Annotated[
        str | None, typer.Option(help=N_("Only those of a family, such as agroforestry."))
    ] = None,
    applies_to: Annotated[
        str | None, typer.Option(help=N_("Only those for a land use, such as cropland."))
    ] = None,
    climate_zone: Annotated[
        str | None, typer.Option(help=N_("Only those that belong in a climate zone of the IPCC."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the practices."""
    from fourpermille.api import resolve  # slow import
    from fourpermille.cli.practices import list_lines

    found = resolve("practices")(family, applies_to, climate_zone)
    told = {str(id): resolve("practice_info")(str(id)) for id in found["practice"].values}
    rows = {id: {key: one[key] for key in LISTED} for id, one in told.items()}
    if as_json:
        show_json({"practices": rows})
        return
    for line in list_lines(rows):
        show(line)


@practices.command("show", help=N_("Tell all about a practice."))
def show_(
    id: Annotated[
        str,
        typer.Argument(help=N_("Practice, as 'practices list' names it."), show_default=False),
    ],
    as_json: AsJson = False,
) -> None:
    """Tell all about a practice."""
    from fourpermille.api import resolve  # slow import
    from fourpermille.cli.practices import show_lines

    one = resolve("practice_info")(id)
    if as_json:
        show_json(one)
        return
    for line in show_lines(one):
        show(line)
