"""Places from any file: the one entry to the readers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import xarray as xr

from fourpermille.core.errors import InputError, Problem, no_such_file
from fourpermille.core.i18n import _
from fourpermille.data.assemble import assemble
from fourpermille.data.doubts import doubt_places
from fourpermille.data.labelled import from_labelled
from fourpermille.data.problems import Problems
from fourpermille.data.readers import READERS, Reader
from fourpermille.data.sample import is_sample
from fourpermille.data.table import Tables

HEAD_BYTES = 4096

log = logging.getLogger(__name__)


def read_places(
    path: str | PathLike[str],
    *,
    climate_path: str | PathLike[str] | None = None,
    required: Sequence[str | tuple[str, ...]] = (),
) -> xr.Dataset:
    """Read places with their soil, inputs and climate from a file.

    Parameters
    ----------
    path
        CSV, XLSX, GeoPackage, GeoJSON, Rothamsted ``.dat``, NetCDF, Zarr or GeoTIFF.
    climate_path
        Table with one row a place and month, if the climate is not in the first file.
    required
        Variables that must be there; of a tuple, one must be.

    Returns
    -------
    Dataset on ``cell`` (grids keep their dims) and ``month`` or ``time``, canonical names and
    units. ``attrs["missing_cells"]`` counts cells without data by variable (JSON), and
    ``attrs["unused_columns"]`` names the columns that mean nothing here.

    Warns
    -----
    PlausibilityWarning
        Values that may be true, but look like another unit or a slip; not for shipped samples.

    Raises
    ------
    DataUnavailableError
        There is no such file.
    InputError
        Everything that is wrong with the file, with row, column, value found and allowed.
    """
    source = Path(path)
    problems = Problems(source.name)
    content = open_source(source)
    if isinstance(content, Tables):
        if climate_path is not None:
            content = with_climate(content, Path(climate_path), problems)
        ds = assemble(content, problems)
    else:
        if climate_path is not None:
            problems.add(
                _("a climate table beside a file that holds its own months"),
                found=Path(climate_path).name,
                allowed=_("a climate table beside a table of places"),
                todo=_("Remove climate_file."),
            )
        ds = from_labelled(content, source.name, problems)
    _check_required(ds, required, problems)
    problems.raise_if_any()
    if not is_sample(source):
        doubt_places(ds, problems)
    problems.tell()
    if ds.attrs.get("unused_columns"):
        log.info("%s: unused columns: %s", source.name, ds.attrs["unused_columns"])
    return ds


def open_source(path: Path) -> Tables | xr.Dataset:
    """Content of a file by the reader that knows its format.

    Raises
    ------
    DataUnavailableError
        There is no such file.
    InputError
        The content is not what the extension announces, or no reader knows it.
    """
    if not path.exists():
        raise no_such_file(path)
    head = b"" if path.is_dir() else _head(path)
    if path.is_dir() and not any(READERS.get(n)().recognises(path, head) for n in READERS.names()):
        raise InputError(
            Problem(
                what=_("this is a folder, and a file is expected"),
                file=str(path),
                todo=_("Name the file in it."),
            )
        )
    if not head and not path.is_dir():
        raise InputError(
            Problem(
                what=_("the file is empty"),
                file=path.name,
                found=_("0 bytes"),
                allowed=_("a row of headers and a row for each place"),
            )
        )
    return _reader_of(path, head).read(path)


def with_climate(tables: Tables, path: Path, problems: Problems) -> Tables:
    """The tables with the climate of another file in place of their own."""
    other = open_source(path)
    if not isinstance(other, Tables):
        problems.add(_("the climate file is no table"), file=path.name, allowed=".csv, .xlsx")
        return tables
    if tables.climate is not None:
        problems.add(
            _("two climate tables"),
            found=f"{tables.climate.label}, {path.name}",
            allowed=_("one of the two"),
        )
    return Tables(tables.places, other.climate or other.places)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _reader_of(path: Path, head: bytes) -> Reader:
    readers: dict[str, Reader] = {name: READERS.get(name)() for name in READERS.names()}
    suffix = path.suffix.lower()
    announced = [name for name, one in readers.items() if suffix in one.extensions]
    fitting = [name for name, one in readers.items() if one.recognises(path, head)]
    best = [name for name in announced if name in fitting]
    if not announced or (suffix in (".txt", ".dat") and not best):
        best = [name for name in fitting if name != "delimited"] or fitting
    if suffix == ".txt" and "rothamsted" in fitting:
        best = ["rothamsted"]
    if best:
        return readers[best[0]]
    known = sorted({ending for one in readers.values() for ending in one.extensions})
    raise InputError(
        Problem(
            what=_("the content is not what the file's name announces")
            if announced
            else _("the format isn't known"),
            file=path.name,
            found=_("content of a file {endings}").format(
                endings=" / ".join(end for name in fitting for end in readers[name].extensions)
            )
            if fitting
            else _("content of no known kind"),
            allowed=None if announced else ", ".join(known),
            todo=_("Save the file again in the format of its extension.")
            if fitting or not announced
            else _("The file is damaged, cut off or of another kind: open it in its program."),
        )
    )


def _check_required(
    ds: xr.Dataset, required: Sequence[str | tuple[str, ...]], problems: Problems
) -> None:
    for part in required:
        names = (part,) if isinstance(part, str) else part
        if not any(name in ds.variables for name in names):
            problems.add(
                _("a column is missing"),
                column=_(" or ").join(names),
                found=", ".join(str(name) for name in (*ds.coords, *ds.data_vars)),
                todo=_("Add it to the file, or give a default in the scenario."),
            )
