"""What pydantic found wrong, said as every problem here is said."""

from collections.abc import Iterable, Mapping, Sequence
from re import sub
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fourpermille.core.errors import (
    InputError,
    MissingVariableError,
    OutOfRangeError,
    UnknownNameError,
    did_you_mean,
)
from fourpermille.core.i18n import _
from fourpermille.core.scenario.keyed import Found, KeyProblem
from fourpermille.core.scenario.lines import Path, line_of
from fourpermille.core.scenario.model import Scenario
from fourpermille.core.scenario.supply import PracticePlan
from fourpermille.core.scenario.trial import Series

_RANGE = ("greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number")
_LENGTH = ("too_short", "too_long")
_ROWS = (Series, PracticePlan)  # tables that stand in a list


def found_by_pydantic(
    error: ValidationError, file: str | None, lines: Mapping[Path, int]
) -> list[Found]:
    """Return one problem for each key that is wrong, whatever the number of complaints about it."""
    by_key: dict[Path, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        by_key.setdefault(_path(detail["loc"]), []).append(detail)
    inner = [path for path in by_key if path]  # a list is wrong because one of its members is
    return [
        _found(path, details, file, lines)
        for path, details in by_key.items()
        if not any(len(one) > len(path) and one[: len(path)] == path for one in inner)
    ]


def dotted(path: Iterable[str | int]) -> str:
    """``("series", 0, "place")`` as ``series[1].place``, counted as people count."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def section_at(path: Sequence[str | int]) -> type[BaseModel] | None:
    """Model of the table at a path; None if there is no such table."""
    model: type[BaseModel] | None = Scenario
    for part in path:
        if isinstance(part, int):
            continue
        if model is None or part not in model.model_fields:
            return None
        model = _model_in(model.model_fields[part].annotation)
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(one) for one in get_args(annotation))
    return next((model for model in inner if model is not None), None)


def _path(loc: tuple[str | int, ...]) -> Path:
    """Cut what pydantic adds for the members of a union."""
    path: list[str | int] = []
    for part in loc:
        model = section_at(path)
        known = model is not None and (isinstance(part, int) or part in model.model_fields)
        if path and not known and model is None:
            if isinstance(part, int):
                path.append(part)
            break
        path.append(part)
    return tuple(path)


def _found(
    path: Path, details: list[ErrorDetails], file: str | None, lines: Mapping[Path, int]
) -> Found:
    # Of several complaints about a union the one about a value is nearer than one about a kind.
    detail = next((d for d in details if d["type"] in (*_RANGE, *_LENGTH)), details[0])
    what, allowed, todo, kind = _words(path, detail)
    shows = detail["type"] not in ("missing", "extra_forbidden")
    problem = KeyProblem(
        what=what,
        file=file,
        row=line_of(dict(lines), path),
        column=dotted(path),
        found=_shown(detail["input"]) if shows else None,
        allowed=allowed,
        todo=todo,
    )
    return Found(problem, kind)


def _shown(value: object) -> object:
    text = repr(value) if isinstance(value, str) else str(value)
    if isinstance(value, bool):
        text = text.lower()
    return text if len(text) <= 60 else f"{text[:57]}..."


def _words(
    path: Path, detail: ErrorDetails
) -> tuple[str, str | None, str | None, type[InputError]]:
    """What is wrong, what is allowed, what to do, and the error it is."""
    kind, value = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        return _unknown(path)
    if kind == "missing":
        todo = _("Add {key} to the scenario.").format(key=dotted(path))
        return _("a key is missing"), None, todo, MissingVariableError
    # Late: the specification is made of the models, whose problems are said here.
    from fourpermille.core.scenario.specification import LIST, field_at  # real cycle
    from fourpermille.core.scenario.write import toml_value  # real cycle

    field = field_at(dotted(p for p in path if isinstance(p, str)))
    allowed = field.range_words() if field is not None else None
    if kind in _RANGE:
        return _("value out of range"), allowed, None, OutOfRangeError
    if field is None and section_at(path) is not None:
        heading = "[[{name}]]" if section_at(path) in _ROWS else "[{name}]"
        todo = _("Write it as a table: {heading}").format(heading=heading.format(name=path[0]))
        return _("wrong kind of value"), None, todo, InputError
    if field is not None and field.kinds == (LIST,) and kind == "tuple_type":
        todo = _("Put it in square brackets: {value}").format(value=toml_value([value]))
        return _("wrong kind of value"), allowed, todo, InputError
    if kind == "literal_error" or (field is not None and field.allowed):
        near = did_you_mean(value, field.allowed) if isinstance(value, str) and field else None
        return _("unknown value"), allowed, near, UnknownNameError
    if kind == "string_too_short":
        return _("the text is empty"), allowed, None, InputError
    if kind in _LENGTH:
        wanted = detail["ctx"].get("min_length") or detail["ctx"].get("max_length")
        allowed = _("a list of {count}").format(count=wanted)
        return _("wrong number of values"), allowed, None, InputError
    if kind == "string_pattern_mismatch":
        letters = _("small letters, digits and _") if path == ("id",) else allowed
        return _("text of the wrong form"), letters, None, InputError
    return _("wrong kind of value"), allowed, _hint(value), InputError


def _unknown(path: Path) -> tuple[str, str | None, str | None, type[InputError]]:
    model = section_at(path[:-1])
    names = list(model.model_fields) if model is not None else []
    near = did_you_mean(str(path[-1]), names) or _elsewhere(str(path[-1]))
    return _("unknown key"), ", ".join(names), near, UnknownNameError


def _elsewhere(name: str) -> str | None:
    """Say which key of another table is called so, or nearly so."""
    homes: dict[str, str] = {}
    for table in Scenario.model_fields:
        model = section_at((table,))
        for inner in model.model_fields if model is not None else ():
            homes.setdefault(inner, f"{table}.{inner}")
    if name in homes:
        return _("Did you mean {name}?").format(name=homes[name])
    near = did_you_mean(name, homes)
    return near and sub(r"\w+_\w+", lambda found: homes.get(found[0], found[0]), near)


def _hint(value: object) -> str | None:
    if isinstance(value, str):
        try:
            float(value.replace(",", "."))
        except ValueError:
            return None
        return _("Write numbers without quotation marks and with a decimal point.")
    return None


NO_LINES: Mapping[Path, int] = MappingProxyType({})
