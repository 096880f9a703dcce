"""Soil models on labelled data: forward, inverse, starting states."""

from fourpermille.soil.run import equilibrium, simulate
from fourpermille.soil.setup import Start

__all__ = ["Start", "equilibrium", "simulate"]
