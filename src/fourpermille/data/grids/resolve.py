"""From a reference to the variable in its file, and to what its numbers mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from fourpermille.core.errors import InputError, Problem, no_such_file
from fourpermille.core.i18n import _
from fourpermille.data.calendar import MONTHS
from fourpermille.data.catalogue import Entry, entry, locate
from fourpermille.data.grids.labelled_file import open_labelled
from fourpermille.data.grids.raster_file import ENDINGS, open_raster
from fourpermille.data.grids.reference import Reference, parse_reference
from fourpermille.data.grids.stored import Stored

COUNTRY_CODE = "country_code"  # numbers, which become the letters of ``country``


@dataclass(frozen=True)
class Meaning:
    """What stored numbers mean: ``value = scale * stored + offset`` in ``units``.

    ``units`` is None where nobody says; ``missing``, ``valid_minimum`` and ``valid_maximum`` tell
    the stored numbers that are no values.
    """

    units: str | None = None
    scale: float = 1.0
    offset: float = 0.0
    missing: tuple[float, ...] = ()
    valid_minimum: float | None = None
    valid_maximum: float | None = None


@dataclass(frozen=True, eq=False)
class Source:
    """A variable of a file that stands for a quantity of the vocabulary."""

    name: str
    reference: Reference
    stored: Stored
    meaning: Meaning


def resolve(text: str, name: str, folder: Path) -> Source:
    """Open what a reference means by a quantity; nothing is read but heads and coordinates.

    Raises
    ------
    DataUnavailableError
        There is no such file, or the dataset is not on this machine.
    InputError
        The file, the variable or a label can't be used.
    """
    reference = parse_reference(text)
    if not reference.is_id:
        stored = _opened(_paths(folder, reference), reference, name)
        return Source(name, reference, stored, _meaning(reference, stored))
    one = entry(reference.source)
    chosen = reference
    if reference.variable is None:
        variable = _named(one, name)
        text = reference.text.replace(one.id, f"{one.id}:{variable}", 1)
        chosen = replace(reference, variable=variable, text=text)
    paths = _catalogued(one, str(chosen.variable))
    as_raster = paths[0].suffix.lower() in ENDINGS and not str(chosen.variable).isdecimal()
    stored = _opened(paths, replace(chosen, variable=None) if as_raster else chosen, name)
    return Source(name, chosen, stored, _meaning(chosen, stored, one))


def _paths(folder: Path, reference: Reference) -> list[Path]:
    """The file, or those of the twelve months."""
    path = (folder / Path(reference.source).expanduser()).absolute()
    names = [path.name]
    if "{month" in path.name:
        try:
            names = [path.name.format(month=m) for m in range(1, MONTHS + 1)]
        except (KeyError, IndexError, ValueError) as error:
            raise InputError(
                Problem(
                    what=_("a pattern of file names that can't be read"),
                    found=path.name,
                    allowed="{month}, {month:02d}",
                )
            ) from error
    paths = [path.with_name(name) for name in names]
    for one in paths:
        if not one.exists():
            raise no_such_file(one)
    return paths


def _catalogued(one: Entry, variable: str) -> list[Path]:
    """Files of a dataset that hold a variable: one, or one a month."""
    names = one.variable(variable).files or tuple(file.name for file in one.files)
    if len(names) not in (1, MONTHS):
        raise InputError(
            Problem(
                what=_("the dataset '{id}' has {count} files").format(id=one.id, count=len(names)),
                column=variable,
                allowed=_("one file, or one for each month"),
                todo=_("Write the path of the file instead."),
            )
        )
    return [locate(one.id, name) for name in names] if names else [locate(one.id)]


def _named(one: Entry, name: str) -> str:
    """The variable of a dataset that gives a quantity, the preferred one where there are more."""
    found = one.find(name) or (one.find(COUNTRY_CODE) if name == "country" else ())
    if not found:
        known = sorted({row.name for row in one.variables.values() if row.name})
        raise InputError(
            Problem(
                what=_("the dataset '{id}' doesn't give {name}").format(id=one.id, name=name),
                found=", ".join(known),
            )
        )
    return found[0]


def _opened(paths: list[Path], reference: Reference, name: str) -> Stored:
    if paths[0].suffix.lower() in ENDINGS:
        return open_raster(paths, reference, name)
    if reference.first_year is not None:
        raise InputError(
            Problem(
                what=_("first_year is for the bands of a GeoTIFF"),
                file=paths[0].name,
                column=name,
                found=f"first_year={reference.first_year}",
                todo=_("Leave it out: this file says its months itself."),
            )
        )
    if len(paths) == 1:
        return open_labelled(paths[0], reference, name)
    raise InputError(
        Problem(
            what=_("months in files of their own are read from GeoTIFF only"),
            file=paths[0].name,
            allowed=", ".join(ENDINGS),
            todo=_("Put the months into one file."),
        )
    )


def _meaning(reference: Reference, stored: Stored, one: Entry | None = None) -> Meaning:
    """What the reference says, else the catalogue, else the file."""
    meaning = Meaning(units=str(stored.attrs.get("units", "")).strip() or None)
    least, most = _valid_range(stored)
    meaning = replace(meaning, valid_minimum=least, valid_maximum=most)
    if one is not None:
        row = one.variable(str(reference.variable))
        meaning = Meaning(
            units=row.units,
            scale=row.scale,
            offset=row.offset,
            missing=row.missing,
            valid_minimum=_else(row.valid_minimum, meaning.valid_minimum),
            valid_maximum=_else(row.valid_maximum, meaning.valid_maximum),
        )
    return Meaning(
        units=reference.units or meaning.units,
        scale=meaning.scale if reference.scale is None else reference.scale,
        offset=meaning.offset if reference.offset is None else reference.offset,
        missing=reference.missing or meaning.missing,
        valid_minimum=_else(reference.valid_minimum, meaning.valid_minimum),
        valid_maximum=_else(reference.valid_maximum, meaning.valid_maximum),
    )


def _else(first: float | None, second: float | None) -> float | None:
    return second if first is None else first


def _valid_range(stored: Stored) -> tuple[float | None, float | None]:
    """The range of values by the CF attributes; numbers of the packed type are unpacked."""
    attrs = stored.attrs
    least, most = attrs.get("valid_range", (None, None))
    scale, offset, kind = attrs.get("_packing", (1.0, 0.0, "f"))

    def unpacked(value: Any) -> float | None:
        if value is None:
            return None
        is_packed = kind in "iu" and np.asarray(value).dtype.kind in "iu"
        return float(value) * scale + offset if is_packed else float(value)

    return unpacked(attrs.get("valid_min", least)), unpacked(attrs.get("valid_max", most))
