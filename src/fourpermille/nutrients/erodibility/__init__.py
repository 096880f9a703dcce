"""Ways to the erodibility of a soil: one file each, chosen by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import xarray as xr

from fourpermille.core.registry import Registry


@dataclass(frozen=True)
class Topsoil:
    """Texture and organic carbon, %."""

    sand: xr.DataArray
    silt: xr.DataArray
    clay: xr.DataArray
    soc: xr.DataArray


@dataclass(frozen=True)
class Erodibility:
    """K (t h/(MJ mm)), its change (%) for one more per cent of carbon, and what to tell."""

    k: xr.DataArray
    slope_percent: xr.DataArray
    about: dict[str, str]


METHODS: Registry[Callable[[Topsoil], Erodibility]] = Registry(
    "way to the erodibility", folder="fourpermille.nutrients.erodibility"
)
