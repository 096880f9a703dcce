"""Grids of other people as one lazy Dataset of ours, and what is computed over zones of them."""

from fourpermille.data.grids.area import cell_area_ha
from fourpermille.data.grids.check import check_block
from fourpermille.data.grids.opening import open_grid
from fourpermille.data.grids.zones import zonal_table

__all__ = ["cell_area_ha", "check_block", "open_grid", "zonal_table"]
