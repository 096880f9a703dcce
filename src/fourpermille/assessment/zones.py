"""Climate zones of places from the climate that a run is given, in whatever form it comes."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fourpermille.assessment.case import OPEN_PAN, PET, potential_evaporation
from fourpermille.assessment.climate_zone import ZONES, climate_zone
from fourpermille.core.parameters import ParameterSet
from fourpermille.soil.annual_map import Array
from fourpermille.soil.calendar import MONTHS
from fourpermille.soil.mean_year import repeating_year

GIVEN = "climate_zone"
WARMTH, RAIN, HEIGHT = "air_temperature_degc", "precipitation_mm", "elevation_m"


def zones_of(places: xr.Dataset, parameters: str | ParameterSet) -> tuple[Array, str]:
    """Names of the zones (cell), and the variables for want of which there are none.

    As given in ``climate_zone``; where that has no word, by the climate.
    """
    found, lacking = _by_climate(places, parameters)
    if GIVEN not in places:
        return found, lacking
    words = np.where(places[GIVEN].isnull(), "", places[GIVEN].values).astype(str)
    found = np.where(words == "", found, words)
    return found, "" if (found != "").any() else lacking


def _by_climate(places: xr.Dataset, parameters: str | ParameterSet) -> tuple[Array, str]:
    """Names of the zones (cell), and the variables for want of which there are none.

    Climate on ``time`` counts with the mean of its years, evaporation of an open pan with the
    factor of the model's ``parameters``; what has no months holds in every month. Either every
    name is "" for want of variables, or the text is "".
    """
    lacking = [name for name in (WARMTH, RAIN) if name not in places]
    if PET not in places and OPEN_PAN not in places:
        lacking.append(f"{PET} | {OPEN_PAN}")
    if lacking:
        return np.full(places.sizes["cell"], ""), ", ".join(lacking)
    names = [name for name in (WARMTH, RAIN, PET, OPEN_PAN) if name in places]
    climate = repeating_year(places[names])
    pet = potential_evaporation(climate, parameters)
    months = [_months(one, places) for one in (climate[WARMTH], climate[RAIN], pet)]
    height = places[HEIGHT].values if HEIGHT in places else None
    return np.array(ZONES)[climate_zone(months[0], months[1], months[2], height)], ""


def _months(array: xr.DataArray, places: xr.Dataset) -> Array:
    """(places, 12) values of an array that may lack either dim."""
    sizes = {"cell": places.sizes["cell"], "month": MONTHS}
    missing = {dim: size for dim, size in sizes.items() if dim not in array.dims}
    return np.asarray(array.expand_dims(missing).transpose("cell", "month").values)
