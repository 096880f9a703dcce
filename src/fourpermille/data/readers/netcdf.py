"""NetCDF: places or grids with labelled dimensions."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.data.readers import READERS

# Seconds reach years before 1678; time since is no time.
TIMES = xr.coders.CFDatetimeCoder(time_unit="s")


@READERS.register("netcdf")
class NetcdfReader:
    """NetCDF 3 and 4."""

    extensions = (".nc", ".nc4", ".cdf", ".netcdf")

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether the first bytes are those of NetCDF or HDF5."""
        return head.startswith((b"CDF", b"\x89HDF"))

    def read(self, path: Path) -> xr.Dataset:
        """The Dataset of the file, loaded.

        Raises
        ------
        InputError
            The NetCDF library can't read it.
        """
        try:
            with xr.open_dataset(path, engine="netcdf4", decode_times=TIMES) as ds:
                return ds.load()
        except (OSError, ValueError) as error:
            raise InputError(
                Problem(
                    what=_("the file can't be read as NetCDF"), file=path.name, found=str(error)
                )
            ) from error
