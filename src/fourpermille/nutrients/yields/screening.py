"""A parabola that levels off at two per cent of carbon, with the spread of a meta-regression."""

from __future__ import annotations

import xarray as xr

from fourpermille.core.parameters import load_parameters
from fourpermille.crop.arguments import word
from fourpermille.kernels.soil_yield import screening as curve
from fourpermille.nutrients.memory import every_row, told_of
from fourpermille.nutrients.yields import METHODS, Response, Soils

CROPS = ("maize", "wheat")


@METHODS.register("screening")
def screening(soils: Soils) -> Response:
    """Ratio of yields; the range is the relative spread of the possible gain of the crop."""
    before, after = soils.percents()
    known = load_parameters("yield_response")
    rows = every_row(known)
    crops = CROPS if soils.crop is None else (word("crop", soils.crop, CROPS),)
    shape = (rows["screening_threshold_percent"].value, rows["screening_curvature"].value)
    gain = curve(after, *shape) / curve(before, *shape) - 1
    gains = [rows[f"{crop}_gain_ratio"] for crop in crops]
    spread = max(((row.high or row.value) - row.value) / row.value for row in gains)
    ends = xr.concat([gain * (1 - spread), gain * (1 + spread)], "end")
    about = told_of(
        known,
        "screening_threshold_percent",
        "screening_curvature",
        *(row.name for row in gains),
    )
    fields = {
        "yield_ratio": 1 + gain,
        "yield_low_ratio": 1 + ends.min("end", skipna=False),
        "yield_high_ratio": 1 + ends.max("end", skipna=False),
    }
    return Response(fields, {"label": "screening", **about})
