"""From a scenario file to a scenario, with everything that is wrong with it in one error."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fourpermille.core.errors import DataUnavailableError, InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.scenario import lines as where
from fourpermille.core.scenario.check import check
from fourpermille.core.scenario.keyed import KeyProblem, raise_all
from fourpermille.core.scenario.model import Scenario
from fourpermille.core.scenario.translate import NO_LINES, found_by_pydantic

_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


def load_scenario(path: str | Path) -> Scenario:
    """Read a scenario file; files named in it are relative to its folder.

    Raises
    ------
    DataUnavailableError
        There is no such file.
    InputError
        Everything that is wrong with it: line, key, value found, values allowed. NotUsedError,
        UnknownNameError, OutOfRangeError or MissingVariableError if all problems are of that kind.
    """
    source = Path(path)
    return parse_scenario(_text(source), base_dir=source.parent, file=source.name)


def parse_scenario(text: str, *, base_dir: str | Path = ".", file: str | None = None) -> Scenario:
    """Read a scenario from TOML text; see :func:`load_scenario`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(_syntax(str(error), text, file)) from None
    return make_scenario(data, base_dir=base_dir, file=file, lines=where.key_lines(text))


def make_scenario(
    data: Mapping[str, Any],
    *,
    base_dir: str | Path = ".",
    file: str | None = None,
    lines: Mapping[where.Path, int] = NO_LINES,
) -> Scenario:
    """Make a scenario of plain values and check all of it; see :func:`load_scenario`."""
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        raise_all(found_by_pydantic(error, file, lines))
        raise
    raise_all(check(scenario, file, lines))
    return scenario.read_from(where.Origin(file, lines)).at(base_dir)


def _text(path: Path) -> str:
    if not path.is_file():
        raise DataUnavailableError(
            Problem(
                what=_("there is no such scenario file"),
                file=str(path),
                todo=_(
                    "Check the name, or make one with: 4p1000 template scenario -o {name}"
                ).format(name=path.name),
            )
        )
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise InputError(
            KeyProblem(
                what=_("the file is not text in UTF-8"),
                file=path.name,
                row=line,
                todo=_("Save it as UTF-8 in a text editor."),
            )
        ) from None


def _syntax(message: str, text: str, file: str | None) -> Problem:
    """What is not TOML, with the line and a hint at the usual slips."""
    match = _AT.search(message)
    rows = text.rstrip("\n").split("\n")
    number = int(match[1]) if match and match[1] else max(len(rows), 1)
    row = rows[number - 1].strip() if 0 < number <= len(rows) else ""
    value = row.partition("=")[2].partition("#")[0].strip()
    todo = None
    if re.fullmatch(r"[-+]?\d+,\d+", value):
        todo = _("Write numbers with a decimal point: {value}").format(
            value=value.replace(",", ".")
        )
    elif re.fullmatch(r"[^\W\d]\S*.*", value) and not value.startswith(("true", "false")):
        todo = _('Put text in quotation marks: "{value}"').format(value=value)
    elif "duplicate" in message or "overwrite" in message or "twice" in message:
        todo = _("Give each key and each table once.")
    else:
        todo = _("Check the brackets, quotation marks and the equals sign in this line.")
    return KeyProblem(
        what=_("the file is not valid TOML"),
        file=file,
        row=number,
        found=row or None,
        todo=todo,
    )
