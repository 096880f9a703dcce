"""Zarr stores that are laid out before their numbers are known."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path

import xarray as xr

from fourpermille.core.errors import MissingExtraError
from fourpermille.core.i18n import _


def require_zarr() -> None:
    """Raise MissingExtraError where Zarr stores can't be written."""
    try:
        import dask.array  # noqa: F401  optional dependency
        import zarr  # noqa: F401  optional dependency
    except ImportError as error:
        raise MissingExtraError("grid", _("writing Zarr stores")) from error


def lay_out(path: Path, template: xr.Dataset, results: Iterable[str]) -> None:
    """Write the head of a store, no numbers; numbers of ``results`` that are missing are NaN."""
    gaps = set(results)
    for name in template.variables:
        kind = template[name].dtype
        has_gaps = kind.kind == "f" and name in gaps
        template[name].encoding = {"_FillValue": kind.type(float("nan"))} if has_gaps else {}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*(specification|consolidated).*")
        template.to_zarr(path, mode="w", compute=False, consolidated=False, zarr_format=3)
