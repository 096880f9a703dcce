"""The vocabulary: one name per quantity, with unit, meaning, allowed range and aliases."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from fourpermille.core.errors import MissingVariableError, Problem, UnitsError, UnknownNameError
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    import xarray as xr

TABLE = Path(__file__).resolve().parent / "tables" / "variables.toml"


@dataclass(frozen=True)
class Variable:
    """One quantity of the vocabulary."""

    name: str
    units: str
    about: str
    labels: Mapping[str, str]
    minimum: float | None = None
    maximum: float | None = None
    cf_standard_name: str | None = None
    cf_units: str | None = None
    cf_factor: float | None = None
    aliases: tuple[str, ...] = ()

    @property
    def long_name(self) -> str:
        """Name for people, in the language in use."""
        return _(self.about)


@cache
def variables() -> Mapping[str, Variable]:
    """All quantities by name."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    out = {}
    for name, row in rows.items():
        known = dict(row)
        labels = known.pop("labels", {})
        aliases = tuple(known.pop("aliases", ()))
        out[name] = Variable(name=name, labels=labels, aliases=aliases, **known)
    return MappingProxyType(out)


def is_known(name: str) -> bool:
    """Whether the vocabulary has a name."""
    return name in variables()


def variable(name: str) -> Variable:
    """A quantity by its name; UnknownNameError, with the nearest name, if there is none."""
    try:
        return variables()[name]
    except KeyError:
        close = get_close_matches(name, variables(), 1)
        raise UnknownNameError(
            Problem(
                what=_("there is no variable called {name}").format(name=repr(name)),
                todo=_("Did you mean {name}?").format(name=close[0]) if close else None,
            )
        ) from None


def plain(text: str) -> str:
    """Lower case, without accents, spaces as underscores: how headers are compared."""
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return "_".join(letters.replace("-", " ").replace("_", " ").split())


@cache
def _headers() -> Mapping[str, str]:
    out: dict[str, str] = {}
    for name, row in variables().items():
        for text in (name, *row.aliases, *row.labels.values()):
            out.setdefault(plain(text), name)
    return out


def canonical_name(header: str) -> tuple[str, str | None] | None:
    """(name, unit in brackets or None) of a column header; None for an unknown one."""
    text, unit = header.strip(), None
    for opening, closing in (("[", "]"), ("(", ")")):
        if text.endswith(closing) and opening in text:
            text, unit = text[: text.rindex(opening)].strip(), text[text.rindex(opening) + 1 : -1]
            break
    name = _headers().get(plain(text))
    return None if name is None else (name, unit.strip() if unit else None)


def need(ds: xr.Dataset, name: str) -> xr.DataArray:
    """A variable of a Dataset, after a look at its unit; raises what is missing or wrong."""
    row = variable(name)
    if name not in ds:
        raise MissingVariableError(
            Problem(
                what=_("variable {name} is missing").format(name=name),
                column=name,
                allowed=row.units,
            )
        )
    units = ds[name].attrs.get("units")
    if units is not None and units != row.units:
        raise UnitsError(
            Problem(what=_("wrong unit"), column=name, found=units, allowed=row.units)
        )
    return ds[name]


def describe(ds: xr.Dataset) -> xr.Dataset:
    """The Dataset with units, long_name and standard_name on every known variable."""
    out = ds.copy()
    for name in out.variables:
        if not is_known(str(name)):
            continue
        row = variable(str(name))
        attrs = {"units": row.units, "long_name": row.about}
        if row.cf_standard_name:
            attrs["standard_name"] = row.cf_standard_name
        out[name].attrs = {**out[name].attrs, **attrs}
    return out
