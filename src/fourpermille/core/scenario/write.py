"""A scenario as a TOML file that shows everything in effect."""

import json
import os
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from fourpermille.core.scenario.conditions import look_up
from fourpermille.core.scenario.model import Scenario

DEFAULT_MARK = "  # default"
FILES = ("places.file", "places.climate_file", "trial.measurements")


def write_toml(scenario: Scenario, folder: Path | None = None) -> str:
    """Return the text; files are named relative to ``folder`` where that is given."""
    data, given = scenario.resolved(), scenario.given()
    if folder is not None:
        for path in FILES:
            _move(data, path, scenario, folder)
    head = [
        _line(name, value, name in given) for name, value in data.items() if not _is_table(value)
    ]
    blocks = ["\n".join(head)]
    for name, value in data.items():
        if isinstance(value, Mapping):
            written = look_up(given, name) or {}
            rows = [_line(key, item, key in written) for key, item in value.items()]
            blocks.append("\n".join([f"[{name}]", *rows]))
        elif _is_table(value):
            for row in value:
                lines = [_line(key, item, True) for key, item in row.items()]
                blocks.append("\n".join([f"[[{name}]]", *lines]))
    return "\n\n".join(blocks) + "\n"


def toml_value(value: Any) -> str:
    """Write a plain value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_value(one) for one in value) + "]"
    return repr(value)


def _line(key: str, value: Any, given: bool) -> str:
    return f"{key} = {toml_value(value)}{'' if given else DEFAULT_MARK}"


def _is_table(value: Any) -> bool:
    if isinstance(value, Mapping):
        return True
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _move(data: dict[str, Any], path: str, scenario: Scenario, folder: Path) -> None:
    section, _dot, key = path.partition(".")
    name = look_up(data, path)
    is_sample = path == "trial.measurements" and scenario.measurements_path is None
    if name is None or is_sample:
        return
    source = (scenario.base_dir / name).resolve()
    try:
        moved = os.path.relpath(source, folder.resolve())
    except ValueError:  # another drive
        moved = str(source)
    data[section][key] = PurePath(moved).as_posix()
