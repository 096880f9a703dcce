"""RothC's annual maps made on a GPU, of a repeating year or of every year of a series."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from fourpermille.kernels.maps import Maps
from fourpermille.soil.annual_map import Array
from fourpermille.soil.calendar import MONTHS
from fourpermille.soil.device import cuda_maps
from fourpermille.soil.drivers import input_pattern, kernel_parameters, warn_drifting, year_shares
from fourpermille.soil.forcing import soil_of_place, weather_of_year
from fourpermille.soil.labels import Cells


def can_make(cells: Cells) -> bool:
    """Whether the maps follow from weather; a rate modifier given as such has its own way."""
    return not cells.has("rate_modifier")


def maps_of_years(cells: Cells, model: Any, deficit: Array | None = None) -> Iterator[Maps]:
    """The map of each year, in order, the next one's soil as dry as the last one left it.

    The first starts at ``deficit`` (places); where that is None, at the one that repeats itself
    (a climatology), or at field capacity (a series).
    """
    amounts = {stream: input_pattern(cells, stream) for stream in model.streams}
    place = soil_of_place(cells, model, None, {})
    constants = kernel_parameters(model.parameters)
    if deficit is None and not cells.is_climatology:
        deficit = np.zeros(cells.size)
    for year in range(cells.months // MONTHS):
        span = slice(year * MONTHS, (year + 1) * MONTHS)
        shares = {name: year_shares(amount[:, span]).T for name, amount in amounts.items()}
        weather = weather_of_year(cells, model.parameters, shares, year)
        found = cuda_maps().run_maps(weather, place, constants, deficit=deficit)
        if deficit is None:
            water = (weather.precipitation_mm, weather.pet_mm, weather.plant_cover)
            warn_drifting(found.wetting_years, *water, place.deficit_limits)
        deficit = found.deficit_mm
        yield found
