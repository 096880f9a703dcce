"""What went wrong, in one message and one exit code."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import typer

from fourpermille.cli.system_trouble import refusal
from fourpermille.cli.words import mistake_in_words
from fourpermille.core.errors import FourPerMilleError, StoppedWithWorkKept
from fourpermille.core.i18n import _

FAILED, USAGE, STOPPED = 1, 2, 130
RESTART = "--restart"  # said again, it would throw away what is kept
# Typer's own errors, wherever this version of Typer keeps them.
UsageError, ClickException = typer.BadParameter.__mro__[1:3]


class Stopped(Exception):  # noqa: N818 - a person's wish, no error
    """Ctrl-C."""


def explain(error: BaseException, arguments: Sequence[str]) -> tuple[str, int]:
    """Return the message ("" for none) and the exit code of what was raised."""
    if isinstance(error, (Stopped, KeyboardInterrupt, typer.Abort)):
        again = shlex.join(["4p1000", *arguments])
        if isinstance(
            error.__cause__ if isinstance(error, Stopped) else error, StoppedWithWorkKept
        ):
            kept = shlex.join(["4p1000", *(word for word in arguments if word != RESTART)])
            return _("Stopped. What is done is kept. To go on: {command}").format(
                command=kept
            ), STOPPED
        text = _("Stopped. Nothing unfinished was kept. To start again: {command}")
        return text.format(command=again), STOPPED
    if isinstance(error, FourPerMilleError):
        return _problems(error), error.exit_code
    if isinstance(error, UsageError):
        return _usage(error), USAGE
    if isinstance(error, ClickException):
        return str(error), getattr(error, "exit_code", FAILED)
    if isinstance(error, BrokenPipeError):
        return "", FAILED
    refused = refusal(error)
    if refused is not None:
        return _("Error: {text}").format(text=refused), FAILED
    text = _("Failed: {kind}: {text}. Set FOURPERMILLE_DEBUG=1 to see where.")
    return text.format(kind=type(error).__name__, text=error), FAILED


def _problems(error: FourPerMilleError) -> str:
    lines = [str(problem) for problem in error.problems]
    if len(lines) == 1:
        return _("Error: {text}").format(text=lines[0])
    head = _("{count} errors:").format(count=len(lines))
    return "\n".join([head, *(f"  {line}" for line in lines)])


def _usage(error: BaseException) -> str:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError" and context is not None:
        return str(context.get_help())
    lines = [_("Error: {text}").format(text=mistake_in_words(error))]
    if context is not None:
        lines.append(_("See: {command} --help").format(command=context.command_path))
    return "\n".join(lines)
