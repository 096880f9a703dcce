"""The vocabulary: one name with its unit for each quantity, from tables/variables.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fourpermille.core.errors import InputError, Problem, UnitsError, is_among, unknown_name
from fourpermille.core.i18n import LANGUAGES, _, current_language

if TYPE_CHECKING:
    import xarray as xr

TEXT = "text"  # the "unit" of names, codes and other words
STEPS = ("", "mean", "sum")


@dataclass(frozen=True)
class Variable:
    """One quantity.

    ``of`` is the substance that a mass weighs (carbon, dry matter, CO2); ``step`` says whether a
    monthly value is the mean or the sum of its step. ``cf_factor`` and ``cf_offset`` turn a value
    into the CF unit: cf = factor * value + offset.
    """

    name: str
    units: str
    about: str
    labels: Mapping[str, str]
    of: str = ""
    step: str = ""
    cf_standard_name: str | None = None
    cf_units: str | None = None
    cf_factor: float = 1.0
    cf_offset: float = 0.0
    minimum: float | None = None
    maximum: float | None = None
    aliases: tuple[str, ...] = field(default=())

    @property
    def long_name(self) -> str:
        """Name for people, in English, as it is written into files."""
        return self.labels["en"]

    @property
    def label(self) -> str:
        """Name for people, in the current language."""
        return self.labels[current_language()]

    @property
    def is_text(self) -> bool:
        """Whether the values are words."""
        return self.units == TEXT


@cache
def variables() -> Mapping[str, Variable]:
    """Return every quantity by name, in the order of the table."""
    table = files("fourpermille.core") / "tables" / "variables.toml"
    return parse_variables(table.read_text(encoding="utf-8"))


def variable(name: str) -> Variable:
    """Return a quantity by name; UnknownNameError, with a near name, if there is none."""
    if is_among(name, variables()):
        return variables()[name]
    raise unknown_name(_("variable"), name, variables())


def is_known(name: str) -> bool:
    """Whether the vocabulary has a name."""
    return name in variables()


def parse_variables(text: str) -> Mapping[str, Variable]:
    """Read the vocabulary from the text of a TOML file.

    Raises UnitsError for a row without units, InputError for one without meaning or labels.
    """
    rows = {name: _row(name, row) for name, row in tomllib.loads(text).items()}
    return MappingProxyType(rows)


def _row(name: str, row: dict[str, Any]) -> Variable:
    def refuse(missing: str, kind: type[InputError] = InputError) -> InputError:
        what = _("a variable without {field}").format(field=missing)
        return kind(Problem(what=what, file="variables.toml", column=name))

    if not row.get("units"):
        raise refuse("units", UnitsError)
    if not row.get("about"):
        raise refuse("about")
    labels = row.get("label", {})
    for language in LANGUAGES:
        if not labels.get(language):
            raise refuse(f"label.{language}")
    cf = row.get("cf", {})
    known = {"units", "about", "label", "of", "step", "cf", "minimum", "maximum", "aliases"}
    for key in set(row) - known:
        raise unknown_name(_("field of a variable"), key, known, column=name)
    return Variable(
        name=name,
        units=row["units"],
        about=row["about"],
        labels=MappingProxyType(labels),
        of=row.get("of", ""),
        step=row.get("step", ""),
        cf_standard_name=cf.get("name"),
        cf_units=cf.get("units"),
        cf_factor=float(cf.get("factor", 1.0)),
        cf_offset=float(cf.get("offset", 0.0)),
        minimum=row.get("minimum"),
        maximum=row.get("maximum"),
        aliases=tuple(row.get("aliases", ())),
    )


def canonical_name(header: str) -> tuple[str, str | None] | None:
    """Find the quantity that the header of a column means, and the unit it gives in brackets.

    A header is a canonical name, an alias met in files, or a label in English, French or Spanish,
    upper or lower case, with or without accents, with or without a unit in brackets:
    ``"Argile [%]"`` gives ``("clay_percent", "%")``. None where nothing is meant for sure.
    """
    from fourpermille.core.headers import find  # real cycle

    return find(header)


def need(ds: "xr.Dataset", name: str) -> "xr.DataArray":
    """Return a variable of a Dataset after a look at its unit.

    Raises MissingVariableError where it is absent, UnitsError where it says another unit.
    """
    from fourpermille.core.labels import need as look  # slow import

    return look(ds, name)


def describe(ds: "xr.Dataset") -> "xr.Dataset":
    """Return the Dataset with units, long_name and standard_name from the vocabulary."""
    from fourpermille.core.labels import describe as write  # slow import

    return write(ds)


def to_cf(ds: "xr.Dataset") -> "xr.Dataset":
    """Return the Dataset with CF standard names as names, in CF units."""
    from fourpermille.core.cf import to_cf as write  # slow import

    return write(ds)


def from_cf(ds: "xr.Dataset") -> "xr.Dataset":
    """Return a Dataset in CF terms under the names and units of the vocabulary."""
    from fourpermille.core.cf import from_cf as read  # slow import

    return read(ds)


def convert_units(ds: "xr.Dataset") -> "xr.Dataset":
    """Return the Dataset with every known variable in the unit of the vocabulary."""
    from fourpermille.core.labels import convert_units as change  # slow import

    return change(ds)
