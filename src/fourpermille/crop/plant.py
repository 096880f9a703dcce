"""A crop of one year: where its carbon stands at harvest, whichever method says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import xarray as xr

from fourpermille.core.registry import Registry


@dataclass(frozen=True)
class Grown:
    """What has grown for a yield, before anything is taken away.

    Carbon in t C/ha: ``product``, ``above`` (residue), ``roots``, ``exudates``; dry matter of the
    residue in t/ha; nitrogen of the residue in kg/ha. ``kept`` holds the shares of product, roots
    and exudates that stay on the field. ``crop_burnt`` names the combustion factor; ``about``
    tells method and source.
    """

    product: xr.DataArray
    above: xr.DataArray
    roots: xr.DataArray
    exudates: xr.DataArray
    above_tdm_ha: xr.DataArray
    below_tdm_ha: xr.DataArray
    above_nitrogen: xr.DataArray
    below_nitrogen: xr.DataArray
    product_nitrogen: xr.DataArray
    kept: tuple[float, float, float] = (0.0, 1.0, 1.0)
    crop_burnt: str | None = None
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A yield, and what a method may be told about it; each method refuses what it doesn't use."""

    crop: str
    yield_t_ha: xr.DataArray
    dry_matter: xr.DataArray | None = None
    form: str | None = None
    condition: str | None = None
    harvest_index: str | None = None
    below_ground: str | None = None
    table: Any = None
    unverified: bool = False


@dataclass(frozen=True)
class Method:
    """A way from yield to residues: ``grow`` answers a question, ``crops`` lists its crops."""

    name: str
    grow: Callable[[Question], Grown]
    crops: Callable[[], list[dict[str, Any]]]


METHODS: Registry[Method] = Registry(
    "method from yield to residues",
    folder="fourpermille.crop.methods",
    plugins="fourpermille.crop_methods",
)
