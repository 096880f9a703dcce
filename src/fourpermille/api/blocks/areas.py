"""Areas of the cells of a block, and whether those that a file gives can be areas of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.plausible import threshold

if TYPE_CHECKING:
    from fourpermille.api.blocks.tiling import Block

HA_PER_KM2 = 100.0


def cell_areas(ds: xr.Dataset, block: Block) -> np.ndarray:
    """Areas (ha) of the rows and columns of a block of a grid that ``open_grid`` gave.

    Computed from the block and its neighbours alone, since a fine grid has billions of cells.
    """
    from fourpermille.data.grids import cell_area_ha  # slow import

    height, width = (float(one) for one in ds.attrs["cell_degrees"])
    lat, top = _with_neighbours(ds["lat"].values, block.row, block.row_end, -height)
    lon, left = _with_neighbours(ds["lon"].values, block.column, block.column_end, width)
    rows = slice(top, top + block.row_end - block.row)
    columns = slice(left, left + block.column_end - block.column)
    return np.asarray(cell_area_ha(lat, lon).values[rows, columns])


def _with_neighbours(
    centres: np.ndarray, start: int, stop: int, step: float
) -> tuple[np.ndarray, int]:
    """Centres from ``start`` to ``stop`` with those that set their edges, and where they begin."""
    centres = np.asarray(centres, dtype=float)
    if centres.size == 1:  # nothing beside it tells its size; not towards the pole beyond it
        return centres[0] + np.array([0.0, step if centres[0] >= 0 else -step]), 0
    first = max(start - 1, 0)
    last = min(stop + 1, centres.size)
    if last - first == 1:
        first, last = max(first - 1, 0), min(last + 1, centres.size)
    return centres[first:last], start - first


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
