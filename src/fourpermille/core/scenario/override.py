"""Changes of single keys from the command line: ``target.years=20``."""

import tomllib
from collections.abc import Iterable
from typing import Any

from fourpermille.core.errors import InputError
from fourpermille.core.i18n import _
from fourpermille.core.scenario.keyed import KeyProblem
from fourpermille.core.scenario.load import make_scenario
from fourpermille.core.scenario.model import Scenario

FLAG = "--set"
ROWS = ("series", "practices")  # tables in a list, each row with an id


def apply_overrides(scenario: Scenario, overrides: Iterable[str]) -> Scenario:
    """Return a scenario with keys changed, checked as a whole again.

    ``overrides`` are ``key=value`` with the value written as in the file; text may go without
    quotation marks. ``series.<id>.<key>`` is a key of the series
    of that name, ``practices.<id>.<key>`` of that practice. An empty value
    removes a key.

    Raises InputError (key, value found, values allowed), as :func:`load_scenario` does.
    """
    given = list(overrides)
    if not given:
        return scenario
    data = _plain(scenario.given())
    for text in given:
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            raise InputError(
                KeyProblem(
                    what=_("not a change of a key"),
                    file=FLAG,
                    found=text,
                    allowed=_("key=value, such as target.years=20"),
                )
            )
        _put(data, path.strip().split("."), value.strip(), text)
    changed = make_scenario(data, base_dir=scenario.base_dir, file=FLAG)
    return changed.read_from(scenario.origin)


def _plain(value: Any) -> Any:
    """Copy with lists in place of tuples, so that it can be changed."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _put(data: dict[str, Any], path: list[str], value: str, text: str) -> None:
    table: Any = data
    for part in path[:-1]:
        if isinstance(table, list):
            table = _row(table, part, text, path[0])
        else:
            table = table.setdefault(part, [] if part in ROWS else {})
        if not isinstance(table, dict | list):
            raise _refused(text, _("this key is no table"))
    if isinstance(table, list):
        raise _refused(text, _("a row is named by its id, then its key"))
    if value == "":
        table.pop(path[-1], None)
    else:
        table[path[-1]] = _read(value)


def _row(rows: list[Any], name: str, text: str, kind: str) -> dict[str, Any]:
    for row in rows:
        if row.get("id") == name:
            return row  # type: ignore[no-any-return]
    what = {
        "series": _("there is no series of this name"),
        "practices": _("no practice of this name is planned"),
    }[kind]
    raise _refused(text, what, [row.get("id") for row in rows])


def _refused(text: str, what: str, names: Iterable[str] = ()) -> InputError:
    allowed = ", ".join(names) or None
    return InputError(KeyProblem(what=what, file=FLAG, found=text, allowed=allowed))


def _read(value: str) -> Any:
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value
