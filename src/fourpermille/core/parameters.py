"""Scientific constants: published sets, one TOML file each, every number with its source."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from fourpermille.core.errors import InputError, Problem, UnitsError, is_among, unknown_name
from fourpermille.core.i18n import _

# D printed in the initiative's deck, V read in the source, V2 secondary source, A arithmetic,
# C computed for this project, I inferred, P proposed by us, M from memory (never used by itself).
CONFIDENCE = ("D", "V", "V2", "A", "C", "I", "P", "M")
HEAD = ("title", "source", "about")


@dataclass(frozen=True)
class Parameter:
    """One number with its unit, meaning, source, place in the source and confidence.

    ``low`` and ``high`` bound it for sensitivity and sampling where a range is known.
    """

    name: str
    value: float
    units: str
    about: str
    source: str
    where: str
    confidence: str
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Change:
    """A value that somebody put in place of the published one."""

    name: str
    before: float
    after: float
    why: str


class ParameterSet(Mapping[str, float]):
    """An immutable set of numbers by name.

    ``rows`` describes each; ``unverified`` holds rows known from memory only, which are listed
    but can't be looked up until they are overridden; ``changes`` tells what was overridden.
    """

    __slots__ = ("_values", "about", "changes", "name", "rows", "source", "title", "unverified")

    name: str
    title: str
    source: str
    about: str
    rows: Mapping[str, Parameter]
    unverified: Mapping[str, Parameter]
    changes: tuple[Change, ...]
    _values: dict[str, float]

    def __init__(
        self,
        name: str,
        title: str,
        source: str,
        rows: Mapping[str, Parameter],
        about: str = "",
        changes: tuple[Change, ...] = (),
    ) -> None:
        kept = {key: row for key, row in rows.items() if row.confidence != "M"}
        unverified = {key: row for key, row in rows.items() if row.confidence == "M"}
        fields = {
            "name": name,
            "title": title,
            "source": source,
            "about": about,
            "rows": MappingProxyType(kept),
            "unverified": MappingProxyType(unverified),
            "changes": changes,
            "_values": {key: row.value for key, row in kept.items()},
        }
        for field, value in fields.items():
            object.__setattr__(self, field, value)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: a set is changed with override(), which gives a new one."""
        raise AttributeError("a parameter set can't be changed; use override(why=..., name=value)")

    def __getitem__(self, name: str) -> float:
        """Return a value; UnknownNameError, with a near name, if there is none."""
        try:
            return self._values[name]
        except KeyError:
            pass
        if name in self.unverified:
            raise InputError(
                Problem(
                    what=_("parameter {name} of {set} is known from memory only").format(
                        name=name, set=self.name
                    ),
                    found=self.unverified[name].value,
                    todo=_("Check it in a source and give it with override(why=...)."),
                )
            )
        raise unknown_name(_("parameter of {set}").format(set=self.name), name, self._values)

    def __contains__(self, name: object) -> bool:
        """Whether a value of that name can be looked up."""
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names, in the order of the file."""
        return iter(self._values)

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._values)

    def __hash__(self) -> int:
        """Equal sets have equal hashes."""
        return hash((self.name, tuple(self._values.items())))

    def __repr__(self) -> str:
        """Show the name, the size and what was changed."""
        changed = f", changed: {', '.join(c.name for c in self.changes)}" if self.changes else ""
        return f"<ParameterSet {self.name}: {len(self)} values{changed}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle through the rows."""
        rows = {**self.rows, **self.unverified}
        return (ParameterSet, (self.name, self.title, self.source, rows, self.about, self.changes))

    def override(self, *, why: str, **values: float) -> "ParameterSet":
        """Return a new set with other values, and remember what was changed and why.

        Raises UnknownNameError for a name that the set doesn't have, InputError without a reason
        or with a value that is no finite number.
        """
        if not why.strip():
            raise InputError(
                Problem(
                    what=_("a changed parameter needs a reason"),
                    column=", ".join(values),
                    todo=_("Say why, for instance: why='calibrated on our trial'."),
                )
            )
        rows = {**self.rows, **self.unverified}
        changes = list(self.changes)
        for name, value in values.items():
            if name not in rows:
                raise unknown_name(_("parameter of {set}").format(set=self.name), name, rows)
            number = _finite(value, self.name, name)
            changes.append(Change(name, rows[name].value, number, why))
            rows[name] = replace(
                rows[name], value=number, source="", where=why, confidence="P", low=None, high=None
            )
        return ParameterSet(self.name, self.title, self.source, rows, self.about, tuple(changes))


def _finite(value: object, where: str, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InputError(
            Problem(
                what=_("a parameter must be a finite number"),
                file=where,
                column=name,
                found=repr(value),
            )
        )
    return float(value)


_loaded: ContextVar[tuple[set[str], ...]] = ContextVar("loaded", default=())


@contextmanager
def loaded_sets() -> Iterator[set[str]]:
    """Note the names of the parameter sets that are read within the block (of this thread)."""
    names: set[str] = set()
    token = _loaded.set((*_loaded.get(), names))
    try:
        yield names
    finally:
        _loaded.reset(token)


def load_parameters(name: str) -> ParameterSet:
    """Read a parameter set by name.

    Raises UnknownNameError, with a near name, if there is none.
    """
    if not is_among(name, parameter_sets()):
        raise unknown_name(_("parameter set"), name, parameter_sets())
    for names in _loaded.get():
        names.add(name)
    return _read(name)


@cache
def _read(name: str) -> ParameterSet:
    text = (_folder() / f"{name}.toml").read_text(encoding="utf-8")
    return parse_parameters(name, text)


@cache
def parameter_sets() -> tuple[str, ...]:
    """Return the names of the sets that come with the package, in alphabetical order."""
    found = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def parse_parameters(name: str, text: str) -> ParameterSet:
    """Read a parameter set from the text of a TOML file.

    Raises InputError for a row without value, units, meaning, source or confidence.
    """
    table = tomllib.loads(text)
    head = {key: str(table.pop(key, "")) for key in HEAD}
    rows = {key: _row(name, key, row, head["source"]) for key, row in table.items()}
    return ParameterSet(name, head["title"], head["source"], rows, head["about"])


def _row(where: str, name: str, row: object, source: str) -> Parameter:
    if not isinstance(row, dict):
        raise InputError(Problem(what=_("not a table"), file=where, column=name, found=row))
    full = {"source": source, "where": "", **row}
    for field in ("value", "units", "about", "source", "confidence"):
        if full.get(field) in (None, ""):
            kind = UnitsError if field == "units" else InputError
            raise kind(
                Problem(
                    what=_("a parameter without {field}").format(field=field),
                    file=f"{where}.toml",
                    column=name,
                )
            )
    if full["confidence"] not in CONFIDENCE:
        raise InputError(
            Problem(
                what=_("unknown confidence label"),
                file=f"{where}.toml",
                column=name,
                found=full["confidence"],
                allowed=", ".join(CONFIDENCE),
            )
        )
    unknown = set(full) - set(Parameter.__dataclass_fields__)
    if unknown:
        fields = Parameter.__dataclass_fields__
        raise unknown_name(_("field of a parameter"), min(unknown), fields, column=name)
    for field in ("value", "low", "high"):
        if field in full:
            full[field] = _finite(full[field], f"{where}.toml", name)
    return Parameter(name=name, **full)


def _folder() -> Any:
    return files("fourpermille.core") / "tables" / "parameters"
