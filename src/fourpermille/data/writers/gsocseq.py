"""Products of the sequestration map under the file names of the protocol."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.data.writers.cog import write_cog

RESOLUTION = "030"  # 30 arc-seconds, whatever the grid: the name of the product
_CODE = re.compile("[A-Z]{3}")
_AXES = {"latitude": "lat", "longitude": "lon"}


def file_name(country: str, product: str) -> str:
    """``NLD_GSOCseq_RSR_SSM1_Map030.tif``; ``…_T0_UncertaintyMap030.tif`` of an uncertainty.

    Raises InputError unless the country is three capital letters (ISO 3166-1 alpha-3).
    """
    if not _CODE.fullmatch(country):
        raise InputError(
            Problem(
                what=_("the file names need the country's code"),
                column="country",
                found=country,
                allowed=_("three capital letters, ISO 3166-1 alpha-3"),
            )
        )
    ending = "" if product.endswith("_Uncertainty") else "_"
    return f"{country}_GSOCseq_{product}{ending}Map{RESOLUTION}.tif"


def write_products(
    maps: Mapping[str, xr.DataArray], folder: Path, country: str, tags: Mapping[str, str]
) -> list[Path]:
    """Write maps on (``latitude``, ``longitude``) as COG; returns the files in their order."""
    written = []
    for product, one in maps.items():
        ready = one.rename({old: new for old, new in _AXES.items() if old in one.dims})
        more = {**tags, "product": product}
        written.append(write_cog(ready, folder / file_name(country, product), tags=more))
    return written


def is_grid(ds: xr.Dataset) -> bool:
    """Whether the places are rows and columns with positions."""
    axes = [name for name in (*_AXES, *_AXES.values()) if name in ds.dims and name in ds.coords]
    return len(axes) == 2 and all(np.size(ds[name]) > 1 for name in axes)
