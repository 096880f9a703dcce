"""How a key of the scenario is described: meaning, unit, bounds; once for all its faces."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticUndefined

from fourpermille.core.i18n import N_ as N_
from fourpermille.core.parameters import load_parameters
from fourpermille.core.variables import variable


class Section(BaseModel):
    """A table of the scenario: immutable, no unknown keys, no silent change of type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def key(about: str, default: Any = PydanticUndefined, unit: str = "", **rules: Any) -> Any:
    """Return a key with its meaning; without a default it is required."""
    extra: dict[str, Any] | None = {"unit": unit} if unit else None
    return Field(default, description=about, json_schema_extra=extra, **rules)


def parameter(about: str, table: str, name: str, **rules: Any) -> Any:
    """Return a key whose default and unit come from a row of a parameter set."""
    row = load_parameters(table).rows[name]
    value = int(row.value) if rules.pop("whole", False) else row.value
    return key(about, value, row.units, **rules)


def quantity(name: str, default: Any = None) -> Any:
    """Return an optional key for a quantity of the vocabulary, with its unit and range."""
    row = variable(name)
    rules = {"ge": row.minimum, "le": row.maximum}
    return key(row.about, default, row.units, **{k: v for k, v in rules.items() if v is not None})


def fill(section: Section, name: str, value: Any) -> None:
    """Set a default that depends on other keys, without counting it as given.

    For use while a section is made, before anybody has seen it.
    """
    object.__setattr__(section, name, value)
