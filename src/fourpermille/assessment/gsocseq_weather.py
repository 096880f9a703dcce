"""What the kernel is given of the phases' data: months of weather, and the clay of the layer."""

from __future__ import annotations

import xarray as xr

from fourpermille.assessment.gsocseq_phases import CLAY_DEPTH, COVER
from fourpermille.core.errors import InputError, Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet
from fourpermille.kernels.gsocseq import Weather, mean_year
from fourpermille.soil.annual_map import Array
from fourpermille.soil.labels import Cells


def weather(cells: Cells, parameters: ParameterSet) -> Weather:
    """The months of a phase, month first, in the precision given."""
    if cells.has("pet_mm") and cells.has("open_pan_evaporation_mm"):
        raise InputError(
            Problem(
                what=_("two evaporations are given"),
                column="pet_mm, open_pan_evaporation_mm",
                todo=_("Keep one of the two."),
            )
        )
    if cells.has("open_pan_evaporation_mm"):
        demand = cells.month_first("open_pan_evaporation_mm") * parameters["open_pan_factor"]
    else:
        demand = month_first(cells, "pet_mm")
    return Weather(
        month_first(cells, "air_temperature_degc"),
        month_first(cells, "precipitation_mm"),
        demand,
        month_first(cells, COVER),
    )


def month_first(cells: Cells, name: str) -> Array:
    """A variable as (months, places); MissingVariableError where it isn't there."""
    if not cells.has(name):
        cells.per_place(name)  # says that it is missing
    return cells.month_first(name)


def mean_weather(series: Weather) -> Weather:
    """The mean year of a series."""
    return Weather(*(mean_year(rows) for rows in series))


def clay_percent(soil: Cells, p: ParameterSet, script_weights: bool) -> Array:
    """Clay (places, %) of the layer: as given, or the mean over 0, 5, 15 and 30 cm."""
    if not soil.has("clay_percent") or CLAY_DEPTH not in soil.dataset["clay_percent"].dims:
        return soil.per_place("clay_percent")
    start = "script_clay_weight_" if script_weights else "clay_weight_"
    depths = [name.removeprefix(start).removesuffix("_cm") for name in p if name.startswith(start)]
    layers = soil.dataset["clay_percent"]
    if layers.sizes[CLAY_DEPTH] != len(depths):
        raise ShapeError(
            Problem(
                what=_("clay by depth needs the values at these depths"),
                column=CLAY_DEPTH,
                found=layers.sizes[CLAY_DEPTH],
                allowed=", ".join(f"{depth} cm" for depth in depths),
            )
        )
    weights = xr.DataArray([p[f"{start}{depth}_cm"] for depth in depths], dims=CLAY_DEPTH)
    mean = (layers * weights).sum(CLAY_DEPTH, skipna=False) / weights.sum()
    mean.attrs = layers.attrs
    merged = Cells(
        soil.dataset.assign(clay_percent=mean), soil.dims, soil.shape, soil.month_dim, soil.months
    )
    return merged.per_place("clay_percent")
