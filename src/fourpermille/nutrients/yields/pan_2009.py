"""Cereals of the provinces of China: more organic matter, higher and steadier yields."""

from __future__ import annotations

from fourpermille.core.parameters import load_parameters
from fourpermille.nutrients.memory import every_row, told_of
from fourpermille.nutrients.yields import METHODS, Response, Soils

ROWS = ("pan_yield_kg_percent", "pan_variability_percent")


@METHODS.register("pan_2009")
def pan_2009(soils: Soils) -> Response:
    """Gain of yield and change of its variability; the source's range isn't known."""
    before, after = soils.percents()
    known = load_parameters("yield_response")
    matter = (after - before) * load_parameters("conversions")["organic_matter_per_carbon"]
    fields = {
        "yield_gain_kg_ha": matter * every_row(known)[ROWS[0]].value,
        "yield_variability_change_percent": matter * every_row(known)[ROWS[1]].value,
    }
    return Response(fields, {"label": "screening", "range": "not known", **told_of(known, *ROWS)})
