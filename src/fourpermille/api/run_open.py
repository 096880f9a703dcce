"""The results of a run opened, and anything else refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fourpermille.api.run_folder import RESULTS, results_path
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    import xarray as xr

MARKS = ("fourpermille_version", "references")  # what every result says about itself


def open_results(place: Path) -> xr.Dataset:
    """Open the results in a run folder, or the file itself, lazily.

    Raises DataUnavailableError where there are none, InputError for a file of another kind.
    """
    import xarray as xr  # slow import

    path = results_path(place)
    try:
        if path.suffix == ".zarr":
            ds: xr.Dataset = xr.open_zarr(path, consolidated=False, chunks=None)
        else:
            ds = xr.open_dataset(path)
    except (ValueError, OSError, KeyError) as error:
        raise _refused(place) from error
    if not set(MARKS) & set(ds.attrs):
        ds.close()
        raise _refused(place)
    return ds


def _refused(place: Path) -> InputError:
    return InputError(
        Problem(
            what=_("this is no result of this program"),
            file=str(place),
            allowed=", ".join(RESULTS),
            todo=_("Give a run folder, or the results file in it."),
        )
    )
