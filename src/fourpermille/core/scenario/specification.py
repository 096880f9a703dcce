"""The specification: every key of a scenario and every column of a table, as plain rows.

Flags, validation, template workbook, JSON schema and documentation are all made from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from fourpermille.core.i18n import _
from fourpermille.core.scenario.conditions import NEEDED, USED
from fourpermille.core.scenario.model import Scenario, land_uses
from fourpermille.core.scenario.words import kind_words, span_words

NUMBER, WHOLE, TEXT, LIST, SWITCH = "number", "whole number", "text", "list", "switch"
_KINDS = {float: NUMBER, int: WHOLE, str: TEXT, tuple: LIST, bool: SWITCH}


@dataclass(frozen=True)
class SpecField:
    """One key or column.

    ``path`` is dotted; ``kinds`` are the kinds of value; ``allowed`` the words or numbers to
    choose from; ``minimum`` and ``maximum`` are included unless ``exclusive``. ``needs`` and
    ``used`` say when it must be given and when it has an effect ("" for always). ``where`` is the
    scenario, or the table that a column stands in.
    """

    path: str
    kinds: tuple[str, ...]
    unit: str = ""
    default: Any = None
    required: bool = False
    allowed: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    exclusive: bool = False
    description: str = ""
    needs: str = ""
    used: str = ""
    where: str = "scenario"

    def range_words(self) -> str:
        """What may stand here, for people."""
        words = ", ".join(str(one) for one in self.allowed)
        if self.kinds == (LIST,):
            return _("a list of {words}").format(words=words) if words else kind_words(LIST)
        parts = [words] if words else []
        span = span_words(self.minimum, self.maximum, self.exclusive)
        chosen = (TEXT, WHOLE) if self.allowed else ()
        kinds = [kind_words(kind) for kind in self.kinds if kind not in chosen]
        if kinds and span:
            kinds[0] = (
                _("{kind}, {span} {unit}")
                .format(kind=kinds[0], span=span, unit=self.unit if self.unit != "1" else "")
                .strip()
            )
        return _(" or ").join([*parts, *kinds])


def specification() -> list[SpecField]:
    """Return every key of a scenario, with its description in the current language."""
    return [replace(field, description=_(field.description)) for field in _keys()]


def field_at(path: str) -> SpecField | None:
    """Return the key at a dotted path (without numbers of rows); None if there is none."""
    return next((field for field in specification() if field.path == path), None)


@cache
def _keys() -> tuple[SpecField, ...]:
    return tuple(_walk(Scenario, ""))


def _walk(model: type[BaseModel], prefix: str) -> Iterator[SpecField]:
    for name, info in model.model_fields.items():
        path = f"{prefix}{name}"
        inner = _section_in(info.annotation)
        if inner is not None:
            yield from _walk(inner, f"{path}.")
        else:
            yield _field(path, info)


def _section_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_section_in(one) for one in get_args(annotation))
    return next((one for one in found if one is not None), None)


def _field(path: str, info: FieldInfo) -> SpecField:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    low, high, exclusive = _bounds(info)
    kinds, allowed = _kinds_of(info.annotation)
    section = path.partition(".")[0]
    conditions = tuple(dict.fromkeys((*USED.get(section, ()), *USED.get(path, ()))))
    needs = NEEDED.get(path, ())
    return SpecField(
        path=path,
        kinds=tuple(dict.fromkeys(kinds)),
        unit=str(extra.get("unit", "")),
        default=None if info.default is PydanticUndefined else info.default,
        required=info.is_required(),
        allowed=_names(path) or allowed,
        minimum=low,
        maximum=high,
        exclusive=exclusive,
        description=info.description or "",
        needs=", ".join(condition.words() for condition in needs),
        used=", ".join(condition.words() for condition in conditions),
    )


def _names(path: str) -> tuple[Any, ...]:
    """Names from tables, for keys whose values a model can't list."""
    return land_uses() if path in ("soil.land_use", "start.previous_land_use") else ()


def _bounds(info: FieldInfo) -> tuple[float | None, float | None, bool]:
    found: dict[str, float] = {}
    for rule in (*info.metadata, *_rules_in(info.annotation)):
        for name in ("ge", "gt", "le", "lt"):
            value = getattr(rule, name, None)
            if value is not None:
                found[name] = value
    low, high = found.get("ge", found.get("gt")), found.get("le", found.get("lt"))
    return low, high, "gt" in found or "lt" in found


def _rules_in(annotation: Any) -> Iterator[Any]:
    """Rules of the members of a union."""
    for member in get_args(annotation):
        for rule in getattr(member, "__metadata__", ()):
            yield from getattr(rule, "metadata", ())


def _kinds_of(annotation: Any) -> tuple[list[str], tuple[Any, ...]]:
    """Kinds of value and the values to choose from, of a type with its unions taken apart."""
    if annotation in _KINDS:
        return [_KINDS[annotation]], ()
    origin = get_origin(annotation)
    if origin is Literal:
        values = get_args(annotation)
        return [WHOLE if isinstance(values[0], int) else TEXT], values
    if origin is tuple:
        return [LIST], _kinds_of(get_args(annotation)[0])[1]
    kinds: list[str] = []
    allowed: tuple[Any, ...] = ()
    if origin in (Union, UnionType) or hasattr(annotation, "__metadata__"):
        members = (
            get_args(annotation)[:1]
            if hasattr(annotation, "__metadata__")
            else get_args(annotation)
        )
        for member in members:
            if member is not NoneType:
                more, values = _kinds_of(member)
                kinds += more
                allowed += values
    return kinds, allowed
