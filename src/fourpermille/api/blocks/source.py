"""The grid of a scenario, opened but not read, and its cells block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.scenario import Scenario

if TYPE_CHECKING:
    from fourpermille.api.blocks.tiling import Block
    from fourpermille.core.scenario.grid import Mask

CHANGES = ("temperature_change_k", "precipitation_change_ratio")
# A grid that is no larger than this is read once and kept; a larger one block by block.
KEPT_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class Cells:
    """The cells of a block that count: their places in the block, and their data on ``cell``.

    ``masked`` counts the cells with data that the mask leaves out.
    """

    inside: np.ndarray
    ds: xr.Dataset
    masked: int


def open_source(scenario: Scenario) -> xr.Dataset:
    """The grid of a scenario as ``lazy_source`` gives it, small ones read as a whole.

    Their files may be packed as one piece. Raises InputError.
    """
    ds = lazy_source(scenario)
    return ds.load() if ds.nbytes <= KEPT_BYTES else ds


def lazy_source(scenario: Scenario) -> xr.Dataset:
    """The grid of a scenario on (``lat``, ``lon``), canonical names and units, nothing read yet.

    Raises InputError.
    """
    from fourpermille.data.grids import open_grid  # slow import

    if scenario.grid is None:
        raise InputError(Problem(what=_("a scenario without a grid"), column="grid"))
    bounds = None if scenario.mask is None else scenario.mask.bounds
    ds: xr.Dataset = open_grid(
        _read(scenario),
        folder=scenario.base_dir,
        bounds=None if bounds is None else (bounds[0], bounds[1], bounds[2], bounds[3]),
    )
    return ds


def _read(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """What is read of the grid: without the changes of climate where nobody asks for them.

    They are the largest part by far: a month or season of each model and path.
    """
    assert scenario.grid is not None
    asked = scenario.sensitivity
    wanted = () if asked is None else (*asked.variants, *asked.decompose)
    found = scenario.grid.references()
    return {k: v for k, v in found.items() if k not in CHANGES or "climate_change" in wanted}


def read_block(ds: xr.Dataset, block: Block, scenario: Scenario) -> Cells:
    """The cells of a block that count, with area and country.

    Raises InputError where a value can't be (a fill value that nobody declared, say).
    """
    from fourpermille.data.grids import check_block  # slow import
    from fourpermille.data.grids.area import areas_within

    part = ds.isel(lat=block.rows, lon=block.columns).load()
    check_block(part)
    part = part.transpose(..., "lat", "lon")
    inside, masked = cells_inside(part, scenario.mask)
    fields: dict[str, Any] = {}
    for name in part.data_vars:
        array = part[name]
        dims = tuple(dim for dim in array.dims if dim not in ("lat", "lon"))
        fields[str(name)] = ((*dims, "cell"), array.values[..., inside], array.attrs)
    rows, columns = np.nonzero(inside)
    lat, lon = part["lat"].values, part["lon"].values
    fields["latitude"] = ("cell",), lat[rows]
    fields["longitude"] = ("cell",), lon[columns]
    if "area_ha" not in fields:
        areas = areas_within(ds, block.rows, block.columns)[inside]
        fields["area_ha"] = ("cell",), areas, {"source": "computed from the grid"}
    if "cropland_fraction" in fields:
        share = fields["cropland_fraction"][1]
        dims, area, attrs = fields["area_ha"]
        fields["area_ha"] = dims, area * share, attrs
    if {"cropland_irrigated_fraction", "cropland_fraction"} <= set(fields):
        fields["irrigated_fraction"] = _irrigated(fields)
    other = [n for n in part.coords if not {"lat", "lon"} & {n, *part[n].dims}]
    coords = {n: part[n] for n in other}
    out = xr.Dataset(fields, coords).set_coords(["latitude", "longitude"])
    return Cells(inside, out, masked)


def _irrigated(fields: dict[str, Any]) -> tuple[Any, np.ndarray, dict[str, str]]:
    """Share of the cropland that is irrigated, from both as shares of the cell."""
    dims, irrigated, attrs = fields["cropland_irrigated_fraction"]
    cropland = fields["cropland_fraction"][1]
    share = np.divide(irrigated, cropland, out=np.zeros_like(irrigated), where=cropland > 0)
    return dims, np.clip(share, 0.0, 1.0), {"source": str(attrs.get("source", "given"))}


def cells_inside(part: xr.Dataset, mask: Mask | None) -> tuple[np.ndarray, int]:
    """Cells that the mask keeps, and how many with data it leaves out.

    A cell with land (its share of cropland, its class of land cover or, where neither is given,
    any value) counts; one whose stock is missing counts as missing, not as masked.
    """
    shape = (part.sizes["lat"], part.sizes["lon"])
    kept = np.ones(shape, bool)
    with np.errstate(invalid="ignore"):
        if mask is not None and mask.least_cropland_fraction is not None:
            kept &= part["cropland_fraction"].values > mask.least_cropland_fraction
        if mask is not None and mask.land_cover_classes is not None:
            kept &= np.isin(part["land_cover_class"].values, mask.land_cover_classes)
        if "soc_stock_tc_ha" not in part:
            return kept, 0
        stock = part["soc_stock_tc_ha"].values
        known = np.isfinite(stock)
        if mask is None or (
            mask.least_cropland_fraction is None and mask.land_cover_classes is None
        ):
            kept &= known  # nothing else tells land from sea
        here = kept.copy()
        if mask is not None and mask.least_soc_stock_tc_ha is not None:
            kept &= ~(stock <= mask.least_soc_stock_tc_ha)
        if mask is not None and mask.most_soc_stock_tc_ha is not None:
            kept &= ~(stock >= mask.most_soc_stock_tc_ha)
    return kept, int((here & ~kept).sum())
