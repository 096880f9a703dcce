"""Families whose members a scenario names: a member's word is the name of its file."""

from fourpermille.core.registry import Home

VARIANTS = Home("fourpermille.assessment.variants", plugins="fourpermille.variants")
