"""The corrections of bias beside the one in use."""

from __future__ import annotations

from dataclasses import replace

from fourpermille.assessment.case import CORRECTIONS, MATCH_INPUTS, Case
from fourpermille.assessment.variants import METHOD, Change, register


@register("bias_correction", METHOD)
def bias_correction(case: Case) -> dict[str, Change]:
    """None, inputs matched (where an independent estimate is given), rate matched to trials."""
    known = "independent_input_tc_ha_yr" in case.ds
    allowed = [name for name in CORRECTIONS if name != MATCH_INPUTS or known]
    return {f"bias_{name}": _with(name) for name in allowed if name != case.bias_correction}


def _with(name: str) -> Change:
    return lambda case: replace(case, bias_correction=name)
