"""A deterministic sample of places, each with the area it stands for."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fourpermille.soil.annual_map import Array
from fourpermille.soil.models.rothc import RothC

SAMPLE = "cell"


def place_dims(ds: xr.Dataset) -> tuple[str, ...]:
    """The dims of the places, in the order of the engine's results."""
    dims: dict[str, None] = {}
    for name in RothC.needs:
        if name in ds:
            dims |= {str(d): None for d in ds[name].dims if d not in ("month", "time", "year")}
    return tuple(dims)


def on_places(ds: xr.Dataset, name: str) -> Array:
    """A variable with one value a place, as (places, flat)."""
    dims = place_dims(ds)
    array = ds[name]
    missing = {dim: ds.sizes[dim] for dim in dims if dim not in array.dims}
    full = array.expand_dims(missing) if missing else array
    return np.asarray(full.transpose(*dims).values, dtype=float).ravel()


def areas(ds: xr.Dataset) -> Array:
    """Area (places, flat) in ha; 1 everywhere where no area is given, 0 where it is missing."""
    if "area_ha" in ds:
        return np.nan_to_num(on_places(ds, "area_ha"))
    return np.ones(int(np.prod([ds.sizes[dim] for dim in place_dims(ds)], dtype=int)))


def positions(weights: Array, most: int) -> tuple[Array, Array]:
    """Indices of at most ``most`` places and the weight of each, proportional to area.

    The places stand in a row, each as long as its weight; the row is cut into ``most`` equal
    pieces and the place at the middle of each piece is taken, so that the order of the places
    (on a grid: latitude) is sampled evenly. All places, with their own weights, where there are
    not more.
    """
    used = np.flatnonzero(weights > 0)
    if used.size <= most:
        return used, weights[used]
    reached = np.cumsum(weights[used])
    middles = (np.arange(most) + 0.5) * (reached[-1] / most)
    chosen, count = np.unique(np.searchsorted(reached, middles), return_counts=True)
    return used[chosen], count * (reached[-1] / most)


def sample(ds: xr.Dataset, most: int) -> xr.Dataset:
    """At most ``most`` places of the data on ``cell``, with the area that each stands for.

    Only places whose stock is known take part.
    """
    weights = areas(ds)
    if "soc_stock_tc_ha" in ds:
        known = np.isfinite(on_places(ds, "soc_stock_tc_ha"))
        weights = np.where(known, weights, 0.0)
    index, weight = positions(weights, most)
    return chosen(ds, index, weight)


def chosen(ds: xr.Dataset, index: Array, area_ha: Array) -> xr.Dataset:
    """The places at flat positions, on ``cell``, with an area each."""
    dims = place_dims(ds)
    if not dims:  # a single place
        return ds.expand_dims(SAMPLE).assign(area_ha=(SAMPLE, area_ha))
    where = np.unravel_index(index, [ds.sizes[dim] for dim in dims])
    at = {dim: xr.DataArray(i, dims=SAMPLE) for dim, i in zip(dims, where, strict=True)}
    out = ds.isel(at).drop_vars(SAMPLE, errors="ignore").assign(area_ha=(SAMPLE, area_ha))
    return out.transpose(SAMPLE, ...).load()
