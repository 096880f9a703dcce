"""Forward runs from file to file: read a block, compute, write its chunks; memory stays bounded.

Reading the next block and writing the last one go on while a block is computed, so that the time
is that of the files wherever computing is the shorter part.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from fourpermille import __version__
from fourpermille.api.blocks.folder import finish, open_unfinished
from fourpermille.api.blocks.journal import Journal
from fourpermille.api.blocks.progress import Meter
from fourpermille.api.blocks.stops import beside_out
from fourpermille.api.run_claim import claimed
from fourpermille.api.run_folder import JOURNAL
from fourpermille.core.errors import DataUnavailableError, InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.core.progress import Progress, no_progress

STORE = "results.zarr"
STOCK = "soc_stock_tc_ha"
STEPS = ("time", "month", "year")
MONTHS = 12
# Bytes of drivers in a block; three blocks are in memory at a time.
BLOCK_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True)
class Span:
    """Places of a block, from and up to (not including), along the first dim of places."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Forward:
    """A forward run: its drivers (not read), its store, and the options of ``simulate``."""

    drivers: xr.Dataset
    name: str
    dims: tuple[str, ...]
    step: int
    years: int
    options: dict[str, Any]

    @property
    def plain_dims(self) -> tuple[str, ...]:
        """Names of the dims of places inside a block."""
        return tuple(f"place_{number}" for number in range(len(self.dims)))

    def spans(self) -> list[Span]:
        """The blocks."""
        length = self.drivers.sizes[self.dims[0]]
        starts = range(0, length, self.step)
        return [Span(n, a, min(a + self.step, length)) for n, a in enumerate(starts)]


@beside_out
def simulate_file(
    source: str | Path,
    out: str | Path,
    *,
    progress: Progress | None = None,
    resume: bool = False,
    restart: bool = False,
    **options: Any,
) -> Path:
    """Run the model forward over places too many for the memory, from file to file.

    Parameters
    ----------
    source
        Zarr store or NetCDF file with what ``simulate`` needs, canonical names, on ``time``
        (months) or ``month`` and one or two dims of places.
    out
        Zarr store to write: ``soc_stock_tc_ha`` (year, places), t C/ha, end of each year.
    progress
        Called with (done, total, what).
    resume, restart
        A run that was cut off goes on by itself; ``resume`` insists that there is one,
        ``restart`` throws it away.
    options
        Keywords of ``simulate``: years (where a year repeats), model, parameters,
        moisture_option, bare_option, start, device.

    Returns
    -------
    The path of the store.

    Raises
    ------
    InputError
        The data can't be used; the message names variable, position, value and range.
    """
    path, target = Path(source), Path(out)
    run = _prepared(path, options)
    if target.exists():
        _refuse(target)
    with claimed(target):
        _simulated(run, path, target, options, progress or no_progress, resume, restart)
    return target


def _simulated(
    run: Forward,
    path: Path,
    target: Path,
    options: dict[str, Any],
    tell: Progress,
    resume: bool,
    restart: bool,
) -> None:
    """Answer what an earlier try left to do, and give the store its name."""
    part = open_unfinished(target, resume=resume, restart=restart)
    journal = Journal(part / JOURNAL)
    done = journal.start({"event": "forward", "fingerprint": _fingerprint(path, options)})
    spans = run.spans()
    todo = [span for span in spans if span.number not in done]
    if not done:
        _create(part / STORE, run)
    meter = Meter(tell, len(spans), len(done))
    for span, missing in _computed(run, todo, part / STORE):
        journal.done(span.number, {"start": span.start, "end": span.end, "missing": missing})
        meter.block(span.end - span.start)
    _describe(part / STORE, run, journal)
    target.parent.mkdir(parents=True, exist_ok=True)
    finish(part / STORE, target)
    for left in part.iterdir():
        left.unlink()
    part.rmdir()


def _prepared(path: Path, options: dict[str, Any]) -> Forward:
    from fourpermille.soil.base import SOIL_MODELS  # slow import

    if not path.exists():
        raise DataUnavailableError(Problem(what=_("there is no such file"), file=str(path)))
    drivers = _opened(path)
    needs = SOIL_MODELS.get(str(options.get("model", "rothc"))).needs
    known = drivers[[name for name in drivers.data_vars if name in needs]]
    dims = tuple(str(d) for d in _widest(known).dims if d not in STEPS)
    if not dims:
        raise InputError(
            Problem(what=_("the file holds no variable that is known"), file=path.name)
        )
    per_row = sum(known[n].nbytes for n in known.data_vars) / known.sizes[dims[0]]
    step = max(1, int(BLOCK_BYTES / max(per_row, 1)))
    step = _aligned(known, dims[0], step)
    return Forward(known, path.name, dims, step, _years(known, options), options)


def _years(ds: xr.Dataset, options: dict[str, Any]) -> int:
    """Years of the run: those of the series, or of a year that repeats as in ``simulate``."""
    if "time" in ds.dims:
        return int(ds.sizes["time"] // MONTHS)
    return int(options.get("years") or load_parameters("target")["years"])


def _opened(path: Path) -> xr.Dataset:
    """The drivers, not read."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*consolidated.*")
            opened: xr.Dataset = (
                xr.open_zarr(path, chunks=None) if path.is_dir() else xr.open_dataset(path)
            )
            return opened
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            Problem(what=_("the file can't be read"), file=path.name, found=str(error))
        ) from error


def _widest(ds: xr.Dataset) -> xr.DataArray:
    arrays = [ds[name] for name in ds.data_vars]
    return max(arrays, key=lambda array: array.size) if arrays else xr.DataArray(0.0)


def _aligned(ds: xr.Dataset, dim: str, step: int) -> int:
    """A step that is a whole number of the file's chunks, so that none is read twice."""
    chunks = []
    for name in ds.data_vars:
        sizes = ds[name].encoding.get("preferred_chunks", {})
        if dim in sizes:
            chunks.append(int(sizes[dim]))
    largest = max(chunks, default=1)
    return max(largest, step // largest * largest)


def _read(run: Forward, span: Span) -> xr.Dataset:
    from fourpermille.data.labelled import from_labelled  # slow import
    from fourpermille.data.problems import Problems

    part = run.drivers.isel({run.dims[0]: slice(span.start, span.end)}).load()
    # Under names that mean nothing, so that no reader turns rows or columns of a block round.
    part = part.drop_vars([dim for dim in run.dims if dim in part.coords])
    part = part.rename(dict(zip(run.dims, run.plain_dims, strict=True)))
    problems = Problems(run.name)
    ready = from_labelled(part, run.name, problems)
    problems.raise_if_any()
    return ready


def _computed(run: Forward, spans: list[Span], store: Path) -> Iterator[tuple[Span, int]]:
    """Compute blocks in order while the next is read and the last is written."""
    from fourpermille.soil.run import simulate  # slow import

    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(1) as writer:
        ahead: Future[xr.Dataset] | None = None
        behind: tuple[Span, int, Future[None]] | None = None
        for number, span in enumerate(spans):
            ready = (ahead or reader.submit(_read, run, span)).result()
            following = spans[number + 1] if number + 1 < len(spans) else None
            ahead = None if following is None else reader.submit(_read, run, following)
            stocks = simulate(ready, **run.options)[STOCK].transpose("year", *run.plain_dims)
            if behind is not None:
                behind[2].result()
                yield behind[0], behind[1]
            missing = int(np.isnan(stocks.values[-1]).sum())
            behind = span, missing, writer.submit(_write, store, stocks.values, span)
        if behind is not None:
            behind[2].result()
            yield behind[0], behind[1]


def _create(store: Path, run: Forward) -> None:
    import dask.array  # optional dependency

    sizes = tuple(run.drivers.sizes[dim] for dim in run.dims)
    climate = [n for n in ("air_temperature_degc", "rate_modifier") if n in run.drivers]
    single = any(run.drivers[name].dtype == np.float32 for name in climate)
    kind = np.float32 if single else np.float64
    shape, chunks = (run.years, *sizes), (run.years, run.step, *sizes[1:])
    empty = dask.array.full(shape, np.nan, dtype=kind, chunks=chunks)
    coords = {dim: run.drivers[dim].variable for dim in run.dims if dim in run.drivers.coords}
    template = xr.Dataset(
        {STOCK: (("year", *run.dims), empty)}, {**coords, "year": np.arange(1, run.years + 1)}
    )
    template[STOCK].encoding = {"_FillValue": np.array(np.nan, kind)[()]}
    template.to_zarr(store, mode="w", compute=False, consolidated=False, zarr_format=3)


def _write(store: Path, values: np.ndarray, span: Span) -> None:
    import zarr  # optional dependency

    group = zarr.open_group(store, mode="r+", use_consolidated=False)
    group[STOCK][:, span.start : span.end] = values  # type: ignore[index]


def _describe(store: Path, run: Forward, journal: Journal) -> None:
    import zarr  # optional dependency

    from fourpermille.core.variables import variable

    group = zarr.open_group(store, mode="r+", use_consolidated=False)
    row = variable(STOCK)
    group[STOCK].attrs.update({"units": row.units, "long_name": row.about})
    group.attrs.update(
        {
            "Conventions": "CF-1.11",
            "source": run.name,
            "fourpermille_version": __version__,
            "options": json.dumps(run.options, default=str, sort_keys=True),
        }
    )


def _fingerprint(path: Path, options: dict[str, Any]) -> str:
    """Names, sizes and times of the files, and the options: cheap for what is too large to read."""
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    rows = [(p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in files]
    content = json.dumps([str(path.resolve()), rows, options, __version__], default=str)
    return sha256(content.encode()).hexdigest()


def _refuse(target: Path) -> None:
    raise InputError(
        Problem(
            what=_("the store exists"),
            file=str(target),
            todo=_("Name another one with --out, or remove it."),
        )
    )
