"""The corrections of bias beside the one in use."""

from __future__ import annotations

from dataclasses import replace

from fourpermille.assessment.case import CORRECTIONS, MATCH_INPUTS, Case
from fourpermille.assessment.variants import METHOD, Change, Words, register
from fourpermille.core.i18n import N_

WORDS = {
    "bias_none": Words(N_("No bias correction"), N_("the rates of decay as the model has them")),
    "bias_match_inputs": Words(
        N_("Inputs matched"),
        N_("rates of decay such that today’s input is that of an independent estimate"),
    ),
    "bias_match_trials": Words(
        N_("Long-term trials matched"),
        N_("rates of decay such that trials with known manure are met without bias"),
    ),
}


@register(
    METHOD,
    label=N_("Bias correction"),
    about="the corrections below that the run itself doesn't use",
    words=WORDS.get,
)
def bias_correction(case: Case) -> dict[str, Change]:
    """None, inputs matched (where an independent estimate is given), rate matched to trials."""
    known = "independent_input_tc_ha_yr" in case.ds
    allowed = [name for name in CORRECTIONS if name != MATCH_INPUTS or known]
    return {f"bias_{name}": _with(name) for name in allowed if name != case.bias_correction}


def _with(name: str) -> Change:
    return lambda case: replace(case, bias_correction=name)
