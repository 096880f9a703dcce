"""The language of the command line itself: help texts are marked in the commands, read here."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fourpermille.core.errors import Problem
from fourpermille.core.i18n import LANGUAGES, _, set_language
from fourpermille.core.i18n import N_ as N_

HEADINGS = (N_("Usage"), N_("Options"), N_("Arguments"), N_("Commands"))
SMALL_WORDS = (N_("required"), N_("default"), N_("Show this message and exit."))
MISTAKES = {
    "NoSuchOption": N_("There is no option {what}."),
    "MissingParameter": N_("{what} is missing."),
    "NoSuchCommand": N_("There is no command {what}."),
}

# What Typer says in English only, in the words of its several versions.
PATTERNS = (
    (r"No such command ['\"]?(.+?)['\"]?\.(.*)", N_("There is no command {what}.")),
    (r"Missing command\.", N_("A command is missing.")),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", N_("Too many words: {what}.")),
    (r"Option ['\"]?(.+?)['\"]? requires an argument\.?", N_("The option {what} needs a value.")),
)
REASONS = (
    (r".*valid (?:integer|int)\b.*", N_("a whole number")),
    (r".*valid (?:number|float)\b.*", N_("a number")),
    (r".*greater than or equal to ([\d.]+).*", N_("at least {what}")),
    (r".*not in the range x>=([\d.]+).*", N_("at least {what}")),
    (r".*is not one of (.+?)\.?", N_("one of {what}")),
)
NEAR = re.compile(r"Did you mean (.+)\?")
FOUND = re.compile(r".*?['\"](.+?)['\"] is not one of .+", re.DOTALL)
INVALID = re.compile(r"Invalid value for ['\"]?(.+?)['\"]?: (.+)", re.DOTALL)


def asked_language(arguments: Sequence[str]) -> str:
    """What ``--lang`` says on a command line; "" where it isn't there."""
    for here, following in zip(arguments, [*arguments[1:], ""], strict=False):
        if here == "--lang":
            return following
        if here.startswith("--lang="):
            return here.partition("=")[2]
    return ""


def language_of(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """The language asked for: ``--lang``, ``FOURPERMILLE_LANG``, the locale, else English."""
    variables = os.environ if environment is None else environment
    names = ("FOURPERMILLE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    found = [asked_language(arguments), *(variables.get(name, "") for name in names)]
    first = next((text for text in found if text), "")[:2].lower()
    return first if first in LANGUAGES else "en"


def choose_language(arguments: Sequence[str]) -> None:
    """Set the language before anything is said."""
    set_language(language_of(arguments))


def translate_tree(command: Any) -> None:
    """Put the help texts of a command and of what is below it into the chosen language."""
    for name in ("help", "epilog"):
        if getattr(command, name, None):
            setattr(command, name, _(getattr(command, name)))
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = _(parameter.help)
    plain = command.get_help
    command.get_help = lambda context: translate_headings(plain(context))
    for child in getattr(command, "commands", {}).values():
        translate_tree(child)


def translate_headings(text: str) -> str:
    """Put the words that Typer itself writes into the chosen language."""
    for word in HEADINGS:
        text = re.sub(rf"^{word}:", f"{_(word)}:", text, flags=re.MULTILINE)
    text = text.replace("[OPTIONS]", f"[{_('OPTIONS')}]")
    text = text.replace("COMMAND [ARGS]...", _("COMMAND [ARGUMENTS] …"))
    text = text.replace("[required]", f"[{_('required')}]")
    text = text.replace("[default: ", f"[{_('default')}: ")
    return text.replace("Show this message and exit.", _("Show this message and exit."))


def mistake_in_words(error: Any) -> str:
    """A usage error of Typer in the chosen language; its own words where there are no others."""
    kind = type(error).__name__
    what = getattr(error, "option_name", None) or getattr(error, "command_name", None)
    if kind == "MissingParameter" and getattr(error, "param", None) is not None:
        parameter = error.param
        what = parameter.opts[0] if parameter.param_type_name == "option" else parameter.name
    if kind in MISTAKES and what:
        return _(MISTAKES[kind]).format(what=what)
    return _said(str(error.format_message()))


def _said(message: str) -> str:
    """A message of Typer in our words where we have them."""
    for pattern, text in PATTERNS:
        if found := re.fullmatch(pattern, message):
            near = NEAR.search(message)
            more = [_("Did you mean {name}?").format(name=near[1].strip("'"))] if near else []
            return " ".join([_(text).format(what=(*found.groups(), "")[0]), *more])
    invalid = INVALID.fullmatch(message)
    if invalid is None:
        return message
    for pattern, text in REASONS:
        if found := re.fullmatch(pattern, invalid[2], flags=re.DOTALL):
            allowed = _(text).format(what=(*found.groups(), "")[0])
            given = FOUND.fullmatch(invalid[2])
            problem = Problem(
                what=_("{what}: this is none of its values").format(what=invalid[1]),
                found=given[1] if given else None,
                allowed=allowed,
            )
            return str(problem)
    return message
