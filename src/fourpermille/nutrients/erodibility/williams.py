"""Erodibility of the EPIC model (Williams 1995): more organic carbon, less erodible."""

from __future__ import annotations

from fourpermille.core.parameters import load_parameters
from fourpermille.kernels.erosion import PERCENT, carbon_factor, carbon_factor_slope, erodibility
from fourpermille.nutrients.erodibility import METHODS, Erodibility, Topsoil
from fourpermille.nutrients.memory import every_row, told_of


@METHODS.register("williams")
def williams(soil: Topsoil) -> Erodibility:
    """K and its slope; all constants are known from memory."""
    known = load_parameters("williams_1995")
    p = {name: row.value for name, row in every_row(known).items()}
    slope = PERCENT * carbon_factor_slope(soil.soc, p) / carbon_factor(soil.soc, p)
    k = erodibility(soil.sand, soil.silt, soil.clay, soil.soc, p)
    return Erodibility(k, slope, told_of(known))
