"""Zarr stores: grids in a folder."""

from __future__ import annotations

import warnings
from pathlib import Path

import xarray as xr

from fourpermille.core.errors import InputError, MissingExtraError, Problem
from fourpermille.core.i18n import _
from fourpermille.data.readers import READERS

MARKS = ("zarr.json", ".zgroup", ".zmetadata")

# Seconds reach years before 1678; time since is no time.
TIMES = xr.coders.CFDatetimeCoder(time_unit="s")


@READERS.register("zarr")
class ZarrReader:
    """Zarr, formats 2 and 3."""

    extensions = (".zarr",)

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether the folder holds the description of a store."""
        return path.is_dir() and any((path / mark).exists() for mark in MARKS)

    def read(self, path: Path) -> xr.Dataset:
        """The Dataset of the store, loaded.

        Raises
        ------
        InputError
            It is no store that xarray reads.
        """
        try:
            import zarr  # noqa: F401  optional dependency
        except ImportError as error:
            raise MissingExtraError("grid", _("reading Zarr stores")) from error
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message=".*consolidated.*")
                with xr.open_zarr(path, chunks=None, decode_times=TIMES) as ds:
                    loaded: xr.Dataset = ds.load()
                    return loaded
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                Problem(
                    what=_("the folder can't be read as Zarr"), file=path.name, found=str(error)
                )
            ) from error
