"""What the variables of other people's Datasets are in our vocabulary."""

from __future__ import annotations

from difflib import get_close_matches

import xarray as xr

from fourpermille.core.units import convertible
from fourpermille.core.variables import canonical_name, is_known, variables

# Names of the climate models' archives that would be too short for headers of tables.
ARCHIVE = {"pr": "precipitation_mm"}
_NEAR = 0.9  # files of grids hold much else: only what is almost our name is a slip of the pen


def known_name(array: xr.DataArray) -> str | None:
    """Canonical name of a variable: by its own name, CF standard name, alias, or name and units."""
    key = str(array.name)
    if is_known(key):
        return key
    standard = array.attrs.get("standard_name")
    if standard:
        for name, row in variables().items():
            if row.cf_standard_name == standard:
                return name
    found = canonical_name(key)
    if found is not None:
        return found[0]
    return ARCHIVE.get(key) or _by_units(key, str(array.attrs.get("units", "")))


def _by_units(key: str, units: str) -> str | None:
    """The one variable called ``key`` and a unit (``cell_area`` in ha) that has such units."""
    if not units:
        return None
    fitting = [
        name
        for name, row in variables().items()
        if any(_is_unit_of(key, word) for word in (name, *row.aliases)) and convertible(units, name)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _is_unit_of(key: str, word: str) -> bool:
    """Whether ``word`` is ``key`` with a single suffix."""
    return word.startswith(f"{key}_") and "_" not in word[len(key) + 1 :]


def misspelt(key: str) -> str | None:
    """The canonical name that a name almost is; None where it is none."""
    near = get_close_matches(key, list(variables()), n=1, cutoff=_NEAR)
    return near[0] if near else None
