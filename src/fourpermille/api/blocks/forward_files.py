"""The files of a forward run: a block of the drivers read, a block of the stocks written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import xarray as xr

from fourpermille import __version__
from fourpermille.api.blocks.forward_run import Forward, Span

STOCK = "soc_stock_tc_ha"


def read(run: Forward, span: Span) -> xr.Dataset:
    """A block of the drivers, with canonical names and units; raises InputError."""
    from fourpermille.data.labelled import from_labelled  # slow import
    from fourpermille.data.problems import Problems

    part = run.drivers.isel({run.dims[0]: slice(span.start, span.end)}).load()
    # Under names that mean nothing, so that no reader turns rows or columns of a block round.
    part = part.drop_vars([dim for dim in run.dims if dim in part.coords])
    part = part.rename(dict(zip(run.dims, run.plain_dims, strict=True)))
    problems = Problems(run.name)
    ready = from_labelled(part, run.name, problems)
    problems.raise_if_any()
    if "time" in part.dims and "time" not in ready.dims:  # a series of one year isn't a mean year
        ready = ready.drop_vars("month").rename(month="time")
        ready = ready.assign_coords({name: part[name] for name in ("time",) if name in part.coords})
    return ready


def create(store: Path, run: Forward) -> None:
    """An empty store for the stocks, one chunk a block."""
    import dask.array  # optional dependency

    sizes = tuple(run.drivers.sizes[dim] for dim in run.dims)
    climate = [n for n in ("air_temperature_degc", "rate_modifier") if n in run.drivers]
    single = any(run.drivers[name].dtype == np.float32 for name in climate)
    kind = np.float32 if single else np.float64
    shape, chunks = (len(run.years), *sizes), (len(run.years), run.step, *sizes[1:])
    empty = dask.array.full(shape, np.nan, dtype=kind, chunks=chunks)
    coords = {dim: run.drivers[dim].variable for dim in run.dims if dim in run.drivers.coords}
    template = xr.Dataset(
        {STOCK: (("year", *run.dims), empty)}, {**coords, "year": np.array(run.years)}
    )
    template[STOCK].encoding = {"_FillValue": np.array(np.nan, kind)[()]}
    template.to_zarr(store, mode="w", compute=False, consolidated=False, zarr_format=3)


def write(store: Path, values: np.ndarray, span: Span) -> None:
    """Stocks (year, places) of a block at their places."""
    import zarr  # optional dependency

    group = zarr.open_group(store, mode="r+", use_consolidated=False)
    group[STOCK][:, span.start : span.end] = values  # type: ignore[index]


def describe(store: Path, run: Forward) -> None:
    """What the store holds, and what made it."""
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
