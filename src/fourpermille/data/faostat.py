"""The FAOSTAT panel: production of crops and arable land by country and year."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    DataUnavailableError,
    InputError,
    MissingExtraError,
    Problem,
)
from fourpermille.core.i18n import _

COUNTRY, YEAR, AREA = "iso_a3", "year", "arable_land_kha"


def read_panel(path: str | Path, crops: Sequence[str]) -> xr.Dataset:
    """Read ``production_kt`` (country, year, crop) and ``arable_land_kha`` (country, year).

    Raises DataUnavailableError, InputError for another file, MissingExtraError without ``grid``.
    """
    file = Path(path)
    if not file.is_file():
        raise DataUnavailableError(Problem(what=_("there is no such file"), file=str(file)))
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("grid", _("reading Parquet files")) from error
    columns = {name: f"production_{name}_kt" for name in crops}
    wanted = [COUNTRY, YEAR, AREA, *columns.values()]
    try:
        there = parquet.read_schema(file).names
        missing = [name for name in wanted if name not in there]
        table = None if missing else parquet.read_table(file, columns=wanted)
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(
            Problem(what=_("not a Parquet file that can be read"), file=str(file), found=str(error))
        ) from error
    if table is None:
        raise InputError(
            Problem(what=_("columns are missing"), file=str(file), column=", ".join(missing))
        )
    return _arranged(
        {name: np.asarray(table[name].to_pylist()) for name in (COUNTRY, YEAR)},
        {name: _numbers(table[name]) for name in wanted[2:]},
        columns,
        file,
    )


def _numbers(column: object) -> np.ndarray:
    values = column.to_pylist()  # type: ignore[attr-defined]
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _arranged(
    keys: dict[str, np.ndarray],
    values: dict[str, np.ndarray],
    columns: dict[str, str],
    file: Path,
) -> xr.Dataset:
    """Rows as arrays of country, year and crop; what has no row is missing."""
    countries, at = np.unique(keys[COUNTRY].astype(str), return_inverse=True)
    years, when = np.unique(keys[YEAR].astype(int), return_inverse=True)
    row_of = at * years.size + when
    grown = np.stack([values[column] for column in columns.values()], axis=-1)
    kept = _kept(row_of, np.isfinite(grown).any(axis=-1), file)
    production = np.full((countries.size * years.size, len(columns)), np.nan)
    area = np.full(countries.size * years.size, np.nan)
    production[row_of[kept]], area[row_of[kept]] = grown[kept], values[AREA][kept]
    return xr.Dataset(
        {
            "production_kt": (
                ("country", "year", "crop"),
                production.reshape(countries.size, years.size, -1),
            ),
            AREA: (("country", "year"), area.reshape(countries.size, years.size)),
        },
        coords={"country": countries, "year": years, "crop": list(columns)},
        attrs={"rows_left_out": int((~kept).sum())},
    )


def _kept(row_of: np.ndarray, produces: np.ndarray, file: Path) -> np.ndarray:
    """Which rows to keep where several share a country and year.

    A dissolved state (the USSR, Belgium-Luxembourg) stands under the code of a successor, with its
    own land but without production: land and production of different states must not meet.
    """
    shared = np.bincount(row_of)[row_of] > 1
    kept = ~shared | produces
    if np.bincount(row_of[kept]).max(initial=0) > 1:
        raise InputError(
            Problem(what=_("a country and year stand on more than one row"), file=str(file))
        )
    return np.asarray(kept)
