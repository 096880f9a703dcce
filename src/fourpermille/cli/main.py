"""``4p1000``: finds the commands, sets the language, and turns what goes wrong into messages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from copy import copy
from functools import wraps
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Any

import typer

from fourpermille import __version__
from fourpermille.cli import commands
from fourpermille.cli.talk import (
    complain,
    replace_unknown_letters,
    set_loudness,
    show,
    shown_warnings,
)
from fourpermille.cli.trouble import USAGE, Stopped, explain
from fourpermille.cli.words import N_, asked_language, choose_language, translate_tree
from fourpermille.core.i18n import LANGUAGES, _

PROGRAM = "4p1000"
COMPLETE = "_4P1000_COMPLETE"  # set by the shell that asks for completions
ABOUT = N_("Soil carbon for the 4 per 1000 goal: how much carbon must return to a soil.")
NEXT_STEP = N_("Start with: 4p1000 demo")
COMMON = {"--lang", "--quiet", "--verbose"}


def command_names() -> list[str]:
    """Commands by the files of ``cli/commands``."""
    return sorted(found.name for found in iter_modules(commands.__path__))


def build() -> Any:
    """The command tree, in the language that is set."""
    app = typer.Typer(
        name=PROGRAM,
        help=f"{ABOUT}",
        epilog=f"{NEXT_STEP}",
        rich_markup_mode=None,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_start)
    for name in command_names():
        module = import_module(f"{commands.__name__}.{name}")
        found = getattr(module, name)
        help_text = getattr(module, "HELP", None) or found.__doc__
        if isinstance(found, typer.Typer):  # a command with commands of its own
            app.add_typer(found, name=name.replace("_", "-"), help=help_text)
        else:
            app.command(name.replace("_", "-"), help=help_text)(found)
    tree = typer.main.get_command(app)
    common = [option for option in tree.params if COMMON & set(option.opts)]
    _prepare(tree, common)
    translate_tree(tree)
    return tree


def _start(
    version: Annotated[bool, typer.Option("--version", help=N_("Print the version."))] = False,
    lang: Annotated[
        str,
        typer.Option(
            "--lang",
            metavar="LANG",
            help=N_("Language of messages: en, fr or es."),
            show_default=False,
        ),
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=N_("Say errors only."))] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose",
            "-v",
            count=True,
            show_default=False,
            help=N_("Say more; twice for everything."),
        ),
    ] = 0,
) -> None:
    """Options before the command; their effect comes from the whole line (see ``main``)."""


def _prepare(group: Any, common: Sequence[Any]) -> None:
    """Give the commands of a group, and of the groups in it, what every command has."""
    for child in group.commands.values():
        _add_common(child, common)
        if hasattr(child, "commands"):
            _prepare(child, common)
        else:
            child.callback = _stoppable(child.callback)


def _add_common(command: Any, common: Sequence[Any]) -> None:
    """Accept the common options after the command too; their effect comes from the whole line."""
    taken = {name for parameter in command.params for name in parameter.opts}
    for option in common:
        if not taken & set(option.opts):
            again = copy(option)
            again.expose_value = False
            command.params.append(again)


def _stoppable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn Ctrl-C into an error of ours before Typer sees it."""

    @wraps(function)
    def inner(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except KeyboardInterrupt as error:
            raise Stopped from error

    return inner


def main(arguments: Sequence[str]) -> int:
    """Run a command line; returns the exit code, raises nothing unless asked to.

    0 done, 1 failed, 2 usage, 3 input invalid, 4 data missing, 130 stopped.
    """
    choose_language(arguments)
    replace_unknown_letters()
    set_loudness(
        quiet=any(word in ("-q", "--quiet") for word in arguments),
        verbose=sum(
            word.count("v") if set(word) == {"-", "v"} else word == "--verbose"
            for word in arguments
        ),
    )
    if asked_language(arguments) not in ("", *LANGUAGES):
        text = _("There is no language {found}. Allowed: {allowed}.")
        complain(text.format(found=asked_language(arguments), allowed=", ".join(LANGUAGES)))
        return USAGE
    if arguments and arguments[0] == "--version":
        show(f"{PROGRAM} {__version__}")
        return 0
    if os.environ.get(COMPLETE):
        from typer import completion  # slow import

        completion.completion_init()  # type: ignore[attr-defined]
    try:
        with shown_warnings():
            result = build().main(list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:
        if os.environ.get("FOURPERMILLE_DEBUG") == "1":
            raise
        text, code = explain(error, arguments)
        if text:
            complain(text)
        return code
    return result if isinstance(result, int) else 0


def run() -> None:
    """Entry point of the installed program."""
    sys.exit(main(sys.argv[1:]))
