"""The specification and its faces: templates, validation, schemas, documentation tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fourpermille.api.validation import Report
    from fourpermille.core.scenario import SpecField


def write_template(
    kind: str, path: str | Path, lang: str = "en", *, overwrite: bool = False
) -> Path:
    """Write a file to fill in: places (or plots), climate, or scenario; en, fr or es.

    The ending of ``path`` chooses the format: .xlsx or .csv for places, .csv for climate, .toml for
    a scenario. Returns the path. Raises InputError (unknown kind or language, wrong ending, a file
    that exists).
    """
    from fourpermille.data.template import write_template as write  # slow import

    return write(kind, path, lang, overwrite=overwrite)


def validate_scenario(path: str | Path) -> Report:
    """Check a scenario and the files it names, or a table, without running anything.

    The report holds every problem, or counts of what is there. Raises nothing for bad input.
    """
    from fourpermille.api.validation import validate  # slow import

    return validate(path)


def specification(where: str = "scenario") -> list[SpecField]:
    """Return the keys of a scenario, or the columns of a table: places, climate, measurements."""
    from fourpermille.core.scenario.faces import table_fields  # slow import
    from fourpermille.core.scenario.specification import specification as keys  # slow import

    return keys() if where == "scenario" else table_fields(where)


def schemas() -> dict[str, dict[str, Any]]:
    """Return the published schemas by name: JSON schema of a scenario, Table Schemas of tables."""
    from fourpermille.core.scenario.columns import TABLES  # slow import
    from fourpermille.core.scenario.faces import scenario_json_schema, table_schema  # slow import

    return {"scenario": scenario_json_schema(), **{name: table_schema(name) for name in TABLES}}


def scenario_json_schema() -> dict[str, Any]:
    """Return the JSON schema of a scenario."""
    return schemas()["scenario"]


def places_table_schema() -> dict[str, Any]:
    """Return the Frictionless Table Schema of a table of places."""
    return schemas()["places"]
