"""Kilograms of grain for each tonne of soil carbon, ranges for the developing world."""

from __future__ import annotations

import xarray as xr

from fourpermille.core.parameters import load_parameters
from fourpermille.crop.arguments import word
from fourpermille.nutrients.memory import every_row, told_of
from fourpermille.nutrients.yields import METHODS, Response, Soils

CROPS = ("wheat", "rice", "maize")


@METHODS.register("lal_2006")
def lal_2006(soils: Soils) -> Response:
    """Gain of yield: the middle of the published range, and its ends."""
    before, after = soils.stocks()
    known = load_parameters("yield_response")
    row = every_row(known)[f"lal_{word('crop', soils.crop, CROPS)}_kg_tc"]
    gain = after - before
    ends = xr.concat([gain * end for end in (row.low, row.high) if end is not None], "end")
    fields = {
        "yield_gain_kg_ha": gain * row.value,
        "yield_gain_low_kg_ha": ends.min("end", skipna=False),
        "yield_gain_high_kg_ha": ends.max("end", skipna=False),
    }
    return Response(fields, {"label": "screening", **told_of(known, row.name)})
