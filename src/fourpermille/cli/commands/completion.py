"""``4p1000 completion``: what makes a shell complete commands and options."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from fourpermille.cli.talk import show
from fourpermille.cli.words import N_

HELP = N_("Print the completion script of a shell, to be put into its start-up file.")


class Shell(StrEnum):
    """Shells that have one."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"
    powershell = "powershell"


def completion(
    shell: Annotated[Shell, typer.Argument(help=N_("Shell."), show_default=False)],
) -> None:
    """Print a completion script."""
    from typer import completion as scripts

    make: Any = scripts.get_completion_script  # type: ignore[attr-defined]
    show(make(prog_name="4p1000", complete_var="_4P1000_COMPLETE", shell=shell))
