"""Wet or dry, as the guidelines part climates for nitrous oxide."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.parameters import load_parameters
from fourpermille.crop.arguments import matched, quantity
from fourpermille.nutrients.arguments import flags


def n2o_climate(
    annual_precipitation_mm: Any, annual_pet_mm: Any, *, tropical: Any = False
) -> xr.DataArray:
    """Return "wet" or "dry" for each place, for ``n2o``.

    Parameters
    ----------
    annual_precipitation_mm, annual_pet_mm
        Rain and potential evapotranspiration of a year, mm, numbers or arrays of any shape.
    tropical
        Yes or no, or an array of them: in the tropics the rain alone decides.

    Returns
    -------
    Words: "wet" where rain exceeds potential evapotranspiration (boreal and temperate) or 1000 mm
    (tropical), else "dry"; "" where a value is missing, which ``n2o`` takes as missing.

    Raises
    ------
    InputError, OutOfRangeError, ShapeError, UnitsError

    Notes
    -----
    Source: IPCC 2019, Volume 4, Chapter 11, notes of Tables 11.1 and 11.3.
    """
    p = load_parameters("greenhouse_gases")
    at = matched(
        annual_precipitation_mm=quantity("annual_precipitation_mm", annual_precipitation_mm),
        annual_pet_mm=quantity("annual_pet_mm", annual_pet_mm),
        tropical=flags("tropical", tropical),
    )
    rain, hot = at["annual_precipitation_mm"], at["tropical"]
    least = xr.where(hot, p["wet_tropical_mm"], p["wet_ratio"] * at["annual_pet_mm"])
    known = rain.notnull() & (hot | at["annual_pet_mm"].notnull())
    words = xr.apply_ufunc(np.where, rain > least, "wet", "dry")
    return words.where(known, "")
