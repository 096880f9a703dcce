"""The cells of a finished store as a list, with the mean series of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.api.blocks.codes import decoded, is_coded
from fourpermille.core.labels import describe

BASELINE = "soc_stock_baseline_tc_ha"
ANSWER = "extra_input_tc_ha_yr"
DOMAIN = "outside_domain"


def flatten(path: Path, lines: Sequence[Mapping[str, Any]], target_years: int) -> xr.Dataset:
    """Cells with an answer on ``cell``, without their yearly series, whose means are on ``year``.

    Of a series of the cells, only the target year stays (``..._at_target``). The means over the
    area come from the journal, since a series for each cell would not fit into the memory.
    """
    with xr.open_zarr(path, consolidated=False, chunks=None) as ds:
        answer = ds[ANSWER].values
        known = np.isfinite(answer)
        rows, columns = np.nonzero(known)
        fields: dict[str, Any] = {}
        for key in sorted(map(str, ds.data_vars)):  # a store lists them in no order
            name, array = key, ds[key]
            if name == BASELINE:
                at = array.sel(year=target_years).values[known]
                fields[f"{name}_at_target"] = ("cell",), at
            if "year" in array.dims:
                continue
            values = array.values[..., known]
            if is_coded(array):
                fields[name] = _text(decoded(name, values))
                if name == DOMAIN:  # a report in another language needs the numbers
                    fields[f"{DOMAIN}_flags"] = ("cell",), values
                continue
            others = tuple(str(dim) for dim in array.dims if dim not in ("lat", "lon"))
            fields[name] = ((*others, "cell"), values, _plain(array.attrs))
        lat, lon = ds["lat"].values[rows], ds["lon"].values[columns]
        coords = {
            dim: ds[dim].values for dim in ("variant", "stage", "practice") if dim in ds.coords
        }
    fields |= {"latitude": ("cell", lat), "longitude": ("cell", lon)}
    names = [f"{y:g}/{x:g}" for y, x in zip(lat.tolist(), lon.tolist(), strict=True)]
    fields["place"] = _text(np.array(names, dtype=object))
    means = mean_series(lines)
    fields |= {f"mean_{name}": ("year", values) for name, values in means.items()}
    length = max((values.size for values in means.values()), default=0)
    return describe(xr.Dataset(fields, {**coords, "year": np.arange(length)}))


def _text(words: np.ndarray) -> xr.Variable:
    """Words (objects) of the cells, as they are.

    Without ``fastpath`` xarray would send them through pandas, which makes a new object of each:
    a gigabyte for the few words that millions of cells share.
    """
    return xr.Variable(("cell",), words, fastpath=True)


def mean_series(lines: Sequence[Mapping[str, Any]]) -> dict[str, np.ndarray]:
    """Area-weighted means by year from the sums of the blocks, added in the order of the blocks."""
    sums: dict[str, np.ndarray] = {}
    for line in lines:
        for name, pair in line["sums"].items():
            both = np.array(pair, dtype=float)
            sums[name] = sums[name] + both if name in sums else both
    out = {}
    for name, (total, area) in sums.items():
        with np.errstate(invalid="ignore", divide="ignore"):
            out[name] = np.where(area > 0, total / area, np.nan)
    return out


def _plain(attrs: Mapping[str, Any]) -> dict[str, Any]:
    return {str(k): v for k, v in attrs.items() if not str(k).startswith("flag_")}
