"""The assumptions of a run in words, true to how its question was put."""

import numpy as np

from fourpermille.core.i18n import _, ngettext
from fourpermille.report.context import context
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num


def _start(facts: Facts) -> str:
    return {
        "measured_pools": _("**Start**: the pools of carbon were given as measured."),
        "pedotransfer": _("**Start**: the pools were read off the stock and the clay."),
        "trend": _("**Start**: the pools were set so that the stock follows the observed trend."),
        "history": _("**Start**: the pools follow from the former land use and its end."),
    }.get(
        facts.asked.start,
        _start_in_balance(facts),
    )


def _start_in_balance(facts: Facts) -> str:
    if facts.asked.inputs_given:
        return _(
            "**Start**: today’s returns were given, and needn’t be those that keep today’s stock. "
            "The pools have the proportions that these returns lead to; the stock then drifts "
            "as the returns let it."
        )
    return _(
        "**Start in balance**: the soils are taken to be in balance with today’s returns. Of a "
        "soil that is still losing carbon, the same extra input gains as much over its falling "
        "course; to make good for the loss as well takes more."
    )


def _today(facts: Facts) -> str:
    if facts.asked.inputs_given:
        return _(
            "**Today’s input was given**, not computed from the stock. How far it is from what the "
            "model needs to keep today’s stock tells whether stock, input and model agree."
        )
    if facts.asked.is_balanced:
        return _(
            "**Today’s input is computed, not measured**: it is what the model needs to keep "
            "today’s stock. Where it comes out larger than any crop returns, the stock or the "
            "model is wrong for that place."
        )
    return _(
        "**Today’s input is computed, not measured**: it is what the model needs to come from the "
        "start to today’s stock. Where it comes out larger than any crop returns, the stock, the "
        "start or the model is wrong for that place."
    )


def _target(facts: Facts) -> list[str]:
    """Say what isn't usual about the path of the extra input, its bounds and declining soils."""
    found = []
    path = {
        "ramp": _("**Path**: the extra input rises in equal steps up to the last target year."),
        "logistic": _("**Path**: the extra input follows a curve of adoption: slow, fast, slow."),
        "shares": _("**Path**: the extra input of each year is a stated share of the last one’s."),
        "each_year": _(
            "**Path**: each year has the extra input that keeps the stock on the target path. "
            "What is called the extra input is the mean over the period."
        ),
    }
    if facts.asked.path in path:
        found.append(path[facts.asked.path])
    target = facts.scenario.get("target") or {}
    bounds = [
        (_("at least {bound}"), target.get("minimum_extra_input_tc_ha_yr")),
        (_("at most {bound}"), target.get("maximum_extra_input_tc_ha_yr")),
    ]
    shown = [text.format(bound=num(value, 2)) for text, value in bounds if value is not None]
    if shown:
        found.append(
            _("**Bounds**: the extra input of a year is {bounds} t C per hectare.").format(
                bounds=", ".join(shown)
            )
        )
    return found


def _depth(facts: Facts) -> str:
    depths = facts.values("depth_cm")[facts.counted]
    depths = depths[np.isfinite(depths)]
    if depths.size and np.ptp(depths) > 0:
        upto = _("{low} to {high}").format(low=num(depths.min(), 0), high=num(depths.max(), 0))
    else:
        upto = num(facts.depth_cm, 0)
    calibrated = num(context("calibration_depth_cm"), 0)
    if not depths.size:
        return _(
            "**Depth**: not stated; the model was fitted to {calibrated} cm, and depth changes "
            "only how much water the layer holds."
        ).format(calibrated=calibrated)
    return _(
        "**Depth**: stocks from the surface to {depth} cm; the model was fitted to {calibrated} "
        "cm, and depth changes only how much water the layer holds."
    ).format(depth=upto, calibrated=calibrated)


def _bias(facts: Facts) -> str:
    """Say which correction of bias was used, and where its factor was bounded."""
    which = str(facts.results.attrs.get("bias_correction", "none"))
    text = {
        "match_inputs": _(
            "**Bias correction: inputs matched**. The rate of decay of each place is the model’s "
            "times the ratio of an independent estimate of today’s input to the modelled one."
        ),
        "match_trials": _(
            "**Bias correction: long-term trials matched**. The rate of decay is the model’s times "
            "the factor with which trials with known manure are met without bias."
        ),
    }.get(which, _("**Bias correction: none**. The rates of decay are those of the model."))
    clipped = int(facts.results.attrs.get("bias_correction_clipped", 0))
    if clipped:
        text += " " + ngettext(
            "The factor was bounded at {count} place.",
            "The factor was bounded at {count} places.",
            clipped,
        ).format(count=num(clipped, 0))
    return text


def assumptions(facts: Facts) -> list[str]:
    """Return one text for each assumption that the figures do not show."""
    found = [
        _start(facts),
        _today(facts),
        *_target(facts),
        _bias(facts),
        _(
            "**Constant climate**: the climate of the past, for all years. Warming speeds decay up "
            "and raises the requirement."
        ),
        _depth(facts),
        _(
            "**Quality of what is returned**: the extra carbon decays like the ordinary residues "
            "of the land use; manure has its own split where it was given."
        ),
        _(
            "**Inert carbon**: a part of the stock that takes no part, estimated from the stock "
            "after Falloon (1998) where it was not given, and unchanged by the target."
        ),
        _(
            "**Land and water**: one mean soil and climate for each place; irrigation is not "
            "counted as rain, and the area is the one stated, whatever is grown on it."
        ),
        _short(facts),
    ]
    return found


def _short(facts: Facts) -> str:
    """Say what else could be short, which the supply of planned practices looks at."""
    if "supply_stage_tc_ha_yr" in facts.results.variables:
        return _(
            "**What else is short**: whether so much can be had is looked at in “What can farming "
            "give?”, within the limits that were given. What it costs and what other gases it "
            "causes is not part of this answer."
        )
    return _(
        "**Nothing else is short**: whether so much plant material, nitrogen and phosphorus "
        "can be had, what it costs and what other gases it causes is not part of this answer."
    )
