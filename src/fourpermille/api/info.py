"""What this installation knows, as plain values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from fourpermille import __version__
from fourpermille.core.errors import InputError, Problem, unknown_name
from fourpermille.core.i18n import _, ngettext


def info(topic: str = "version", name: str | None = None) -> dict[str, Any]:
    """Return what there is on a topic, or all about one thing of it.

    Topics: version, parameters, samples, scenarios, variables, schemas. Raises UnknownNameError.
    """
    if topic not in TOPICS:
        raise unknown_name(_("topic"), topic, TOPICS)
    return TOPICS[topic](name)


def _version(name: str | None) -> dict[str, Any]:
    if name is not None:
        raise InputError(Problem(what=_("the version has no parts"), found=name))
    from fourpermille.api.demo import shipped_scenarios
    from fourpermille.core.parameters import parameter_sets
    from fourpermille.core.variables import variables
    from fourpermille.data.sample import samples  # slow import
    from fourpermille.soil.device import devices

    return {
        "version": __version__,
        "parameters": list(parameter_sets()),
        "samples": list(samples()),
        "scenarios": shipped_scenarios(),
        "variables": len(variables()),
        "devices": [_device_text(row) for row in devices()],
    }


def _device_text(row: Mapping[str, Any]) -> str:
    """``cpu (2 threads)``, ``cuda (name, 80 GiB)``."""
    if "threads" in row:
        text = ngettext("{count} thread", "{count} threads", row["threads"])
        return f"{row['device']} ({text.format(count=row['threads'])})"
    return f"{row['device']} ({row['name']}, {row['memory_gib']:.0f} GiB)"


def _parameters(name: str | None) -> dict[str, Any]:
    from fourpermille.core.parameters import load_parameters, parameter_sets

    if name is None:
        return {one: load_parameters(one).title for one in parameter_sets()}
    rows = load_parameters(name).rows
    return {
        key: f"{row.value:g} {row.units} – {row.about} ({row.source}, {row.where})"
        for key, row in rows.items()
    }


def _samples(name: str | None) -> dict[str, Any]:
    from fourpermille.data.sample import sample_info, samples  # slow import

    if name is None:
        return {one: sample_info(one)["title"] for one in samples()}
    return {key: _plain(value) for key, value in sample_info(name).items()}


def _scenarios(name: str | None) -> dict[str, Any]:
    from fourpermille.api.demo import scenario_path, shipped_scenarios
    from fourpermille.core.scenario import parse_scenario  # slow import

    found = {one: scenario_path(one).read_text(encoding="utf-8") for one in shipped_scenarios()}
    if name is None:
        return {key: parse_scenario(text).title for key, text in found.items()}
    if name not in found:
        raise unknown_name(_("scenario"), name, found)
    return {name: found[name]}


def _variables(name: str | None) -> dict[str, Any]:
    from fourpermille.core.variables import variable, variables

    if name is None:
        return {key: f"{row.units} – {row.long_name}" for key, row in variables().items()}
    row = variable(name)
    return {
        "name": row.name,
        "units": row.units,
        "about": row.long_name,
        "minimum": row.minimum,
        "maximum": row.maximum,
        "aliases": list(row.aliases),
    }


def _schemas(name: str | None) -> dict[str, Any]:
    folder = files("fourpermille.api") / "schemas"
    found = {one.name.removesuffix(".json"): one for one in folder.iterdir()}
    if name is None:
        return {key: _load(found[key])["title"] for key in sorted(found)}
    if name not in found:
        raise unknown_name(_("schema"), name, found)
    return _load(found[name])


def _load(path: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _plain(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


TOPICS: dict[str, Callable[[str | None], dict[str, Any]]] = {
    "version": _version,
    "parameters": _parameters,
    "samples": _samples,
    "scenarios": _scenarios,
    "variables": _variables,
    "schemas": _schemas,
}
