"""Tables by country, region or any polygons: means, medians and totals weighted by area."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import MissingExtraError, Problem, ShapeError, unknown_name
from fourpermille.core.i18n import _
from fourpermille.core.units import registry
from fourpermille.core.variables import is_known, variable
from fourpermille.data.grids.area import areas_of
from fourpermille.data.grids.lattice import lattice_of
from fourpermille.data.grids.membership import Membership, of_codes, of_polygons

if TYPE_CHECKING:
    import pandas as pd

GRID = ("lat", "lon")
HALF, _SAME = 0.5, 1e-12
PER_HA = "ha-1"


def zonal_table(
    ds: xr.Dataset,
    zones: str | PathLike[str] | xr.DataArray | Any,
    *,
    weights: str | xr.DataArray | None = None,
    variables: Sequence[str] | None = None,
    label: str | None = None,
) -> pd.DataFrame:
    """Summarise maps over zones.

    Parameters
    ----------
    ds
        Maps on (``lat``, ``lon``), north to south; dask arrays are computed one by one.
    zones
        Name of a variable of ``ds`` with codes (``country``), such a DataArray, or polygons: a
        file (GeoPackage, GeoJSON, Shapefile) or GeoDataFrame. Of cells that polygons cut, the
        exact part counts.
    weights
        Area in ha that each cell stands for (a DataArray or variable of ``ds``, such as that of
        cropland); if None, the area of the cell on the ellipsoid.
    variables
        Names of the maps; if None, all numbers on (``lat``, ``lon``).
    label
        Column of the polygons that names the zones.

    Returns
    -------
    One row for each zone and variable: ``mean`` and ``median`` weighted by area, in ``units``;
    ``total``, the sum of value times area, of what is given per hectare, in ``total_units``;
    ``area_ha`` of the cells with a value; ``cells`` that
    lie at least partly in the zone and have a weight; of these ``missing_cells`` and
    ``missing_area_ha`` without a value. Statistics of zones without a value are missing.

    Raises
    ------
    ShapeError, UnknownNameError, InputError
        A map or the zones don't fit the grid; there is no such variable or column.
    """
    import pandas as pd  # slow import

    names = _names(ds, variables, zones, weights)
    grid = lattice_of(ds)
    if isinstance(zones, str) and zones in ds.variables:
        members = of_codes(_on_grid(ds[zones], ds))
    elif isinstance(zones, xr.DataArray):
        members = of_codes(_on_grid(zones, ds))
    else:
        _refuse_south_up(ds)
        members = of_polygons(zones, label, grid)
    if not members.cell.size and members.labels:
        raise ShapeError(
            Problem(
                what=_("no cell of the grid lies in any of the zones"),
                found=grid.describe(),
                todo=_("Check the reference system of the zones, and the signs of longitudes."),
            )
        )
    if weights is None:
        area = areas_of(ds)
    else:
        area = _on_grid(ds[weights] if isinstance(weights, str) else weights, ds)
    held = np.asarray(area.values, dtype=float).ravel()[members.cell] * members.share
    frames = [_rows(name, ds[name], members, held) for name in names]
    return pd.concat(frames, ignore_index=True)


def _rows(name: str, array: xr.DataArray, members: Membership, area: np.ndarray) -> pd.DataFrame:
    """One row a zone for one map."""
    import pandas as pd  # slow import

    values = np.asarray(array.transpose(*GRID).values, dtype=float).ravel()[members.cell]
    counts = np.isfinite(area) & (area > 0)
    there = counts & np.isfinite(values)
    weighed = np.where(there, area, 0.0)
    total = _sums(np.where(there, values, 0.0) * weighed, members)
    held, cells = _sums(weighed, members), _sums(counts.astype(float), members)
    present = _sums(there.astype(float), members)
    gone = _sums(np.where(counts & ~there, area, 0.0), members)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / held
    units = variable(name).units if is_known(name) else str(array.attrs.get("units", ""))
    of_all = _unit_of_total(units)
    return pd.DataFrame(
        {
            "zone": members.labels,
            "variable": name,
            "units": units,
            "mean": mean,
            "median": _medians(values, weighed, members),
            "total": np.where((held > 0) & bool(of_all), total, np.nan),
            "total_units": of_all,
            "area_ha": held,
            "cells": cells.astype(int),
            "missing_cells": (cells - present).astype(int),
            "missing_area_ha": gone,
        }
    )


def _unit_of_total(units: str) -> str:
    """Unit of a sum over land; "" where there is none: of years, shares, per cents, weather."""
    tokens = units.split()
    if PER_HA in tokens:
        return " ".join(token for token in tokens if token != PER_HA)
    try:
        found = registry().parse_units(units)
    except Exception:  # pint raises errors of many kinds for a text that is no unit
        return ""
    hectare = registry().hectare
    is_per_hectare = dict(found._units).get("hectare") == -1
    return f"{found * hectare:~C}" if is_per_hectare else ""


def _sums(values: np.ndarray, members: Membership) -> np.ndarray:
    """Sum over each zone."""
    try:
        from flox import groupby_reduce  # optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("tables by zone")) from error
    count = len(members.labels)
    if not values.size:
        return np.zeros(count)
    got, *_groups = groupby_reduce(
        values, members.zone, func="sum", expected_groups=np.arange(count), fill_value=0.0
    )
    return np.asarray(got)


def _medians(values: np.ndarray, weights: np.ndarray, members: Membership) -> np.ndarray:
    """Value at which half of the area of a zone is reached; between two where exactly half is."""
    used = weights > 0
    zone, values, weights = members.zone[used], values[used], weights[used]
    order = np.lexsort((values, zone))
    zone, values, weights = zone[order], values[order], weights[order]
    found = np.full(len(members.labels), np.nan)
    cuts = np.flatnonzero(zone[1:] != zone[:-1]) + 1
    ends = [0, *cuts.tolist(), len(zone)] if zone.size else []
    for start, stop in pairwise(ends):
        reached = np.cumsum(weights[start:stop])
        reached /= reached[-1]
        at = int(np.searchsorted(reached, HALF - _SAME))
        is_between = abs(reached[at] - HALF) <= _SAME and at + 1 < stop - start
        pair = values[start + at : start + at + (2 if is_between else 1)]
        found[zone[start]] = pair.mean()
    return found


def _names(
    ds: xr.Dataset, variables: Sequence[str] | None, zones: object, weights: object
) -> list[str]:
    for axis in GRID:
        if axis not in ds.coords:
            raise ShapeError(
                Problem(
                    what=_("the Dataset has no latitudes and longitudes"),
                    found=", ".join(map(str, ds.dims)),
                    allowed=", ".join(GRID),
                )
            )
    if variables is None:
        kept = [
            n for n in ds.data_vars if set(ds[n].dims) == set(GRID) and ds[n].dtype.kind in "fiub"
        ]
        known = [str(n) for n in kept]
        return [
            n for n in known if not any(isinstance(o, str) and n == o for o in (zones, weights))
        ]
    for name in variables:
        if name not in ds.data_vars:
            raise unknown_name(_("variable in the Dataset"), name, map(str, ds.data_vars))
        _on_grid(ds[name], ds)
    return list(variables)


def _on_grid(array: xr.DataArray, ds: xr.Dataset) -> xr.DataArray:
    """An array on exactly the cells of the Dataset."""
    same = set(array.dims) == set(GRID) and all(
        array.sizes[axis] == ds.sizes[axis]
        and np.allclose(array[axis].values, ds[axis].values, rtol=0, atol=1e-6)
        for axis in GRID
    )
    if not same:
        raise ShapeError(
            Problem(
                what=_("a map that isn't on the cells of the others"),
                column=str(array.name),
                found=", ".join(f"{dim}: {size}" for dim, size in array.sizes.items()),
                allowed=", ".join(f"{axis}: {ds.sizes[axis]}" for axis in GRID),
                todo=_(
                    "Select one month, scenario ... of it, or bring it to the grid with open_grid."
                ),
            )
        )
    return array.transpose(*GRID)


def _refuse_south_up(ds: xr.Dataset) -> None:
    falls = bool((np.diff(ds["lat"].values) < 0).all())
    rises = bool((np.diff(ds["lon"].values) > 0).all())
    if not (falls and rises):
        raise ShapeError(
            Problem(
                what=_("polygons are laid over grids from north to south and west to east only"),
                found=f"lat {ds['lat'].values[0]:g} ... {ds['lat'].values[-1]:g}",
                todo=_("Sort it: ds.sortby('lat', ascending=False).sortby('lon')."),
            )
        )
