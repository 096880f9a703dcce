"""Whether the areas that a file gives can be areas of cells."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.plausible import threshold

HA_PER_KM2 = 100.0


def refuse_other_areas(given: xr.DataArray, areas: np.ndarray, cells: np.ndarray) -> None:
    """Refuse areas of a file that are larger than the cells, or look like square kilometres.

    Raises
    ------
    InputError
        With the largest one beside its cell.
    """
    known = np.isfinite(areas) & (areas > 0)
    if not known.any():
        return
    share = areas[known] / cells[known]
    most = threshold("area_of_cell_maximum")
    in_km2 = share * HA_PER_KM2
    if share.max() <= most and not (np.abs(in_km2 - 1).max() <= most - 1):
        return
    at = int(np.argmax(share))
    raise InputError(
        Problem(
            what=_("the areas are not those of cells of this grid"),
            file=str(given.attrs.get("source", "")) or None,
            column="area_ha",
            found=_("{area} ha in a cell of {cell} ha").format(
                area=f"{areas[known][at]:.6g}", cell=f"{cells[known][at]:.6g}"
            ),
            todo=_(
                "State their unit after the reference, as in [units=m2], or leave grid.area_ha "
                "out: the areas are then computed."
            ),
        )
    )
