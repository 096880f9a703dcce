"""Faces of the specification: JSON schema, table schema and documentation tables."""

from typing import Any

from fourpermille.core.i18n import _
from fourpermille.core.scenario.columns import (
    PLACES,
    REQUIRED,
    TableColumn,
    columns,
    need_words,
    unit_words,
)
from fourpermille.core.scenario.model import Scenario
from fourpermille.core.scenario.specification import NUMBER, TEXT, SpecField, specification
from fourpermille.core.scenario.words import span_words
from fourpermille.core.variables import Variable

DIALECT = "https://json-schema.org/draft/2020-12/schema"
WHOLE_NUMBERS = ("year", "month")


def scenario_json_schema() -> dict[str, Any]:
    """Return the JSON schema of a scenario, its descriptions in the current language."""
    schema = _tidy(Scenario.model_json_schema())
    return {"$schema": DIALECT, **schema}


def _tidy(node: Any) -> Any:
    """Translate descriptions and drop the null that TOML doesn't have."""
    if isinstance(node, list):
        return [_tidy(one) for one in node]
    if not isinstance(node, dict):
        return node
    out = {key: _tidy(value) for key, value in node.items()}
    if isinstance(out.get("description"), str):
        out["description"] = _(out["description"])
    members = [one for one in out.get("anyOf", []) if one != {"type": "null"}]
    if "anyOf" in out and len(members) < len(out["anyOf"]):
        del out["anyOf"]
        out = {**members[0], **out} if len(members) == 1 else {**out, "anyOf": members}
    if out.get("default", 0) is None:
        del out["default"]
    return out


def table_schema(table: str = PLACES) -> dict[str, Any]:
    """Return the Frictionless Table Schema of a table of places, climate or measurements."""
    keys = {"places": "place", "climate": ["place", "month"], "measurements": ["series", "year"]}
    return {
        "fields": [_schema_field(column) for column in columns(table)],
        "missingValues": [""],
        "primaryKey": keys[table],
    }


def _schema_field(column: TableColumn) -> dict[str, Any]:
    row = column.variable
    rules: dict[str, Any] = {}
    if column.need == REQUIRED:
        rules["required"] = True
    for name in ("minimum", "maximum"):
        if getattr(row, name) is not None:
            rules[name] = getattr(row, name)
    if column.choices:
        rules["enum"] = list(column.choices)
    kind = "string" if row.is_text else "integer" if row.name in WHOLE_NUMBERS else "number"
    field = {"name": row.name, "type": kind, "title": row.label, "description": _(row.about)}
    if not row.is_text:
        field["unit"] = row.units
    return {**field, "constraints": rules} if rules else field


def table_fields(table: str = PLACES) -> list[SpecField]:
    """Return the columns of a table as rows of the specification."""
    return [
        SpecField(
            path=column.name,
            kinds=(TEXT if column.variable.is_text else NUMBER,),
            unit="" if column.variable.is_text else column.variable.units,
            required=column.need == REQUIRED,
            allowed=column.choices,
            minimum=column.variable.minimum,
            maximum=column.variable.maximum,
            description=_(column.variable.about),
            needs=need_words(column.need),
            where=table,
        )
        for column in columns(table)
    ]


def markdown(where: str = "scenario") -> str:
    """Return a table of the documentation: the keys of a scenario or the columns of a table."""
    is_scenario = where == "scenario"
    fields = specification() if is_scenario else table_fields(where)
    head = (
        [_("Key") if is_scenario else _("Column"), _("Allowed"), _("Unit")]
        + ([_("Default")] if is_scenario else [_("Needed")])
        + [_("Meaning")]
    )
    rows = [_markdown_row(field, is_scenario) for field in fields]
    return "\n".join([_row(head), _row(["---"] * len(head)), *map(_row, rows)]) + "\n"


def _markdown_row(field: SpecField, is_scenario: bool) -> list[str]:
    meaning = field.description
    if is_scenario and field.used:
        meaning += " " + _("(only where {condition})").format(condition=field.used)
    default = "" if field.default in (None, "") else f"`{_shown(field.default)}`"
    if is_scenario and field.required:
        default = _("required")
    allowed = field.range_words() if is_scenario else _column_range(field)
    unit = "" if field.unit == "1" else field.unit
    return [f"`{field.path}`", allowed, unit, default if is_scenario else field.needs, meaning]


def _column_range(field: SpecField) -> str:
    return ", ".join(field.allowed) or span_words(field.minimum, field.maximum)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def allowed_words(row: Variable, choices: tuple[str, ...] = ()) -> str:
    """Say what a cell of a column may hold, for people."""
    if choices:
        return ", ".join(choices)
    if row.is_text:
        return _("text")
    span = span_words(row.minimum, row.maximum)
    return f"{span} {unit_words(row)}".strip() if span else _("any number")
