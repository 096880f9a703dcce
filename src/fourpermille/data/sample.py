"""Samples shipped with the package: tables with a sidecar that says what they are.

A sample is a CSV file in ``data/samples`` with a TOML file of the same name beside it (title,
licence, sources, how it was made, checksum). Dropping the two there is all it takes to add one.
"""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from fourpermille.core.countries import country
from fourpermille.core.errors import Problem, UnknownNameError
from fourpermille.core.i18n import _

Climate = dict[str, np.ndarray[Any, np.dtype[np.float64]]]

COUNTRY_SAMPLE = "world_croplands"
FIRST_TABLE = "places"  # what the name of a folder of tables stands for
MONTHS = tuple(f"_{month:02d}" for month in range(1, 13))


def _folder() -> Path:
    return Path(str(files("fourpermille.data") / "samples"))


def samples() -> tuple[str, ...]:
    """Names of the shipped samples, such as ``world_croplands``."""
    found = (path.relative_to(_folder()) for path in _folder().rglob("*.csv"))
    return tuple(sorted(path.with_suffix("").as_posix() for path in found))


def sample_path(name: str) -> Path:
    """Path of the table of a sample; a folder of tables stands for its ``places``.

    Raises
    ------
    UnknownNameError
        No sample has this name.
    """
    known = samples()
    for candidate in (name, f"{name}/{FIRST_TABLE}"):
        if candidate in known:
            return _folder() / f"{candidate}.csv"
    raise UnknownNameError(Problem(what=_("unknown sample"), found=name, allowed=", ".join(known)))


def is_sample(path: Path) -> bool:
    """Whether a file is one of those shipped."""
    return path.is_relative_to(_folder())


def sample_info(name: str) -> dict[str, Any]:
    """Title, licence, sources and the rest of what the sidecar of a sample says."""
    sidecar = sample_path(name).with_suffix(".toml")
    return tomllib.loads(sidecar.read_text(encoding="utf-8"))


def country_climate(iso3: str) -> Climate:
    """Mean monthly climate of a country's cropland: 12 values for each variable.

    ``air_temperature_degc``, ``precipitation_mm``, ``pet_mm`` (Priestley–Taylor) and
    ``pet_thornthwaite_mm``. Source: sample ``world_croplands``, weighted by cropland area.

    Raises
    ------
    UnknownNameError
        There is no such country, or the sample has no climate for it.
    """
    code = country(iso3).iso3
    table = _country_rows()
    if code not in table:
        raise UnknownNameError(
            Problem(
                what=_("no mean climate of croplands for this country"),
                found=f"{code} ({country(code).name})",
                allowed=_("the {count} countries of the sample {name}").format(
                    count=len(table), name=COUNTRY_SAMPLE
                ),
                todo=_("Give the climate of the place in a climate file."),
            )
        )
    row = table[code]
    first = MONTHS[0]
    names = [column.removesuffix(first) for column in row if column.endswith(first)]
    return {
        name: np.array([float(row[name + month] or "nan") for month in MONTHS]) for name in names
    }


@cache
def _country_rows() -> dict[str, dict[str, str]]:
    with sample_path(COUNTRY_SAMPLE).open(encoding="utf-8", newline="") as file:
        return {row["country"]: row for row in csv.DictReader(file)}
