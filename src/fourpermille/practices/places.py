"""Places on one flat axis: their words, and where practices belong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from fourpermille.core.errors import OutOfRangeError, Problem, ShapeError, unknown_name
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.core.words import plain_word
from fourpermille.practices.schema import Practice
from fourpermille.soil.annual_map import Array
from fourpermille.soil.labels import Cells


def words(cells: Cells, name: str) -> list[str] | None:
    """A variable of words at each place; None where the data don't have it."""
    ds = cells.dataset
    if name not in ds:
        return None
    array = ds[name]
    _only_places(cells, array, name)
    missing = {dim: size for dim, size in _sizes(cells).items() if dim not in array.dims}
    flat = array.expand_dims(missing).transpose(*cells.dims).values.reshape(cells.size)
    return ["" if word is None or word != word else _spelt(name, str(word)) for word in flat]


def _spelt(name: str, word: str) -> str:
    """The word as the tables have it; classes of soil are written with capitals."""
    return word if name == "soil_class" else plain_word(word)


def known_words(cells: Cells) -> None:
    """Refuse a land use, climate zone or class of soil that nobody knows: UnknownNameError.

    A slip of the pen would else be a place where no practice belongs.
    """
    table = load_factors("ipcc_soc_ref")
    known = {
        "land_use": (_("land use"), tuple(load_parameters("land_use").rows)),
        "climate_zone": (_("climate zone"), table.words("climate_zone")),
        "soil_class": (_("class of soil"), table.words("soil_class")),
    }
    for name, (what, allowed) in known.items():
        for word in dict.fromkeys(words(cells, name) or ()):
            if word and word not in allowed:
                raise unknown_name(what, word, allowed, column=name)


def belongs(cells: Cells, practices: Sequence[Practice]) -> Array:
    """Whether all practices belong at each place, as far as the data say.

    By ``land_use`` and ``climate_zone`` where the data have them; a place without a word of its
    own isn't left out.
    """
    out = np.ones(cells.size, dtype=bool)
    lands, zones = words(cells, "land_use"), words(cells, "climate_zone")
    for one in practices:
        if lands is not None:
            out &= [one.fits(land or None, None) for land in lands]
        if zones is not None:
            out &= [one.fits(None, zone or None) for zone in zones]
    return out


def cap_of(cells: Cells, cap: float | xr.DataArray | None) -> Array | None:
    """The largest gain (places); OutOfRangeError for a negative one."""
    if cap is None:
        return None
    array = xr.DataArray(cap)
    _only_places(cells, array, "cap_tc_ha")
    if bool((array < 0).any()):
        raise OutOfRangeError(
            Problem(
                what=_("value out of range"),
                column="cap_tc_ha",
                found=float(array.min()),
                allowed=">= 0 t C/ha",
            )
        )
    missing = {dim: size for dim, size in _sizes(cells).items() if dim not in array.dims}
    flat = array.expand_dims(missing).transpose(*cells.dims)
    return np.asarray(flat.values, dtype=float).reshape(cells.size)


def _sizes(cells: Cells) -> dict[str, int]:
    return dict(zip(cells.dims, cells.shape, strict=True))


def _only_places(cells: Cells, array: xr.DataArray, name: str) -> None:
    if not set(array.dims) <= set(cells.dims):
        raise ShapeError(
            Problem(
                what=_("one value a place is expected, not a series"),
                column=name,
                found=str(array.dims),
                allowed=str(cells.dims),
            )
        )
