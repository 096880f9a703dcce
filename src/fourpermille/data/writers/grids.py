"""Maps of a run as files that other programs read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    DataUnavailableError,
    InputError,
    MissingExtraError,
    Problem,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.data.atomic import whole
from fourpermille.data.writers.cog import GRID, write_cog
from fourpermille.data.writers.labelled import write_netcdf

FORMATS = ("cog", "csv", "netcdf")
CSV_ROWS = 500_000  # cells in memory at a time


def export_grid(
    results: str | Path,
    out: str | Path,
    variables: Sequence[str] | None = None,
    *,
    format: str = "cog",
) -> list[Path]:
    """Write maps of a run's ``results.zarr`` as files for other programs.

    Parameters
    ----------
    results
        Zarr store or NetCDF file with maps on (``lat``, ``lon``).
    out
        Folder for the files.
    variables
        Names of the maps; all with rows and columns if None.
    format
        ``cog``: ``<variable>.tif`` and ``.qml`` each; ``netcdf``: one ``grid.nc``; ``csv``:
        ``grid.csv`` with one row for each cell that has any value, missing values empty.

    Returns
    -------
    The files, in the order of the variables.

    Raises
    ------
    DataUnavailableError
        There are no such results.
    InputError
        They can't be read, or have no such variable; there is no such format.
    """
    if format not in FORMATS:
        raise unknown_name(_("format of maps"), format, FORMATS)
    folder = Path(out)
    with _opened(Path(results)) as ds:
        # A store lists them in no order.
        maps = sorted(str(name) for name in ds.data_vars if set(GRID) <= set(ds[name].dims))
        if not maps:
            raise InputError(
                Problem(
                    what=_("the results are a list of places, not a grid"),
                    file=str(results),
                    todo=_("Use tables/places.csv."),
                )
            )
        for name in variables or ():
            if name not in maps:
                raise unknown_name(_("map of the results"), name, maps, file=str(results))
        names = list(variables or maps)
        if format == "cog":
            return [write_cog(ds[name], folder / f"{name}.tif") for name in names]
        if format == "netcdf":
            return [write_netcdf(ds[names], folder / "grid.nc")]
        return [_write_csv(ds[names], folder / "grid.csv")]


def _opened(path: Path) -> xr.Dataset:
    if not path.exists():
        raise DataUnavailableError(Problem(what=_("there is no such file"), file=str(path)))
    try:
        import dask  # noqa: F401  optional dependency
        import zarr  # noqa: F401  optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("exporting maps")) from error
    try:
        if path.is_dir():
            return xr.open_zarr(path, chunks={}, consolidated=False)
        return xr.open_dataset(path, engine="netcdf4", chunks={})
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            Problem(what=_("the results can't be read"), file=str(path), found=str(error))
        ) from error


def _write_csv(ds: xr.Dataset, path: Path) -> Path:
    """Rows of cells, from the first latitude to the last; further dimensions become columns."""
    flat = _flat(ds)
    rows = max(CSV_ROWS // ds.sizes["lon"], 1)
    with whole(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        for start in range(0, ds.sizes["lat"], rows):
            part = flat.isel(lat=slice(start, start + rows)).compute()
            lat, lon = np.meshgrid(part["lat"].values, part["lon"].values, indexing="ij")
            columns = {str(name): part[name].transpose(*GRID).values.ravel() for name in part}
            import pandas as pd  # slow import

            frame = pd.DataFrame({"lat": lat.ravel(), "lon": lon.ravel(), **columns})
            frame = frame[_has_values(columns)]
            frame.to_csv(file, index=False, header=start == 0, lineterminator="\n")
    return path


def _has_values(columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Which cells have any value; of codes, which can't be missing, 0 stands for none."""
    known = [np.isfinite(one) if one.dtype.kind == "f" else one != 0 for one in columns.values()]
    return np.asarray(np.any(known, axis=0))


def _flat(ds: xr.Dataset) -> xr.Dataset:
    """The Dataset with one variable for each step of further dimensions: ``pet_mm_month_03``."""
    flat: dict[str, xr.DataArray] = {}
    for name, array in ds.data_vars.items():
        parts = {str(name): array}
        for dim in (d for d in array.dims if d not in GRID):
            width = len(str(array.sizes[dim]))
            parts = {
                f"{key}_{dim}_{_step(one, dim, i, width)}": one.isel({dim: i}, drop=True)
                for key, one in parts.items()
                for i in range(array.sizes[dim])
            }
        flat |= parts
    return xr.Dataset({key: one.reset_coords(drop=True) for key, one in flat.items()})


def _step(array: xr.DataArray, dim: object, index: int, width: int) -> str:
    value = array[dim].values[index] if dim in array.coords else index + 1
    return f"{int(value):0{width}d}" if isinstance(value, int | np.integer) else str(value)[:10]
