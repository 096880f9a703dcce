"""Keys that nothing uses, and keys that others need."""

from collections.abc import Iterator
from typing import Any

from fourpermille.core.errors import InputError, MissingVariableError, NotUsedError
from fourpermille.core.i18n import _
from fourpermille.core.scenario.conditions import ABSENT, NEEDED, USED, look_up
from fourpermille.core.scenario.keyed import Found, KeyProblem
from fourpermille.core.scenario.model import Scenario


def key_problem(key: str, what: str, kind: type[InputError] = InputError, **more: Any) -> Found:
    """Return a problem with a key, still without its file and line."""
    return Found(KeyProblem(what=what, column=key, **more), kind)


def unused(scenario: Scenario) -> Iterator[Found]:
    """Find keys that have no effect beside the rest."""
    given, resolved = scenario.given(), scenario.resolved()
    reported: set[str] = set()
    for path, conditions in USED.items():
        value = look_up(given, path)
        if value in (None, (), []) or path.partition(".")[0] in reported:
            continue
        broken = next((one for one in conditions if not one.holds(resolved)), None)
        if broken is None:
            continue
        reported.add(path)
        remedy = (
            _("Remove {key}.") if broken.values == ABSENT else _("Remove {key}, or change {other}.")
        )
        yield key_problem(
            path,
            _("nothing uses this key here"),
            NotUsedError,
            found=None if isinstance(value, dict | list | tuple) else value,
            allowed=_("only where {condition}").format(condition=broken.words()),
            todo=remedy.format(key=path, other=broken.path),
        )
    yield from _unused_in_series(scenario)


def _unused_in_series(scenario: Scenario) -> Iterator[Found]:
    for number, one in enumerate(scenario.series, start=1):
        if one.manure_years is not None and not one.manure_input_tc_ha_yr:
            yield key_problem(
                f"series[{number}].manure_years",
                _("nothing uses this key here"),
                NotUsedError,
                found=list(one.manure_years),
                todo=_("Remove it, or give manure_input_tc_ha_yr."),
            )


def needed(scenario: Scenario) -> Iterator[Found]:
    """Find keys that must be there because of others."""
    resolved = scenario.resolved()
    for path, conditions in NEEDED.items():
        if look_up(resolved, path) is None and all(one.holds(resolved) for one in conditions):
            yield key_problem(
                path,
                _("a key is missing"),
                MissingVariableError,
                todo=_("Add it, since {condition}.").format(
                    condition=", ".join(one.words() for one in conditions)
                ),
            )
